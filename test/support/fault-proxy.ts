import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of something that a client sends, and of its connection, which is lost with it unless it is `late`. */
export const faults = [
  'lost', // none of it arrives
  'cut', // half of it arrives
  'answer lost', // it arrives, and the answer to it does not
  'answer cut', // it arrives, and half of the answer to it does
  'late', // the answer to it takes its time
  'refused', // none of it arrives, all other connections are lost too, and no new one comes about until it heals
] as const;
export type Fault = (typeof faults)[number];

const LATE = 50;
/** Enough of what was sent to know a statement by. */
const REMEMBERED = 65_536;

interface Pair {
  client: Socket;
  server: Socket;
  /** What the client has sent since it last committed something. */
  sent: string;
  /** What the answer meets, as soon as some of it is like this. */
  answerFault: { fault: Fault; when: RegExp } | undefined;
}

/** What stands between a client and its server as the network does, and fails as networks do. */
export class FaultProxy {
  readonly #pairs = new Set<Pair>();
  #armed: { fault: Fault; when: (sent: string) => boolean } | undefined;
  #refuses = false;

  private constructor(
    readonly url: string,
    private readonly listener: Server,
  ) {}

  static async before(url: string): Promise<FaultProxy> {
    const here = new URL(url);
    const target = { host: here.hostname, port: Number(here.port) };
    const listener = createServer({ noDelay: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    here.hostname = '127.0.0.1';
    here.port = String((listener.address() as AddressInfo).port);
    const proxy = new FaultProxy(here.href, listener);
    listener.on('connection', (client) => proxy.#carry(client, connect({ ...target, noDelay: true })));
    return proxy;
  }

  /** The next thing sent for which `when` holds meets the fault, everything behind it passes. */
  arm(fault: Fault, when: (sent: string) => boolean): void {
    this.#armed = { fault, when };
  }

  /** Whether the fault that was armed has come about. */
  get hasStruck(): boolean {
    return this.#armed === undefined;
  }

  /** All passes again, and nothing is armed. */
  heal(): void {
    this.#armed = undefined;
    this.#refuses = false;
  }

  /** What was connected until now says nothing any more, as when a firewall has forgotten it; new connections pass. */
  forget(): void {
    for (const { client, server } of this.#pairs) {
      for (const side of [client, server]) side.removeAllListeners('data').resume();
    }
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) lose(pair);
    this.listener.close();
    await once(this.listener, 'close');
  }

  #carry(client: Socket, server: Socket): void {
    const pair: Pair = { client, server, sent: '', answerFault: undefined };
    this.#pairs.add(pair);
    for (const socket of [client, server]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
        this.#pairs.delete(pair);
      });
    }
    client.on('data', (chunk) => this.#send(pair, chunk));
    server.on('data', (chunk) => this.#answer(pair, chunk));
    if (this.#refuses) lose(pair);
  }

  #send(pair: Pair, chunk: Buffer): void {
    pair.sent = (pair.sent + chunk.toString('latin1')).slice(-REMEMBERED);
    const fault = this.#armed?.when(pair.sent) ? this.#armed.fault : undefined;
    if (chunk.includes('COMMIT')) pair.sent = '';
    if (fault) this.#armed = undefined;
    if (fault === 'lost') lose(pair);
    else if (fault === 'cut') pair.server.write(half(chunk), () => lose(pair));
    else if (fault === 'refused') {
      this.#refuses = true;
      for (const each of this.#pairs) lose(each);
    } else {
      // To all that is sent with it, a commit is the answer that counts.
      if (fault) pair.answerFault = { fault, when: chunk.includes('COMMIT') ? /COMMIT|ROLLBACK/ : /^/ };
      pair.server.write(chunk);
    }
  }

  #answer(pair: Pair, chunk: Buffer): void {
    const { client, server, answerFault } = pair;
    const strikes = answerFault?.when.test(chunk.toString('latin1'));
    const fault = strikes ? answerFault?.fault : undefined;
    if (strikes) pair.answerFault = undefined;
    if (fault === 'answer lost') lose(pair);
    else if (fault === 'answer cut') client.write(half(chunk), () => lose(pair));
    else if (fault === 'late') {
      server.pause();
      setTimeout(() => {
        client.write(chunk);
        server.resume();
      }, LATE);
    } else client.write(chunk);
  }
}

const half = (chunk: Buffer): Buffer => chunk.subarray(0, chunk.length >> 1);

/** Without a farewell to either side. */
function lose({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
