/**
 * Which lesson packs are on the phone, which are on their way, and which may go.
 *
 * Owns the state of every pack and its `download` events. Must not: fetch by itself
 * (`fetch-pack.ts` does) or ever stand in the way of a record: on a full phone lessons give way.
 */
import type { Catalogue, Course, Download, EngineEvent, Lesson, LessonId } from '../../engine/types';
import { StorageFailure } from '../../storage/adapter';
import type { ContentCache } from '../../storage/content-cache';
import type { DeviceDatabase, PackEntry } from '../../storage/device-database';
import { Backoff } from '../sync/backoff';
import type { Fetch } from '../sync/transport';
import { fetchPack, FetchTrouble } from './fetch-pack';
import { readManifest } from './manifest';

export interface DownloadsNeeds {
  readonly device: DeviceDatabase;
  readonly content: ContentCache;
  readonly fetch: Fetch;
  emit(event: EngineEvent): void;
  online(): boolean;
  hasRoom(bytes: number): Promise<boolean>;
}

const NOTHING: PackEntry = { wanted: false, noRoom: false, gotBytes: 0, totalBytes: 0 };
const EMIT_EVERY_MS = 200;

interface Job {
  readonly abort: AbortController;
  ended: Promise<void>;
}

export class Downloads {
  readonly #needs: DownloadsNeeds;
  readonly #entries = new Map<string, PackEntry>();
  readonly #jobs = new Map<string, Job>();
  #catalogue: Catalogue | undefined;
  /** Of versions that are not in force any more: their courses may have packs of their own. */
  readonly #earlier = new Map<number, Catalogue>();
  #stopped = false;

  constructor(needs: DownloadsNeeds) {
    this.#needs = needs;
  }

  async begin(): Promise<void> {
    const names = await this.#needs.content.names();
    for (const [pack, entry] of await this.#needs.device.packs()) {
      const whole = entry.here === undefined || (await this.#isWhole(pack, entry.here, names));
      this.#entries.set(pack, whole ? entry : { ...NOTHING, totalBytes: entry.totalBytes });
    }
    this.tell();
  }

  setCatalogue(catalogue: Catalogue): void {
    this.#catalogue = catalogue;
    this.tell();
    this.goOn();
  }

  setEarlier(version: number, catalogue: Catalogue): void {
    this.#earlier.set(version, catalogue);
    this.tell();
    this.goOn();
  }

  async start(pack: string): Promise<void> {
    await this.#set(pack, { wanted: true, noRoom: false });
    this.#run(pack);
  }

  async pause(pack: string): Promise<void> {
    await this.#set(pack, { wanted: false });
    const job = this.#jobs.get(pack);
    job?.abort.abort();
    await job?.ended;
    this.#emit(pack);
  }

  /** Goes on with what was wanted, and brings packs that are here up to the catalogue's version. */
  goOn(): void {
    if (this.#stopped) return;
    for (const [pack, entry] of this.#entries) {
      const version = this.#version(pack);
      const outdated = entry.here !== undefined && version !== undefined && entry.here !== version;
      if (entry.wanted || (outdated && !entry.noRoom)) this.#run(pack);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const job of this.#jobs.values()) job.abort.abort();
  }

  /** All lessons were given up for a record's sake; nothing is fetched again unasked. */
  async contentGone(): Promise<void> {
    for (const job of this.#jobs.values()) job.abort.abort();
    await Promise.all([...this.#jobs.values()].map((job) => job.ended));
    for (const pack of [...this.#entries.keys()]) {
      this.#entries.set(pack, NOTHING);
      // There is no room: what cannot be written here is put right when this worker next begins.
      await this.#needs.device.putSetting(`pack:${pack}`, NOTHING).catch(() => undefined);
      this.#emit(pack);
    }
  }

  tell(): void {
    const packs = new Set([...this.#courses().map((course) => course.pack), ...this.#entries.keys()]);
    for (const pack of packs) this.#emit(pack);
  }

  /** A lesson of the version that is whole here, also while a newer one is on its way. */
  async lesson(pack: string, lesson: LessonId): Promise<Lesson | undefined> {
    const { content, device } = this.#needs;
    const version = (this.#entries.get(pack) ?? (await device.setting(`pack:${pack}`)))?.here;
    if (version === undefined) return undefined;
    const manifest = readManifest(await content.manifest(pack, version));
    const file = manifest?.lessons.find((one) => one.id === lesson)?.file;
    const found = file === undefined ? undefined : await content.file(file);
    if (found !== undefined) return (await found.json()) as Lesson;
    if (manifest === undefined || file !== undefined) await this.#set(pack, { ...NOTHING, here: undefined });
    return undefined;
  }

  #run(pack: string): void {
    const version = this.#version(pack);
    if (this.#stopped || version === undefined || this.#jobs.has(pack) || !this.#needs.online()) {
      this.#emit(pack);
      return;
    }
    const abort = new AbortController();
    const job: Job = { abort, ended: Promise.resolve() };
    this.#jobs.set(pack, job);
    job.ended = this.#fetchUntilHere(pack, version, abort.signal)
      .catch(() => undefined)
      .finally(() => {
        this.#jobs.delete(pack);
        this.#emit(pack);
      });
    this.#emit(pack);
  }

  async #fetchUntilHere(pack: string, version: string, signal: AbortSignal): Promise<void> {
    const { content, fetch, hasRoom } = this.#needs;
    const backoff = new Backoff();
    let emitted = 0;
    const progress = (gotBytes: number, totalBytes: number): void => {
      this.#entries.set(pack, { ...this.#entry(pack), gotBytes, totalBytes });
      if (Date.now() - emitted < EMIT_EVERY_MS && gotBytes < totalBytes) return;
      emitted = Date.now();
      this.#emit(pack);
    };
    for (;;) {
      try {
        await fetchPack(pack, version, { content, fetch, signal, progress, hasRoom });
        await this.#set(pack, { here: version, wanted: false, noRoom: false });
        await this.#sweep();
        return;
      } catch (cause) {
        if (signal.aborted) return await this.#keepCount(pack);
        if (cause instanceof StorageFailure) {
          await this.#set(pack, { wanted: false, noRoom: cause.trouble === 'full' });
          return;
        }
        await this.#keepCount(pack);
        // Offline: being online again goes on with it.
        if (!this.#needs.online()) return;
        await pauseFor(backoff.failed(cause instanceof FetchTrouble ? cause.retryAfterSeconds : undefined), signal);
        if (signal.aborted) return;
      }
    }
  }

  /** Removes files that no pack on this phone needs any more. Only after the new version is whole. */
  async #sweep(): Promise<void> {
    const { content } = this.#needs;
    const needed = new Set<string>();
    for (const [pack, entry] of this.#entries) {
      for (const version of new Set([entry.here, this.#version(pack)])) {
        if (version === undefined) continue;
        const manifest = readManifest(await content.manifest(pack, version));
        for (const file of manifest?.files ?? []) needed.add(file.sha256);
      }
    }
    const names = await content.names();
    await content.removeFiles([...names].filter((name) => !needed.has(name)));
  }

  async #isWhole(pack: string, version: string, names: ReadonlySet<string>): Promise<boolean> {
    const manifest = readManifest(await this.#needs.content.manifest(pack, version));
    return manifest?.files.every((file) => names.has(file.sha256)) ?? false;
  }

  #version(pack: string): string | undefined {
    return this.#courses().find((course) => course.pack === pack)?.version;
  }

  /** Of the version in force first: a pack has one version at a time. */
  #courses(): readonly Course[] {
    return [this.#catalogue, ...this.#earlier.values()].flatMap((catalogue) => catalogue?.courses ?? []);
  }

  #entry(pack: string): PackEntry {
    return this.#entries.get(pack) ?? NOTHING;
  }

  #keepCount(pack: string): Promise<void> {
    return this.#set(pack, {});
  }

  async #set(pack: string, change: { [K in keyof PackEntry]?: PackEntry[K] | undefined }): Promise<void> {
    const { here, ...rest } = { ...this.#entry(pack), ...change };
    const entry = { ...rest, ...(here === undefined ? {} : { here }) } as PackEntry;
    this.#entries.set(pack, entry);
    await this.#needs.device.putSetting(`pack:${pack}`, entry).catch(() => undefined);
    this.#emit(pack);
  }

  #emit(pack: string): void {
    this.#needs.emit({ type: 'download', pack, download: this.#state(pack) });
  }

  #state(pack: string): Download {
    const { here, noRoom, wanted, gotBytes, totalBytes } = this.#entry(pack);
    if (here !== undefined) return { state: 'here' };
    if (noRoom) return { state: 'no_room', gotBytes, totalBytes };
    const running = this.#jobs.has(pack);
    if (!running && !wanted && gotBytes === 0) return { state: 'absent' };
    const size = this.#catalogue?.courses.find((course) => course.pack === pack)?.sizeBytes ?? 0;
    return { state: 'partial', gotBytes, totalBytes: totalBytes === 0 ? size : totalBytes, running };
  }
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
