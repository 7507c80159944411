/**
 * The real binary on a data directory of its own.
 *
 * Owns the process: started, killed, started again on the same data, ended. Must not reach into
 * the data directory, nor wait by sleeping where it can ask.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const READY_MS = 30_000;
export const ROOT = resolve(import.meta.dirname, '../../..');
export const BINARY = process.env['CHASKI_BINARY'] ?? join(ROOT, 'target/release/chaski');

export interface Sheet {
  readonly codes: readonly string[];
  readonly coordinator: { readonly login: string; readonly password: string };
  readonly learners: readonly { readonly id: string; readonly label: string; readonly name: string }[];
}

export class Server {
  #child: ChildProcess | undefined;

  private constructor(
    readonly data: string,
    readonly port: number,
    readonly sheet: Sheet,
  ) {}

  /** A fresh demonstration, seeded and serving. */
  static async start(options: { seed?: number; today?: string } = {}): Promise<Server> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: cargo xtask build`);
    const data = await mkdtemp(join(tmpdir(), 'chaski-e2e-'));
    const today = options.today ?? new Date().toISOString().slice(0, 10);
    const seeded = await run(
      BINARY,
      ['demo', 'seed', '--data', data, '--seed', String(options.seed ?? 1), '--today', today, '--json'],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    const server = new Server(data, await freePort(), JSON.parse(seeded.stdout) as Sheet);
    await server.serve();
    return server;
  }

  get origin(): string {
    // A secure context without a certificate.
    return `http://localhost:${this.port}`;
  }

  /** Serves the same data again. */
  async serve(): Promise<void> {
    const child = spawn(BINARY, ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`], {
      stdio: ['ignore', 'ignore', process.env['CHASKI_LOG'] === undefined ? 'ignore' : 'inherit'],
    });
    this.#child = child;
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/healthz/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the server did not become ready');
  }

  /** As when the power goes. */
  kill(): Promise<number | null> {
    return this.#end('SIGKILL');
  }

  /** As an operator stops it; gives the exit status. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  async cli(...args: readonly string[]): Promise<string> {
    const done = await run(BINARY, [...args, '--data', this.data], { maxBuffer: 64 * 1024 * 1024 });
    return done.stdout;
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill(signal);
    return ended;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
