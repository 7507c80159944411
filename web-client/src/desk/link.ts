/**
 * The page's line to its desk's worker.
 *
 * Owns the worker's life. Must not: know what an ask means, or put one again: a desk whose worker
 * broke is closed, and its key is gone.
 */
import type { DeskAnswer, DeskAsk, FromDesk, ToDesk } from './messages';
import { DeskError, type DeskFailure, type DeskNews } from './types';

export interface DeskLinkNeeds {
  spawn(): Worker;
  compile(): Promise<WebAssembly.Module>;
  onNews(news: DeskNews): void;
  /** The worker is gone; the next ask starts another. */
  onBroken(): void;
}

interface Waiting {
  readonly resolve: (value: DeskAnswer) => void;
  readonly reject: (cause: unknown) => void;
}

const FAILURES: ReadonlySet<string> = new Set<DeskFailure>([
  'not_open', 'exists', 'offline', 'signed_out', 'other_account', 'forbidden', 'not_found', 'server_trouble', 'not_here', 'related',
  'key_taken', 'changed', 'unknown_entry', 'invalid', 'too_long', 'no_sealing_key', 'not_released', 'storage_full', 'storage_lost',
]);

export class DeskLink {
  readonly #needs: DeskLinkNeeds;
  readonly #waiting = new Map<string, Waiting>();
  #worker: Promise<Worker> | undefined;
  #counter = 0;

  constructor(needs: DeskLinkNeeds) {
    this.#needs = needs;
  }

  async ask(ask: DeskAsk): Promise<DeskAnswer> {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    this.#counter += 1;
    const id = String(this.#counter);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ kind: 'ask', id, ask } satisfies ToDesk);
    });
  }

  /** Only if there is a desk: nothing is started for it. */
  tell(ask: DeskAsk): void {
    if (this.#worker !== undefined) this.ask(ask).catch(() => undefined);
  }

  #start(): Promise<Worker> {
    const worker = this.#needs.spawn();
    const starting = new Promise<Worker>((resolve, reject) => {
      const broke = (why: unknown): void => {
        console.error('desk', why);
        worker.terminate();
        reject(new DeskError('storage_lost'));
        if (this.#worker === starting) this.#broke();
      };
      worker.onmessage = ({ data }: MessageEvent<FromDesk>) => {
        if (data.kind === 'ready') resolve(worker);
        else if (data.kind === 'broken') broke(data.why);
        else this.#hear(data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        broke(event.message);
      };
      this.#needs.compile().then((module) => worker.postMessage({ kind: 'start', module } satisfies ToDesk), broke);
    });
    starting.catch(() => undefined);
    return starting;
  }

  #hear(message: Exclude<FromDesk, { kind: 'ready' | 'broken' }>): void {
    if (message.kind === 'news') {
      this.#needs.onNews(message.news);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(asError(message.code));
  }

  #broke(): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new DeskError('storage_lost'));
    this.#needs.onBroken();
  }
}

/** Codes that a page has a sentence for; anything else is a bug and keeps its own words. */
function asError(code: string): Error {
  return FAILURES.has(code) ? new DeskError(code as DeskFailure) : new Error(code);
}
