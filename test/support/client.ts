/** An answer of GraphQL over HTTP. */
export interface Answer<Data> {
  status: number;
  data: Data | null;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string; field?: string[] } }[];
}

/** Somebody who talks to the service by HTTP, signed in or not. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null = null,
    readonly language = 'en',
  ) {}

  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async ask<Data = any>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<Data>> {
    return this.post(JSON.stringify({ query, variables }));
  }

  /** The data of an answer without errors. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async data<Data = any>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.ask<Data>(query, variables);
    if (errors.length > 0 || data === null) throw new Error(`Answered with ${JSON.stringify(errors)}`);
    return data;
  }

  /** The codes of the errors of an answer. */
  async codes(query: string, variables: Record<string, unknown> = {}): Promise<string[]> {
    const { errors } = await this.ask(query, variables);
    return errors.map((error) => error.extensions.code);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async post<Data = any>(body: string, headers: Record<string, string> = {}): Promise<Answer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': this.language,
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body,
    });
    const { data = null, errors = [] } = (await response.json()) as Partial<Answer<Data>>;
    return { status: response.status, data, errors };
  }
}

/** Signs in and returns the client of the account. */
export async function signIn(url: string, username: string, password: string): Promise<Client> {
  const { signIn } = await new Client(url).data(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code message } } }',
    { input: { username, password } },
  );
  if (!signIn.accessToken)
    throw new Error(`${username} could not sign in: ${JSON.stringify(signIn.userErrors)}`);
  return new Client(url, signIn.accessToken);
}
