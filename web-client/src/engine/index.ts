/**
 * The engine as the screens have it: `createEngine()`.
 *
 * Owns what this page has open and the last value of every event. Must not: hold rules, keys or
 * storage; its worker does.
 */
import { setClock } from './clock';
import { compileCore } from './compile';
import { CHANNEL, type Face, type LockNote, type Poke, type Told } from './messages';
import { OfflineShell } from './offline-shell';
import { watchPage } from './page-life';
import {
  type Action,
  type Asked,
  type Asking,
  type Brought,
  type Card,
  type CourierFile,
  type Engine,
  EngineError,
  type EngineEvent,
  type Helper,
  type HiddenSeconds,
  type Lesson,
  type LessonId,
  type Loss,
  type ProfileId,
  type Proof,
  type Removal,
  type Secret,
  type Tried,
  type Who,
} from './types';
import { WorkerLink } from './worker-link';

export { correctedNow, today } from './clock';
export * from './secret';
export * from './types';

/** Resolves when the profiles on this phone are known. Subscribers hear the present state at once. */
export async function createEngine(): Promise<Engine> {
  const engine = new PageEngine();
  await engine.ready;
  return engine;
}

/** A record comes within moments of its opening; should it not, the screen shows that it is waiting. */
const RECORD_PATIENCE_MS = 5_000;

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
      onReady: (held) => this.#greet(held),
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
        void this.#shell.visitLater();
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

  async lendPhone(lent: boolean): Promise<void> {
    await this.#link.ask({ do: 'lendPhone', lent });
  }

  async readErased(): Promise<void> {
    await this.#link.ask({ do: 'erasedRead' });
  }

  async enrol(code: string, picture: number, secret: Secret, visit = false): Promise<ProfileId> {
    this.#enrolling += 1;
    try {
      await this.close();
      const profile = (await this.#link.ask({ do: 'enrol', code, picture, secret, visit })) as ProfileId;
      await this.#opens(profile);
      return profile;
    } finally {
      this.#enrolling -= 1;
    }
  }

  open(who: Who, secret?: Secret): Promise<Tried> {
    return this.#try(who, secret === undefined ? { by: 'none' } : { by: 'secret', secret });
  }

  openWithCard(who: Who, text: string): Promise<Tried> {
    return this.#try(who, { by: 'card', text });
  }

  async #try(who: Who, proof: Proof): Promise<Tried> {
    if (this.#open !== undefined && this.#open === who) return { result: 'ok', profile: this.#open };
    await this.close();
    const tried = (await this.#link.ask({ do: 'open', who, proof })) as Tried;
    if (tried.result === 'ok') await this.#opens(tried.profile);
    return tried;
  }

  /** This page has it open from now on; resolves when its record is here. */
  async #opens(profile: ProfileId): Promise<void> {
    this.#open = profile;
    await new Promise<void>((resolve) => {
      const listener = (event: EngineEvent): void => {
        if (event.type !== 'record') return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
      setTimeout(() => listener({ type: 'record', record: undefined }), RECORD_PATIENCE_MS);
    });
  }

  async setSecret(next: Secret, proof: Proof): Promise<Tried> {
    const changeId = crypto.randomUUID();
    return (await this.#link.ask({ do: 'setSecret', profile: this.#opened(), changeId, next, proof })) as Tried;
  }

  async makeCard(secret: Secret): Promise<Tried & { readonly card?: Card }> {
    return (await this.#link.ask({ do: 'makeCard', profile: this.#opened(), secret })) as Tried & { card?: Card };
  }

  async helpers(): Promise<readonly string[]> {
    return (await this.#link.ask({ do: 'helpers', profile: this.#opened() })) as readonly string[];
  }

  async makeCentreKey(secret: Secret, names: readonly string[]): Promise<Tried | { readonly result: 'changed' }> {
    return (await this.#link.ask({ do: 'makeCentreKey', profile: this.#opened(), secret, names })) as Tried | { result: 'changed' };
  }

  async dropCentreKey(): Promise<void> {
    await this.#link.ask({ do: 'dropCentreKey', profile: this.#opened() });
  }

  async centreKey(): Promise<readonly Helper[] | undefined> {
    return (await this.#link.ask({ do: 'centreKey', profile: this.#opened() })) as readonly Helper[] | undefined;
  }

  async askCentre(who: Who): Promise<Asked> {
    await this.close();
    return (await this.#link.ask({ do: 'askCentre', who })) as Asked;
  }

  async lookCentre(): Promise<Asking> {
    const asking = (await this.#link.ask({ do: 'lookCentre' })) as Asking;
    if (asking.result === 'ok') await this.#opens(asking.profile);
    return asking;
  }

  async close(): Promise<void> {
    const profile = this.#open;
    if (profile === undefined) return;
    this.#forget();
    try {
      await this.#link.ask({ do: 'close', profile });
    } finally {
      void this.#shell.quietMoment();
    }
  }

  async lock(profile: ProfileId | undefined = this.#open): Promise<void> {
    if (profile === undefined) return;
    if (profile === this.#open) this.#forget();
    void this.#shell.visitLater();
    // Straight to all workers, past our own: this page may be gone before its worker can speak.
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage({ kind: 'lock', profile } satisfies LockNote);
    channel.close();
    try {
      await this.#link.ask({ do: 'lock', profile });
    } finally {
      void this.#shell.quietMoment();
    }
  }

  async lossOf(profile: ProfileId): Promise<Loss | undefined> {
    return (await this.#link.ask({ do: 'lossOf', profile })) as Loss | undefined;
  }

  async removeProfile(profile: ProfileId, named?: Loss): Promise<Removal> {
    return (await this.#link.ask({ do: 'remove', profile, ...(named === undefined ? {} : { named }) })) as Removal;
  }

  hideCounts(hide: boolean): Promise<void> {
    return this.#setFace({ set: 'countsHidden', to: hide });
  }

  hideProfile(hide: boolean): Promise<void> {
    return this.#setFace({ set: 'hidden', to: hide });
  }

  nameProfile(name: string | undefined): Promise<void> {
    return this.#setFace({ set: 'name', to: name });
  }

  lockHiddenAfter(seconds: HiddenSeconds): Promise<void> {
    return this.#setFace({ set: 'lockHiddenSeconds', to: seconds });
  }

  async #setFace(face: Face): Promise<void> {
    await this.#link.ask({ do: 'setFace', profile: this.#opened(), face });
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

  async courierFile(): Promise<CourierFile> {
    return (await this.#link.ask({ do: 'writeCourier' })) as CourierFile;
  }

  async openCourier(file: Uint8Array<ArrayBuffer>): Promise<Brought> {
    return (await this.#link.ask({ do: 'openCourier', file })) as Brought;
  }

  async parcelAnswer(parcel: string): Promise<string | undefined> {
    return (await this.#link.ask({ do: 'parcelAnswer', parcel })) as string | undefined;
  }

  async forgetParcel(parcel: string): Promise<void> {
    await this.#link.ask({ do: 'forgetParcel', parcel });
  }

  tryNow(): void {
    this.#poke('asked');
  }

  #opened(): ProfileId {
    if (this.#open === undefined) throw new EngineError('not_open');
    return this.#open;
  }

  #forget(): void {
    this.#open = undefined;
    this.#emit({ type: 'record', record: undefined });
    this.#last.delete('record');
  }

  #poke(why: Poke): void {
    this.#link.ask({ do: 'poke', why }).catch(() => undefined);
  }

  /** A worker has begun: it learns of this page before anything else. */
  #greet(held: ProfileId | undefined): void {
    if (!navigator.onLine) this.#poke('offline');
    // The worker that had the key is gone, and the key with it: she opens it again.
    if (this.#open !== undefined && this.#open !== held) this.#forget();
  }

  #hear(told: Told): void {
    if (told.kind === 'clock') {
      setClock(told.clock);
      return;
    }
    if (told.kind === 'locked') {
      if (told.profile === this.#open) this.#forget();
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

