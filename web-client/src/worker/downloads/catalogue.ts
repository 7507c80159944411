/**
 * The programme's catalogue on this phone: fetched when it changed, shown from storage at once.
 *
 * Owns the copy of the one in force; of those before, `earlier.ts` does. Must not: hold anything of a
 * person, or fetch lessons.
 */
import type { Catalogue, EngineEvent } from '../../engine/types';
import type { DeviceDatabase, Settings } from '../../storage/device-database';
import { type Fetch, readUpTo } from '../sync/transport';
import { EarlierCatalogues } from './earlier';

const PATH = '/api/catalogue';
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

export interface CatalogueNeeds {
  readonly device: DeviceDatabase;
  readonly fetch: Fetch;
  emit(event: EngineEvent): void;
  onCatalogue(catalogue: Catalogue): void;
  /** One that is not in force any more, by which somebody here goes. */
  onEarlier?(version: number, catalogue: Catalogue): void;
}

export class CatalogueKeeper {
  readonly #needs: CatalogueNeeds;
  #kept: Settings['catalogue'] | undefined;
  #catalogue: Catalogue | undefined;
  #refreshing: Promise<void> | undefined;
  readonly #earlier: EarlierCatalogues;

  constructor(needs: CatalogueNeeds) {
    this.#needs = needs;
    this.#earlier = new EarlierCatalogues({
      device: needs.device,
      fetchText: async (path) => (await this.#ask(path, {})).text,
      parse: parseCatalogue,
      emit: (event) => needs.emit(event),
      onCatalogue: (version, catalogue) => needs.onEarlier?.(version, catalogue),
    });
  }

  /** Somebody here goes by this version of the programme; undefined: by the one in force. */
  want(version: number | undefined): Promise<void> {
    return version === undefined ? Promise.resolve() : this.#earlier.want(version);
  }

  get missing(): boolean {
    return this.#catalogue === undefined;
  }

  async begin(): Promise<void> {
    const kept = await this.#needs.device.setting('catalogue');
    const catalogue = kept === undefined ? undefined : parseCatalogue(kept.json);
    if (kept !== undefined && catalogue !== undefined) this.#show(kept, catalogue);
    else await this.refresh();
  }

  /** A visit said which version the server has; the same one again costs nothing. */
  async seen(version: string): Promise<void> {
    if (this.#kept?.version === version) return;
    await this.refresh(version);
  }

  /** Fails silently: the copy that is here stays good, and the next visit asks again. */
  refresh(version?: string): Promise<void> {
    this.#refreshing ??= this.#fetch(version)
      .catch(() => undefined)
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  tell(): void {
    if (this.#catalogue !== undefined) this.#needs.emit({ type: 'catalogue', catalogue: this.#catalogue });
    this.#earlier.tell();
  }

  async #fetch(version: string | undefined): Promise<void> {
    const etag = this.#kept?.etag;
    const answer = await this.#ask(PATH, etag === undefined ? {} : { 'if-none-match': etag });
    if (answer.status === 304 && this.#kept !== undefined && this.#catalogue !== undefined) {
      await this.#keep({ ...this.#kept, version }, this.#catalogue);
      return;
    }
    const catalogue = answer.text === undefined ? undefined : parseCatalogue(answer.text);
    if (answer.text === undefined || catalogue === undefined) return;
    await this.#keep({ etag: answer.etag, version, json: answer.text }, catalogue);
  }

  async #ask(path: string, headers: Record<string, string>): Promise<{ status: number; text?: string; etag?: string | undefined }> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await this.#needs.fetch(path, { headers, cache: 'no-store', credentials: 'omit', redirect: 'error', signal: abort.signal });
      if (response.status !== 200) return { status: response.status };
      const text = new TextDecoder().decode(await readUpTo(response, MAX_BYTES));
      return { status: 200, text, etag: response.headers.get('etag') ?? undefined };
    } finally {
      clearTimeout(timer);
    }
  }

  async #keep(kept: Settings['catalogue'], catalogue: Catalogue): Promise<void> {
    const changed = kept.json !== this.#kept?.json;
    // Shown even when it cannot be kept: a full phone can still look at it while online.
    await this.#needs.device.putSetting('catalogue', kept).catch(() => undefined);
    if (changed) this.#show(kept, catalogue);
    else this.#kept = kept;
  }

  #show(kept: Settings['catalogue'], catalogue: Catalogue): void {
    const before = this.#kept !== undefined && this.#catalogue !== undefined ? { catalogue: this.#catalogue, json: this.#kept.json } : undefined;
    this.#kept = kept;
    this.#catalogue = catalogue;
    this.tell();
    this.#needs.onCatalogue(catalogue);
    void this.#earlier.follow(catalogue, before);
  }
}

/** Undefined for anything that is not a catalogue, so that a portal's page never replaces one. */
export function parseCatalogue(json: string): Catalogue | undefined {
  try {
    const value = JSON.parse(json) as Partial<Catalogue> | null;
    const whole = value?.programme !== undefined && Array.isArray(value.courses) && Array.isArray(value.tasks);
    return whole ? (value as Catalogue) : undefined;
  } catch {
    return undefined;
  }
}
