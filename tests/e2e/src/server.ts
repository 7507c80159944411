/**
 * The real binary on a data directory of its own.
 *
 * Owns the process: started, killed, started again on the same data, ended. Must not reach into
 * the data directory, nor wait by sleeping where it can ask.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const READY_MS = 30_000;
export const ROOT = resolve(import.meta.dirname, '../../..');
export const BINARY = process.env['CHASKI_BINARY'] ?? join(ROOT, 'target/release/chaski');

/** What `chaski demo seed --json` tells. */
export interface Sheet {
  readonly codes: readonly { readonly code: string; readonly learner: string; readonly name: string }[];
  readonly coordinator: { readonly login: string; readonly password: string };
  readonly learners: readonly { readonly id: string; readonly label: string; readonly name: string }[];
}

const NO_SHEET: Sheet = { codes: [], learners: [], coordinator: { login: '', password: '' } };

/** One live value of a register, as `chaski export record` prints it. */
export interface Value {
  readonly op: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly writer: string;
  readonly at: number;
}

export interface RecordExport {
  readonly learner: string;
  readonly documents: { readonly record: { readonly heads: readonly string[]; readonly registers: Readonly<Record<string, readonly Value[]>> } };
}

interface Start {
  /** What `chaski serve` itself makes in an empty folder. */
  readonly whole?: boolean;
  /** Under which name the world would find it. */
  readonly host?: string;
}

export class Server {
  #child: ChildProcess | undefined;
  /** What it printed since it was last started. */
  output = '';

  private constructor(
    readonly data: string,
    readonly port: number,
    readonly sheet: Sheet,
    /** What it is started as; a hub with what it needs to be one. */
    readonly as: readonly string[] = ['serve'],
  ) {}

  /**
   * A demonstration of its own, seeded and serving: a copy of the one that the run has made. The
   * whole one, with an earlier cohort, is made for whoever asks for it.
   */
  static async start({ whole = false, host }: Start = {}): Promise<Server> {
    const made = whole ? undefined : process.env['CHASKI_E2E_SEEDED'];
    const data = await mkdtemp(join(tmpdir(), 'chaski-e2e-'));
    if (made !== undefined) await cp(join(made, 'data'), data, { recursive: true });
    const sheet = made === undefined ? await seed(data, whole) : (JSON.parse(await readFile(join(made, 'sheet.json'), 'utf8')) as Sheet);
    const server = new Server(data, await freePort(), sheet, host === undefined ? ['serve'] : ['serve', '--host', host]);
    await server.serve();
    return server;
  }

  /** A new hub of a centre, serving. `upstream` is where it finds central. */
  static async hub(upstream: string, code: string): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), 'chaski-e2e-hub-'));
    const hub = new Server(data, await freePort(), NO_SHEET, ['hub', '--upstream', upstream, '--code', code]);
    await hub.serve();
    return hub;
  }

  /** The program on a data directory as it is, not yet started. */
  static async of(data: string): Promise<Server> {
    return new Server(data, await freePort(), NO_SHEET);
  }

  /** Runs the program to its end; rejects with its exit status in `code` when that is not 0. */
  static async run(...args: readonly string[]): Promise<string> {
    return (await run(BINARY, args, { maxBuffer: 64 * 1024 * 1024, timeout: 4 * READY_MS })).stdout;
  }

  get origin(): string {
    // A secure context without a certificate.
    return `http://localhost:${this.port}`;
  }

  /** Live values of her record, as the server holds them now. */
  async record(learner: string): Promise<RecordExport['documents']['record']> {
    const text = await this.cli('export', 'record', '--learner', learner);
    return (JSON.parse(text) as RecordExport).documents.record;
  }

  /** Live versions of her work entries, by entry. */
  async work(learner: string): Promise<Record<string, readonly Value[]>> {
    const { registers } = await this.record(learner);
    const work = Object.entries(registers).filter(([key]) => key.startsWith('work/'));
    return Object.fromEntries(work.map(([key, values]) => [key.slice('work/'.length), values]));
  }

  /** A new learner of the demonstration's cohort, with a code for her first phone. */
  async newcomer(name = 'Prueba'): Promise<{ id: string; code: string }> {
    return JSON.parse(await this.cli('learner', 'add', '--cohort', 'cohorte-1', '--name', name, '--json')) as { id: string; code: string };
  }

  /** Somebody of the demonstration with an entry of which two versions stand. */
  async withQuestion(): Promise<string> {
    for (const { id } of this.sheet.learners) {
      if (Object.values(await this.work(id)).some((live) => live.length > 1)) return id;
    }
    throw new Error('nobody has an open question');
  }

  /** A code for one more phone of hers. */
  async code(learner: string): Promise<string> {
    return (JSON.parse(await this.cli('learner', 'code', '--learner', learner, '--json')) as { code: string }).code;
  }

  /** Whom a printed code enrols, by the name printed beside it. */
  async learnerOf(code: string): Promise<string> {
    const name = new RegExp(`${code}\\s+\\((.+)\\)`).exec(this.output)?.[1];
    const learners = JSON.parse(await this.cli('learner', 'list', '--json')) as { id: string; name: string }[];
    const found = learners.find((learner) => learner.name === name);
    if (found === undefined) throw new Error(`nobody for ${code}`);
    return found.id;
  }

  /** Every document held against Automerge: fails when anything differs. */
  async verify(): Promise<void> {
    await this.cli('verify', '--json');
  }

  /** Serves the same data again. */
  async serve(): Promise<void> {
    const child = spawn(BINARY, [...this.as, '--data', this.data, '--listen', `127.0.0.1:${this.port}`], {
      stdio: ['ignore', 'pipe', process.env['CHASKI_LOG'] === undefined ? 'ignore' : 'inherit'],
    });
    this.#child = child;
    this.output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
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

  /** A command on this data, while it is served or not. */
  cli(...args: readonly string[]): Promise<string> {
    return Server.run(...args, '--data', this.data);
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill(signal);
    return ended;
  }
}

/** Seeds a data directory; gives every secret of its fictional phones. */
export async function seed(data: string, whole = false): Promise<Sheet> {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: cargo xtask build`);
  const today = new Date().toISOString().slice(0, 10);
  const seeded = await run(BINARY, ['demo', 'seed', '--data', data, '--today', today, '--json', ...(whole ? ['--earlier'] : [])], { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(seeded.stdout) as Sheet;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
