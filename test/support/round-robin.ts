import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before the replicas of a service: each request goes to the next of them. */
export class RoundRobin {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async before(urls: readonly string[]): Promise<RoundRobin> {
    let turn = 0;
    const server = createServer((incoming, answer) => {
      const { method, headers, url } = incoming;
      const target = new URL(url ?? '/', urls[turn++ % urls.length]);
      const onward = request(target, { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      incoming.pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RoundRobin(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
