/**
 * The road between one phone and the server: bytes pass, are counted, slowed, held up or cut.
 *
 * Owns a TCP proxy of its own. Must not change a byte: what arrives is what was sent, up to where
 * the road ends.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where the next request to a path that begins so is cut, counted from the first byte of its head. */
export interface Cut {
  readonly path: string;
  readonly afterRequestBytes?: number;
  readonly afterResponseBytes?: number;
}

interface Ordered extends Cut {
  done(): void;
}

export class Road {
  readonly #sockets = new Set<Socket>();
  /** Request lines in the order in which they came. */
  readonly requests: string[] = [];
  /** Bytes of the last whole exchange by path, heads included. */
  readonly sizes = new Map<string, { request: number; response: number }>();
  #open = true;
  #bytesPerSecond = Infinity;
  #cut: Ordered | undefined;
  readonly #waiting: { path: string; answered: boolean; done: () => void }[] = [];

  readonly #proxy: Server;

  private constructor(
    proxy: Server,
    readonly port: number,
  ) {
    this.#proxy = proxy;
  }

  static async to(target: number): Promise<Road> {
    const proxy = createServer();
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const address = proxy.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const road = new Road(proxy, address.port);
    proxy.on('connection', (phone) => road.#carry(phone, target));
    return road;
  }

  /** A secure context without a certificate. */
  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** How many requests to a path were begun since the last time `forget` was called. */
  count(start: string): number {
    return this.requests.filter((line) => line.startsWith(start)).length;
  }

  forget(): void {
    this.requests.length = 0;
  }

  /** No signal: what is under way breaks off, and nothing new gets through. */
  close(): void {
    this.#open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  open(): void {
    this.#open = true;
    this.#bytesPerSecond = Infinity;
  }

  slow(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Resolves when the next request to a path is on its way to the server. */
  asked(path: string): Promise<void> {
    return new Promise((done) => this.#waiting.push({ path, done, answered: false }));
  }

  /** Resolves when the next request to a path was answered, if only in part. */
  answered(path: string): Promise<void> {
    return new Promise((done) => this.#waiting.push({ path, done, answered: true }));
  }

  /** Cuts the next request to the path, once; resolves when it was cut. */
  cutNext(cut: Cut): Promise<void> {
    return new Promise((done) => {
      this.#cut = { ...cut, done };
    });
  }

  async remove(): Promise<void> {
    this.close();
    await new Promise((done) => this.#proxy.close(done));
  }

  #carry(phone: Socket, target: number): void {
    if (!this.#open) {
      phone.destroy();
      return;
    }
    const server = connect(target, '127.0.0.1');
    const end = (): void => {
      phone.destroy();
      server.destroy();
    };
    for (const socket of [phone, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let cut: Ordered | undefined;
    let asked = 0;
    let answered = 0;
    let path = '';
    phone.on('data', (bytes) => {
      const line = requestLine(bytes);
      if (line !== undefined) this.requests.push(line);
      if (line !== undefined) {
        path = line.split(' ')[1] ?? '';
        this.sizes.set(path, { request: 0, response: 0 });
      }
      const size = this.sizes.get(path);
      if (size !== undefined) size.request += bytes.length;
      if (line !== undefined && this.#cut !== undefined && line.includes(` ${this.#cut.path}`)) {
        cut = this.#cut;
        this.#cut = undefined;
      }
      this.#pass(bytes, server, phone, cut === undefined ? undefined : (cut.afterRequestBytes ?? Infinity) - asked, finish);
      asked += cut === undefined ? 0 : bytes.length;
      this.#tell(path, false);
    });
    server.on('data', (bytes) => {
      const size = this.sizes.get(path);
      if (size !== undefined) size.response += bytes.length;
      this.#pass(bytes, phone, server, cut === undefined ? undefined : (cut.afterResponseBytes ?? Infinity) - answered, finish);
      answered += cut === undefined ? 0 : bytes.length;
      this.#tell(path, true);
    });
    const finish = (): void => {
      end();
      cut?.done();
    };
  }

  #tell(path: string, answered: boolean): void {
    const at = this.#waiting.findIndex((each) => each.path === path && each.answered === answered);
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.done();
  }

  /** Lets bytes through up to a limit; at the limit the road ends. */
  #pass(bytes: Buffer, to: Socket, from: Socket, left: number | undefined, finish: () => void): void {
    if (left !== undefined && bytes.length > left) {
      to.write(bytes.subarray(0, Math.max(0, left)), finish);
      return;
    }
    to.write(bytes);
    if (this.#bytesPerSecond === Infinity) return;
    from.pause();
    setTimeout(() => from.resume(), (bytes.length / this.#bytesPerSecond) * 1000);
  }
}

/** A browser writes a request's head in one piece, and one request at a time on a connection. */
function requestLine(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 200).toString('latin1');
  return /^([A-Z]+ \S+ HTTP\/1\.1)\r\n/.exec(start)?.[1];
}
