/**
 * Making, opening and removing a desk: whose it is, and its data key under her secret.
 *
 * Owns the list of desks, and the order in which one comes and goes. Must not: count tries
 * (`throttle.ts`), keep a key, or read what a desk holds.
 */
import { secretBytes } from '../../engine/secret';
import type { Secret } from '../../engine/types';
import type { DeskDatabase, DeskEntry } from '../../storage/desk-database';
import type { DeviceDatabase } from '../../storage/device-database';
import { DATA_KEY_BYTES, markOf, randomBytes, randomHex } from '../../storage/keys';
import { openBySecret, type Stretch, wrapBySecret, type Wrapper } from '../../storage/wrapping';
import type { Outcome, Throttle } from '../../worker/throttle';
import { DeskError } from '../types';
import { loginKey } from './office';

export interface DoorNeeds {
  /** For the device's keys. */
  readonly device: DeviceDatabase;
  readonly desks: DeskDatabase;
  readonly stretch: Stretch;
  readonly throttle: Throttle;
  removeStore(database: string): Promise<void>;
}

export type DataKey = Uint8Array<ArrayBuffer>;

export class Door {
  readonly #needs: DoorNeeds;

  constructor(needs: DoorNeeds) {
    this.#needs = needs;
  }

  async find(login: string): Promise<DeskEntry | undefined> {
    const account = await this.#mark(login);
    return (await this.#needs.desks.desks()).find((entry) => entry.account === account && entry.state === 'here');
  }

  /**
   * A new desk. `fill` writes its first rows: killed before they are there, it never was. The data
   * key is the caller's to wipe.
   */
  async make(login: string, secret: Secret, fill: (entry: DeskEntry, dataKey: DataKey) => Promise<void>): Promise<void> {
    const { desks } = this.#needs;
    const account = await this.#mark(login);
    await this.#sweep(account);
    const [id, dataKey, bytes] = [randomHex(8), randomBytes(DATA_KEY_BYTES), secretBytes(secret)];
    const wrapped = await wrapBySecret(await this.#wrapper(), aboutOf(id), secret.kind, bytes, dataKey);
    bytes.fill(0);
    const entry: DeskEntry = {
      id, account, database: randomHex(8), secret: wrapped, state: 'pending', unsent: 0, unsettled: false,
    };
    await desks.put(entry);
    await fill(entry, dataKey);
    await desks.change(id, { state: 'here' });
  }

  /** One try, counted. */
  async try(entry: DeskEntry, secret: Secret): Promise<Outcome<DataKey>> {
    const bytes = secretBytes(secret);
    const outcome = await this.#needs.throttle.try(aboutOf(entry.id), async () =>
      openBySecret(await this.#wrapper(), aboutOf(entry.id), bytes, entry.secret),
    );
    bytes.fill(0);
    return outcome;
  }

  async waitSeconds(entry: DeskEntry): Promise<number> {
    return (await this.#needs.throttle.waits()).get(aboutOf(entry.id)) ?? 0;
  }

  /** Its key goes first, in one transaction; what is left of it can be read by nobody. */
  async remove(entry: DeskEntry): Promise<void> {
    await this.#needs.desks.change(entry.id, { state: 'leaving', secret: { ...entry.secret, wrapped: NOTHING } });
    await this.#end(entry);
  }

  /** Makes up for a tab that was killed while it made or removed one. */
  async #sweep(account: string): Promise<void> {
    for (const entry of await this.#needs.desks.desks()) {
      if (entry.account !== account) continue;
      if (entry.state === 'here') throw new DeskError('exists');
      await this.#end(entry);
    }
  }

  async #end(entry: DeskEntry): Promise<void> {
    await this.#needs.removeStore(entry.database);
    await this.#needs.desks.remove(entry.id);
  }

  async #mark(login: string): Promise<string> {
    return markOf(await this.#needs.device.keys(), 'account', loginKey(login));
  }

  async #wrapper(): Promise<Wrapper> {
    return { keys: await this.#needs.device.keys(), stretch: this.#needs.stretch };
  }
}

const NOTHING = { iv: new Uint8Array(), bytes: new Uint8Array() };
/** By which tries are counted, and what the key is bound to. No profile's id is like it. */
const aboutOf = (id: string): string => `desk:${id}`;
