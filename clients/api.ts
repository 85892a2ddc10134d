/**
 * A client of the labor cooperation service in one file, with no library: signs in, asks, and asks again when a poor
 * network has lost the question or the answer. Copy it, or take what it shows.
 */

/** The text of an operation, which knows its variables and its data. clients/generated.ts holds them. */
export type Operation<Data, Variables> = string & { readonly types?: (variables: Variables) => Data };

/** Something in the input that a person can mend: which field, what is wrong with it, in the person's language. */
export interface UserError {
  code: string;
  field: readonly string[] | null;
  message: string;
}

/** The request was not served. Show the message to a person; decide by the code, which never changes. */
export class ApiError extends Error {
  readonly code: string;
  /** For whoever looks into the logs of the service. */
  readonly requestId: string | null;

  constructor(code: string, message: string, requestId: string | null) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

/** A change was not made, for reasons that a person can mend. */
export class Refused extends Error {
  readonly userErrors: readonly UserError[];

  constructor(userErrors: readonly UserError[]) {
    super(userErrors.map(({ field, message }) => `${field?.join('.') ?? ''} ${message}`.trim()).join('\n'));
    this.userErrors = userErrors;
  }

  /** Whether this is what the change was refused for. */
  for(code: string): boolean {
    return this.userErrors.some((error) => error.code === code);
  }
}

/** The payload of a change that was made. @throws Refused when it was not */
export function made<Payload extends { userErrors: readonly UserError[] }>(payload: Payload): Payload {
  if (payload.userErrors.length > 0) throw new Refused(payload.userErrors);
  return payload;
}

/** A key for one record to be made. Keep it with the form until the record is made: then it is made once. */
export const newKey = (): string => crypto.randomUUID();

/** How long to wait before each further try, in milliseconds. */
const PAUSES = [200, 1_000, 3_000];

export class Api {
  readonly #url: string;
  readonly #language: string;
  #token: string | null = null;
  #renew: (() => Promise<string | null>) | null = null;
  #renewing: Promise<string | null> | null = null;

  /** @param language of the messages: zh-CN or en */
  constructor(url: string, language = 'zh-CN') {
    this.#url = url;
    this.#language = language;
  }

  /**
   * What follows is asked by whoever this token was given to.
   * @param renew gives the next token, when this one has ended
   */
  use(accessToken: string | null, renew: (() => Promise<string | null>) | null = null): void {
    this.#token = accessToken;
    this.#renew = renew;
  }

  /**
   * Asks, and asks again when the service could not be reached or was not able to answer. That is safe for changes
   * too. What makes a record carries an idempotency key: the same key and input give the same record. What changes a
   * record carries the version that was seen: the second time it is refused with STALE_VERSION, and reading the record
   * shows whether the first had been made.
   * @throws ApiError
   */
  async ask<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data> {
    const body = JSON.stringify({ query: operation, variables });
    const token = this.#token;
    try {
      return await this.#insist<Data>(body);
    } catch (error) {
      if (!this.#renew || !(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
      // Once for all questions that were asked with the token that has ended.
      if (token === this.#token) {
        this.#renewing ??= this.#renew().finally(() => {
          this.#renewing = null;
        });
        this.#token = await this.#renewing;
      }
      return this.#insist<Data>(body);
    }
  }

  async #insist<Data>(body: string): Promise<Data> {
    for (const pause of PAUSES) {
      try {
        return await this.#send<Data>(body);
      } catch (error) {
        if (!mayPass(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return this.#send<Data>(body);
  }

  async #send<Data>(body: string): Promise<Data> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': this.#language,
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    // A proxy whose service is away answers for itself, and not in JSON.
    if (!response.headers.get('content-type')?.includes('json')) {
      throw new ApiError('UNAVAILABLE', `HTTP ${response.status}`, null);
    }
    const { data, errors } = (await response.json()) as Answer<Data>;
    const [error] = errors ?? [];
    if (error) throw new ApiError(error.extensions.code, error.message, response.headers.get('x-request-id'));
    return data;
  }
}

interface Answer<Data> {
  data: Data;
  errors?: readonly { message: string; extensions: { code: string } }[];
}

/** Whether the same question may be answered a moment later: nothing arrived, or the service says so. */
const mayPass = (error: unknown) => !(error instanceof ApiError) || error.code === 'UNAVAILABLE';
