/**
 * The engine as the screens have it: `createEngine()`.
 *
 * Owns what this page has open and the last value of every event. Must not: hold rules, keys or
 * storage; its worker does.
 */
import { setClock } from './clock';
import { compileCore } from './compile';
import type { Poke, Told } from './messages';
import { OfflineShell } from './offline-shell';
import { watchPage } from './page-life';
import {
  type Action,
  type Engine,
  EngineError,
  type EngineEvent,
  type Lesson,
  type LessonId,
  type ProfileId,
} from './types';
import { WorkerLink } from './worker-link';

export { correctedNow, today } from './clock';
export * from './types';

/** Resolves when the profiles on this phone are known. Subscribers hear the present state at once. */
export async function createEngine(): Promise<Engine> {
  const engine = new PageEngine();
  await engine.ready;
  return engine;
}

class PageEngine implements Engine {
  readonly #link: WorkerLink;
  readonly #shell: OfflineShell;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  /** The last event of each kind: they carry whole values, so the last one is the state. */
  readonly #last = new Map<string, EngineEvent>();
  /** An action that was not answered keeps its id when it is tried again, so that it is done once. */
  readonly #actionIds = new WeakMap<Action, string>();
  #open: ProfileId | undefined;
  #enrolling = 0;
  #askedToPersist = false;

  constructor() {
    this.#link = new WorkerLink({
      spawn: () => new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module' }),
      compile: compileCore,
      onTold: (told) => this.#hear(told),
      onReady: () => this.#greet(),
    });
    this.#shell = new OfflineShell({
      anyOpen: async () => (await this.#link.ask({ do: 'anyOpen' })) === true,
      busyHere: () => this.#open !== undefined || this.#enrolling > 0,
    });
    watchPage({
      online: () => this.#poke('online'),
      offline: () => this.#poke('offline'),
      visible: () => this.#poke('visible'),
      hidden: () => {
        this.#poke('hidden');
        void this.#shell.quietMoment();
      },
      sleep: () => this.#link.send({ kind: 'sleep' }),
      wake: () => this.#link.send({ kind: 'wake' }),
    });
    if (import.meta.env.PROD) void this.#link.ready.then(() => this.#shell.register());
  }

  get ready(): Promise<void> {
    return this.#link.ready;
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    for (const event of [...this.#last.values()]) listener(event);
    return () => this.#listeners.delete(listener);
  }

  async enrol(code: string, picture: number): Promise<ProfileId> {
    this.#enrolling += 1;
    try {
      return (await this.#link.ask({ do: 'enrol', code, picture })) as ProfileId;
    } finally {
      this.#enrolling -= 1;
    }
  }

  async open(profile: ProfileId): Promise<void> {
    if (this.#open === profile) return;
    if (this.#open !== undefined) await this.close();
    this.#open = profile;
    try {
      await this.#link.ask({ do: 'open', profile });
    } catch (cause) {
      if (this.#open === profile) this.#open = undefined;
      throw cause;
    }
  }

  async close(): Promise<void> {
    const profile = this.#open;
    if (profile === undefined) return;
    this.#open = undefined;
    this.#last.delete('record');
    this.#emit({ type: 'record', record: undefined });
    try {
      await this.#link.ask({ do: 'close', profile });
    } finally {
      void this.#shell.quietMoment();
    }
  }

  async act(action: Action): Promise<void> {
    const profile = this.#opened();
    const actionId = this.#actionIds.get(action) ?? crypto.randomUUID();
    this.#actionIds.set(action, actionId);
    await this.#link.ask({ do: 'act', profile, actionId, action });
    this.#actionIds.delete(action);
    void this.#persist();
  }

  async saveDraft(name: string, draft: unknown): Promise<void> {
    const json = JSON.stringify(draft ?? null);
    await this.#link.ask({ do: 'saveDraft', profile: this.#opened(), name, json });
  }

  async loadDraft(name: string): Promise<unknown> {
    const json = await this.#link.ask({ do: 'loadDraft', profile: this.#opened(), name });
    return typeof json === 'string' ? ((JSON.parse(json) as unknown) ?? undefined) : undefined;
  }

  async download(pack: string): Promise<void> {
    await this.#link.ask({ do: 'download', pack });
  }

  stopDownload(pack: string): void {
    this.#link.ask({ do: 'stopDownload', pack }).catch(() => undefined);
  }

  async lesson(pack: string, lesson: LessonId): Promise<Lesson | undefined> {
    return (await this.#link.ask({ do: 'lesson', pack, lesson })) as Lesson | undefined;
  }

  tryNow(): void {
    this.#poke('asked');
  }

  #opened(): ProfileId {
    if (this.#open === undefined) throw new EngineError('not_open');
    return this.#open;
  }

  #poke(why: Poke): void {
    this.#link.ask({ do: 'poke', why }).catch(() => undefined);
  }

  /** A worker has begun: it learns what this page has open before anything else. */
  #greet(): void {
    if (!navigator.onLine) this.#poke('offline');
    const profile = this.#open;
    if (profile !== undefined) this.#link.ask({ do: 'open', profile }).catch(() => undefined);
  }

  #hear(told: Told): void {
    if (told.kind === 'clock') {
      setClock(told.clock);
      return;
    }
    // A record that was on its way when its profile was closed.
    if (told.profile !== undefined && told.profile !== this.#open) return;
    this.#emit(told.event);
  }

  #emit(event: EngineEvent): void {
    this.#last.set(event.type === 'download' ? `download ${event.pack}` : event.type, event);
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Asked after something worth keeping was kept: browsers judge the request by what was done before. */
  async #persist(): Promise<void> {
    if (this.#askedToPersist) return;
    this.#askedToPersist = true;
    try {
      if (!(await navigator.storage.persisted())) await navigator.storage.persist();
    } catch {
      // Not offered here; the record is as safe as this browser keeps it.
    }
  }
}

