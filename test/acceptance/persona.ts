import { readFileSync } from 'node:fs';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  separateOperations,
} from 'graphql';
import { Client } from '../support/client.ts';

interface Operation {
  text: string;
  /** Whether somebody has run it in this story. */
  used: boolean;
}

interface Problem {
  code: string;
  field: string[] | null;
}

/** The operations of one persona, as a document that a client could have been written from: `<name>.graphql` here. */
export class Operations {
  readonly document: DocumentNode;
  readonly #operations: Map<string, Operation>;

  constructor(readonly name: string) {
    this.document = parse(readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'));
    this.#operations = new Map(
      Object.entries(separateOperations(this.document)).map(([operation, document]) => [
        operation,
        { text: print(document), used: false },
      ]),
    );
  }

  /** The text of one operation with the fragments it uses. */
  use(name: string): string {
    const operation = this.#operations.get(name);
    if (!operation) throw new Error(`Expected an operation ${name} in ${this.name}.graphql`);
    operation.used = true;
    return operation.text;
  }

  has(name: string): boolean {
    return this.#operations.has(name);
  }

  get unused(): string[] {
    return [...this.#operations].filter(([, { used }]) => !used).map(([name]) => `${this.name} ${name}`);
  }

  /** The root fields its operations ask for: `Query.tickets`. */
  get rootFields(): string[] {
    const operations = this.document.definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    );
    return operations.flatMap(({ operation, selectionSet }) =>
      selectionSet.selections.map(
        (selection) =>
          `${operation === 'query' ? 'Query' : 'Mutation'}.${selection.kind === Kind.FIELD ? selection.name.value : '...'}`,
      ),
    );
  }
}

/** Somebody at work with the operations of a persona. */
export class Persona {
  #client: Client;
  #refreshToken: string | null = null;
  #here: string | undefined;

  /** @param time what the clock shows: whenever it has moved on, the tokens of before are past their time */
  constructor(
    readonly url: string,
    readonly operations: Operations,
    readonly username: string,
    private password: string,
    private readonly time: () => string,
  ) {
    this.#client = new Client(url);
  }

  /** Chooses a password in place of the temporary one, and signs in with it. */
  async choosesPassword(newPassword: string): Promise<this> {
    await this.does('ChangePassword', { input: { oldPassword: this.password, newPassword } });
    this.password = newPassword;
    this.#here = undefined;
    await this.#isHere();
    return this;
  }

  /** Signs in for the day; goes on with the session within it, where the persona's document has an operation for that. */
  async #isHere(): Promise<void> {
    const before = this.#here;
    if (before === this.time()) return;
    this.#here = this.time();
    const goesOn = this.operations.has('Refresh') && before?.slice(0, 10) === this.#here.slice(0, 10);
    const { accessToken, refreshToken } = goesOn
      ? await this.does('Refresh', { input: { refreshToken: this.#refreshToken } })
      : await this.does('SignIn', { input: { username: this.username, password: this.password } });
    this.#client = new Client(this.url, accessToken);
    this.#refreshToken = refreshToken;
  }

  /** The root field of an operation that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  async does(operation: string, variables: Record<string, unknown> = {}): Promise<any> {
    const root = await this.#root(operation, variables);
    const problems = root?.userErrors ?? [];
    if (problems.length > 0) throw new Error(`${operation} of ${this.username}: ${JSON.stringify(problems)}`);
    return root;
  }

  /** What a change that must not be made is answered with: `STALE_VERSION expectedVersion`. */
  async isRefused(operation: string, variables: Record<string, unknown> = {}): Promise<string> {
    await this.#isHere();
    const { data, errors } = await this.#client.ask(this.operations.use(operation), variables);
    if (errors[0]) return errors[0].extensions.code;
    const [root] = Object.values(data as Record<string, { userErrors?: Problem[] }>);
    return (root?.userErrors ?? []).map(({ code, field }) => `${code} ${field?.join('.')}`).join(', ');
  }

  async #root(
    operation: string,
    variables: Record<string, unknown>,
  ): Promise<{ userErrors?: Problem[] } | null> {
    await this.#isHere();
    const { data, errors } = await this.#client.ask(this.operations.use(operation), variables);
    if (errors.length > 0) throw new Error(`${operation} of ${this.username}: ${JSON.stringify(errors)}`);
    return Object.values(data)[0] as { userErrors?: Problem[] } | null;
  }
}
