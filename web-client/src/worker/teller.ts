/**
 * What all tabs are told: who is on this phone, how the road is, by how much the clock is off, and
 * how an open record stands.
 *
 * Owns the last word of each, so that a tab that comes later hears the same, and keeps what must
 * outlive a worker. Must not: decide anything, or open a profile.
 */
import { ALARMING_SECONDS, correctedNow, offsetInForce, setClock, withMeasurement } from '../engine/clock';
import type { ClockReading, Told } from '../engine/messages';
import type { EngineEvent, ProfileId, RecordView, Road } from '../engine/types';
import type { DeviceDatabase } from '../storage/device-database';
import { summariesOf } from './summaries';
import type { Throttle } from './throttle';

export interface TellerNeeds {
  readonly device: DeviceDatabase;
  readonly throttle: Throttle;
  tell(told: Told): void;
}

export class Teller {
  readonly #needs: TellerNeeds;
  #road: Road = { state: 'rest' };
  #lastContact: number | undefined;
  #clock: ClockReading | undefined;

  constructor(needs: TellerNeeds) {
    this.#needs = needs;
  }

  /** Goes on from what was known before this worker. */
  async begin(): Promise<void> {
    const { device } = this.#needs;
    this.#clock = await device.setting('clock');
    setClock(this.#clock);
    this.#lastContact = await device.setting('lastContact');
    if (this.#lastContact !== undefined) this.#road = { state: 'rest', lastContact: this.#lastContact };
  }

  event(event: EngineEvent): void {
    this.#needs.tell({ kind: 'event', event });
  }

  /** Heard only by tabs that have the profile open. */
  record(profile: ProfileId, record: RecordView): void {
    this.#needs.tell({ kind: 'event', event: { type: 'record', record }, profile });
  }

  async profiles(): Promise<void> {
    const told = async () => summariesOf(this.#needs.device, await this.#needs.throttle.waits());
    const profiles = await told().catch(() => undefined);
    if (profiles !== undefined) this.event({ type: 'profiles', profiles });
  }

  /** Whether the centre lends this phone. */
  async lent(): Promise<void> {
    const lent = await this.#needs.device.setting('loan').catch(() => undefined);
    this.event({ type: 'lent', lent: lent === true });
  }

  /** Whether a profile was deleted here by the office's word, and nobody has read so yet. */
  async erased(): Promise<void> {
    const erased = await this.#needs.device.setting('erased').catch(() => undefined);
    this.event({ type: 'erased', erased: erased === true });
  }

  road(road: Road): void {
    const last = this.#lastContact;
    this.#road = road.state === 'rest' && last !== undefined ? { state: 'rest', lastContact: last } : road;
    this.event({ type: 'road', road: this.#road });
  }

  contacted(): void {
    this.#lastContact = correctedNow();
    void this.#needs.device.putSetting('lastContact', this.#lastContact).catch(() => undefined);
  }

  /** The office has said what time it is. */
  async clock(offsetSeconds: number): Promise<void> {
    const clock = withMeasurement(this.#clock, offsetSeconds, Math.floor(Date.now() / 1000 - offsetSeconds));
    this.#clock = clock;
    setClock(clock);
    this.#tellClock();
    await this.#needs.device.putSetting('clock', clock).catch(() => undefined);
  }

  /** Everything once more, for a tab that has just come. */
  async all(): Promise<void> {
    await this.profiles();
    await this.lent();
    await this.erased();
    this.event({ type: 'road', road: this.#road });
    this.#tellClock();
  }

  #tellClock(): void {
    const clock = this.#clock;
    if (clock === undefined) return;
    this.#needs.tell({ kind: 'clock', clock });
    // Also when it is right: somebody may have set it since.
    const offset = offsetInForce();
    this.event({ type: 'clock', offsetSeconds: Math.abs(offset) > ALARMING_SECONDS ? offset : 0 });
  }
}
