/**
 * Courier files: written for all profiles here without anybody's secret, taken in when they come,
 * and carried for others.
 *
 * Owns the phone's own key for answers and the parcels of others. Must not: open what is not for
 * this phone, or tell anything of a profile; each takes its part as it would on the road.
 */
import { deviceNow } from '../engine/clock';
import type { Brought, CourierFile, CourierTrouble } from '../engine/courier';
import type { EngineEvent, ProfileId } from '../engine/types';
import type { DeviceDatabase, Parcel } from '../storage/device-database';
import { DATA_KEY_BYTES, hex, randomBytes, unwrap, utf8, wrap } from '../storage/keys';
import { type Core, RANDOM, type Travelling } from './core';
import { Broken, Failure, Moved } from './failure';
import { bringParcels, parcelsOf } from './parcels';
import { Serial } from './serial';
import type { Sessions } from './sessions';
import type { Fetch } from './sync/transport';

const ABOUT = 'courier';
/** Of all parcels, answers included: what a phone carries for others may not crowd out its own. */
export const MAX_PARCELS_BYTES = 2 * 1024 * 1024;

export interface CourierNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  readonly sessions: Sessions;
  readonly fetch: Fetch;
  ensureRoom(): Promise<boolean>;
  emit(event: EngineEvent): void;
}

export class Courier {
  readonly #needs: CourierNeeds;
  readonly #abort = new AbortController();
  /** One at a time: parcels are read, changed and written back. */
  readonly #changes = new Serial();
  #delivering: Promise<void> | undefined;

  constructor(needs: CourierNeeds) {
    this.#needs = needs;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** What all profiles here have for the office. */
  async write(): Promise<CourierFile> {
    const { core } = this.#needs;
    const secret = await this.#secret();
    const travelling: Travelling[] = [];
    let leftOut = false;
    await this.#each(async (profile) => {
      const one = await this.#needs.sessions.along(profile, (it) => it.travelling());
      if (one === undefined) leftOut = true;
      else travelling.push(one);
    }, () => (leftOut = true));
    const { text } = core.writeBundle(secret, travelling, deviceNow(), randomBytes(RANDOM.courier));
    return { text, leftOut };
  }

  /** Takes in a file that came. */
  async open(file: Uint8Array): Promise<Brought> {
    const { core } = this.#needs;
    let [answered, carries] = [false, false];
    const troubles = new Set<CourierTrouble>();
    for (const piece of core.readCourier(await this.#secret(), file)) {
      if (piece.kind === 'trouble') troubles.add(piece.code as CourierTrouble);
      else if (piece.kind === 'bundle') {
        if (await this.#keep(piece.text)) carries = true;
        else troubles.add('courier_no_room');
      } else if (await this.#takeAnswer(piece.answer)) answered = true;
      else troubles.add('courier_nobody');
    }
    if (carries) void this.deliver().catch(() => undefined);
    return { answered, carries, troubles: [...troubles] };
  }

  /** Brings what waits to the office, if there is a road. */
  deliver(): Promise<void> {
    this.#delivering ??= this.#deliver().finally(() => (this.#delivering = undefined));
    return this.#delivering;
  }

  async answerTo(parcel: string): Promise<string | undefined> {
    return (await parcelsOf(this.#needs.device)).find(({ name }) => name === parcel)?.answer;
  }

  async forget(parcel: string): Promise<void> {
    await this.#change((parcels) => parcels.filter(({ name }) => name !== parcel));
  }

  async tell(): Promise<void> {
    const parcels = await parcelsOf(this.#needs.device).catch(() => []);
    const told = parcels.map(({ name, at, state, code }) => ({ name, at, state, ...(code === undefined ? {} : { code }) }));
    this.#needs.emit({ type: 'parcels', parcels: told });
  }

  async #deliver(): Promise<void> {
    await bringParcels(this.#needs.device, this.#needs.fetch, this.#abort.signal, (change) => this.#change(change));
  }

  /** True when it is kept; the same once more is kept once. What was delivered makes room. */
  async #keep(text: string): Promise<boolean> {
    const name = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)), 0, 8));
    let kept = false;
    await this.#change((parcels) => {
      const others = parcels.filter((parcel) => parcel.name !== name);
      const before = parcels.find((parcel) => parcel.name === name);
      // Brought again: it may be that the answer was lost, so it is asked for again.
      const next: Parcel = { name, text, at: deviceNow(), state: 'waits', ...(before?.answer === undefined ? {} : { answer: before.answer }) };
      while (sizeOf(others) + text.length > MAX_PARCELS_BYTES) {
        const goes = others.findIndex(({ state }) => state !== 'waits');
        if (goes < 0) return parcels;
        others.splice(goes, 1);
      }
      kept = true;
      return [...others, next];
    });
    return kept;
  }

  async #takeAnswer(answer: Uint8Array): Promise<boolean> {
    let taken = false;
    await this.#each(async (profile) => {
      const took = await this.#needs.sessions.along(profile, (it) => it.takeCarried(answer, this.#needs.core));
      taken ||= took === true;
    });
    return taken;
  }

  /** One profile's trouble is not another's. */
  async #each(work: (profile: ProfileId) => Promise<void>, troubled: () => void = () => undefined): Promise<void> {
    for (const { id, state } of await this.#needs.device.profiles()) {
      if (state !== 'here') continue;
      try {
        await work(id as ProfileId);
      } catch (cause) {
        if (cause instanceof Moved || cause instanceof Broken) throw cause;
        if (cause instanceof Failure && cause.code === 'storage_full') throw cause;
        troubled();
      }
    }
  }

  async #change(change: (parcels: readonly Parcel[]) => readonly Parcel[]): Promise<void> {
    await this.#changes.run(async () => {
      if (!(await this.#needs.ensureRoom())) throw new Failure('storage_full');
      await this.#needs.device.putSetting('parcels', change(await parcelsOf(this.#needs.device)));
    });
    await this.tell();
  }

  /** The phone's key for answers, made with the first file. It opens no record. */
  #secret(): Promise<Uint8Array> {
    return this.#changes.run(async () => {
      const { device } = this.#needs;
      const keys = await device.keys();
      const kept = await device.setting('courier');
      if (kept !== undefined) return unwrap(keys, ABOUT, kept);
      const made = randomBytes(DATA_KEY_BYTES);
      await device.putSetting('courier', await wrap(keys, ABOUT, made));
      return made;
    });
  }
}

const sizeOf = (parcels: readonly Parcel[]): number =>
  parcels.reduce((sum, { text, answer }) => sum + text.length + (answer?.length ?? 0), 0);
