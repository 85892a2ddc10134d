/** The inside of a process of ours that was started with `--inspect`. */
export class Inspector {
  #asked = 0;

  private constructor(private readonly socket: WebSocket) {}

  /** @param said what the process has printed: Node says there where it listens */
  static async attach(said: string): Promise<Inspector> {
    const [address] = /ws:\/\/\S+/.exec(said) ?? [];
    if (!address) throw new Error('Expected a process that listens for an inspector');
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return new Inspector(socket);
  }

  /** The bytes that something still holds: objects, and what lies in buffers, when all else has been collected. */
  async heldBytes(): Promise<number> {
    // What the first one finalises the second one collects.
    for (let i = 0; i < 2; i++) await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await this.#ask('Runtime.getHeapUsage');
    return Number(usedSize) + Number(backingStorageSize);
  }

  /** Leaves the process to itself: it would wait for us at its end. */
  async detach(): Promise<void> {
    const gone = new Promise((resolve) => this.socket.addEventListener('close', resolve, { once: true }));
    this.socket.close();
    await gone;
  }

  #ask(method: string): Promise<Record<string, unknown>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const read = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        this.socket.removeEventListener('message', read);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result);
      };
      this.socket.addEventListener('message', read);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }
}
