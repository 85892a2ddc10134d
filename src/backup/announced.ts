/** After so many rows of one table, and again after as many more, whoever waits is told. */
const ROWS = 500_000;

/** Passes rows on, and says now and then how many have passed. */
export async function* announced(
  rows: AsyncIterable<Buffer>,
  progress: (message: string) => void,
): AsyncGenerator<Buffer> {
  let passed = 0;
  let next = ROWS;
  for await (const chunk of rows) {
    yield chunk;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) passed++;
    if (passed < next) continue;
    progress(`  ${passed} 行 / rows …`);
    next += ROWS;
  }
}
