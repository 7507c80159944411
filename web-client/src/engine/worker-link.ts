/**
 * The page's line to its worker: asks go out, answers and news come in, and a worker that broke is
 * replaced with what was open put to the next one.
 *
 * Owns the worker's life. Must not: know what an ask means.
 */
import type { Answer, Ask, Opened, Told, ToPage, ToWorker } from './messages';
import { EngineError, type EngineFailure, type ProfileId } from './types';

export interface LinkNeeds {
  spawn(): Worker;
  compile(): Promise<WebAssembly.Module>;
  onTold(told: Told): void;
  /**
   * A worker is there (again): what it must know first goes out now. `held`: the profile that the
   * one before it had open and this one has taken over.
   */
  onReady(held: ProfileId | undefined): void;
}

interface Open {
  readonly ask: Ask;
  readonly resolve: (value: Answer) => void;
  readonly reject: (cause: unknown) => void;
}

/** A worker that breaks this often in a row will break again: say so instead of spinning. */
const MAX_BREAKS = 4;
const BREAKS_FORGOTTEN_MS = 60_000;

const FAILURES: ReadonlySet<string> = new Set<EngineFailure>([
  'code_unknown',
  'code_expired',
  'too_many_tries',
  'already_here',
  'offline',
  'server_trouble',
  'storage_full',
  'too_long',
  'no_sealing_key',
  'storage_lost',
  'not_open',
  'other_secret',
  'no_helpers',
  'busy_elsewhere',
]);

export class WorkerLink {
  readonly #needs: LinkNeeds;
  readonly #open = new Map<string, Open>();
  readonly #ready: { resolve: () => void; reject: (cause: unknown) => void; promise: Promise<void> };
  #worker: Worker | undefined;
  #up = false;
  #counter = 0;
  #breaks: number[] = [];
  /** On its way from a worker that trapped to the next. */
  #held: Opened | undefined;

  constructor(needs: LinkNeeds) {
    this.#needs = needs;
    let resolve = (): void => undefined;
    let reject = (_cause: unknown): void => undefined;
    const promise = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    promise.catch(() => undefined);
    this.#ready = { resolve, reject, promise };
    this.#spawn();
  }

  /** Resolves when the first worker is up. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  ask(ask: Ask): Promise<Answer> {
    this.#counter += 1;
    const id = String(this.#counter);
    return new Promise((resolve, reject) => {
      this.#open.set(id, { ask, resolve, reject });
      if (this.#up) this.#send({ kind: 'ask', id, ask });
      else if (this.#worker === undefined) this.#spawn();
    });
  }

  send(message: Extract<ToWorker, { kind: 'sleep' | 'wake' }>): void {
    this.#send(message);
  }

  #spawn(): void {
    const worker = this.#needs.spawn();
    this.#worker = worker;
    this.#up = false;
    worker.onmessage = (event: MessageEvent<ToPage>) => {
      if (this.#worker === worker) this.#hear(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker === worker) this.#broke();
    };
    this.#needs.compile().then(
      (module) => {
        const held = this.#held;
        worker.postMessage({ kind: 'start', module, ...(held === undefined ? {} : { held }) } satisfies ToWorker);
        held?.dataKey.fill(0);
      },
      () => this.#worker === worker && this.#broke(),
    );
  }

  #hear(message: ToPage): void {
    switch (message.kind) {
      case 'ready': {
        this.#up = true;
        this.#ready.resolve();
        const unanswered = [...this.#open];
        const held = this.#held?.profile;
        this.#held = undefined;
        this.#needs.onReady(held);
        for (const [id, { ask }] of unanswered) this.#send({ kind: 'ask', id, ask });
        return;
      }
      case 'answer':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'refusal':
        this.#take(message.id)?.reject(asError(message.code));
        return;
      case 'broken':
        console.error('worker', message.why);
        this.#held = message.held;
        this.#broke();
        return;
      default:
        this.#needs.onTold(message);
    }
  }

  #take(id: string): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    return open;
  }

  #broke(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#up = false;
    const now = Date.now();
    this.#breaks = [...this.#breaks.filter((at) => now - at < BREAKS_FORGOTTEN_MS), now];
    if (this.#breaks.length < MAX_BREAKS) {
      this.#spawn();
      return;
    }
    const failure = new EngineError('storage_lost');
    this.#ready.reject(failure);
    for (const id of [...this.#open.keys()]) this.#take(id)?.reject(failure);
    this.#breaks = []; // the next ask may try again
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

/** Codes that a screen has a sentence for; anything else is a bug and keeps its own words. */
function asError(code: string): Error {
  return FAILURES.has(code) ? new EngineError(code as EngineFailure) : new Error(code);
}
