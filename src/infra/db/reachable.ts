/**
 * What connecting to a database comes to, or an error for its operator: which database cannot be reached, by its address
 * alone and never by its credentials, and what the driver says of why.
 */
export async function reachable<T>(url: string, connecting: Promise<T>): Promise<T> {
  try {
    return await connecting;
  } catch (cause) {
    const { host, pathname } = new URL(url);
    const { message, code } = cause as NodeJS.ErrnoException;
    // A name with several addresses fails once for each, and says so without a message.
    const why = message || code;
    throw new Error(
      `无法连接数据库 ${host}${pathname}：${why} / The database ${host}${pathname} cannot be reached: ${why}`,
      { cause },
    );
  }
}
