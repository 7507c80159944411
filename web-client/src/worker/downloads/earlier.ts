/**
 * Catalogues of versions that are not in force any more, for whoever on this phone goes by one.
 *
 * Owns their cached copies. What was in force is kept when another takes its place, so that nobody
 * waits for a road; the one in force names the hash of each, by which a copy is known to be old.
 * Must not: hold anything of a person.
 */
import type { Catalogue, EngineEvent } from '../../engine/types';
import type { DeviceDatabase } from '../../storage/device-database';

interface EarlierNeeds {
  readonly device: DeviceDatabase;
  /** The text at a path, where it is there. */
  fetchText(path: string): Promise<string | undefined>;
  parse(json: string): Catalogue | undefined;
  emit(event: EngineEvent): void;
  onCatalogue(version: number, catalogue: Catalogue): void;
}

interface Copy {
  readonly hash: string | undefined;
  readonly catalogue: Catalogue;
}

export class EarlierCatalogues {
  readonly #needs: EarlierNeeds;
  readonly #copies = new Map<number, Copy>();
  readonly #wanted = new Set<number>();
  #current: Catalogue | undefined;

  constructor(needs: EarlierNeeds) {
    this.#needs = needs;
  }

  /** Another catalogue is in force: the one before is kept, and those that are wanted are looked at again. */
  async follow(current: Catalogue, before: { readonly catalogue: Catalogue; readonly json: string } | undefined): Promise<void> {
    this.#current = current;
    const replaced = before?.catalogue.version;
    if (before !== undefined && replaced !== undefined && replaced !== current.version) {
      // Its hash is not known: it is asked for when somebody wants it and there is a road.
      await this.#keep(replaced, undefined, before.json, before.catalogue);
    }
    for (const version of this.#wanted) await this.#see(version);
  }

  /** Somebody here goes by this version. */
  async want(version: number): Promise<void> {
    if (this.#wanted.has(version)) return;
    this.#wanted.add(version);
    await this.#see(version);
  }

  tell(): void {
    for (const [version, { catalogue }] of this.#copies) this.#needs.emit({ type: 'earlier_catalogue', version, catalogue });
  }

  /** Shown from the phone at once, and fetched where the office has another. Fails silently: the next visit asks again. */
  async #see(version: number): Promise<void> {
    const current = this.#current;
    if (current === undefined || current.version === version) return;
    const here = this.#copies.get(version) ?? (await this.#read(version));
    const hash = current.others?.[version];
    if (here !== undefined && here.hash === hash) return;
    const json = await this.#needs.fetchText(`/api/catalogue/${version}`).catch(() => undefined);
    const catalogue = json === undefined ? undefined : this.#needs.parse(json);
    if (json !== undefined && catalogue?.version === version) await this.#keep(version, hash, json, catalogue);
  }

  async #read(version: number): Promise<Copy | undefined> {
    const kept = await this.#needs.device.setting(`catalogue:${version}`);
    const catalogue = kept === undefined ? undefined : this.#needs.parse(kept.json);
    if (kept === undefined || catalogue === undefined) return undefined;
    const copy = { hash: kept.hash, catalogue };
    this.#show(version, copy);
    return copy;
  }

  async #keep(version: number, hash: string | undefined, json: string, catalogue: Catalogue): Promise<void> {
    await this.#needs.device.putSetting(`catalogue:${version}`, { hash, json }).catch(() => undefined);
    this.#show(version, { hash, catalogue });
  }

  #show(version: number, copy: Copy): void {
    this.#copies.set(version, copy);
    this.#needs.emit({ type: 'earlier_catalogue', version, catalogue: copy.catalogue });
    this.#needs.onCatalogue(version, copy.catalogue);
  }
}
