import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const AUDIENCE = 'labor-cooperation';

interface Signer {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

/**
 * An OpenID Connect provider, as far as this service talks to one: its public keys over HTTP, and tokens signed with the
 * private ones. A complete provider would make good tokens alone; these tests need bad ones.
 */
export class TestIssuer {
  /** How often its keys were asked for. */
  asked = 0;
  /** What it says instead of its keys, if anything. */
  broken: { status: number; body: string } | null = null;
  readonly #server: Server;
  #keys: Signer[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TestIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = new TestIssuer(server);
    server.on('request', async (_request, response) => {
      issuer.asked++;
      const keys = await Promise.all(
        issuer.#keys.map(async ({ publicKey, kid, alg }) => ({
          ...(await exportJWK(publicKey)),
          kid,
          alg,
          use: 'sig',
        })),
      );
      response.writeHead(issuer.broken?.status ?? 200, { 'content-type': 'application/json' });
      response.end(issuer.broken?.body ?? JSON.stringify({ keys }));
    });
    await issuer.rotate();
    return issuer;
  }

  get name(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/realms/labor`;
  }

  get jwksUrl(): string {
    return `${this.name}/certs`;
  }

  /** Signs with a new key from now on, and shows no other. @returns the one it signed with before */
  async rotate(alg = 'RS256'): Promise<Signer | undefined> {
    const before = this.#keys[0];
    this.#keys = [await newSigner(alg)];
    return before;
  }

  /** Shows one key more than the one it signs with. */
  async show(alg: string): Promise<Signer> {
    const signer = await newSigner(alg);
    this.#keys.push(signer);
    return signer;
  }

  get signer(): Signer {
    const [signer] = this.#keys;
    if (!signer) throw new Error('The issuer has no key.');
    return signer;
  }

  publicKeyPem = (): Promise<string> => exportSPKI(this.signer.publicKey);

  /** The claims of a good token, but for what is said otherwise; undefined leaves a claim out. */
  claims(more: Record<string, unknown> = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1_000);
    const all = { iss: this.name, aud: AUDIENCE, iat: now, exp: now + 600, ...more };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  token(more: Record<string, unknown> = {}, signer = this.signer): Promise<string> {
    return new SignJWT(this.claims(more))
      .setProtectedHeader({ alg: signer.alg, kid: signer.kid })
      .sign(signer.privateKey);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function newSigner(alg: string): Promise<Signer> {
  return { kid: crypto.randomUUID(), alg, ...(await generateKeyPair(alg, { extractable: true })) };
}
