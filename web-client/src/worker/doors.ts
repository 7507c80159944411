/**
 * Coming in and going out: enrolling, opening, locking, changing a secret, leaving the phone.
 *
 * Owns which tab gets which answer to these asks, and what all tabs are told of it. Must not: judge
 * a secret (`vault.ts`), hold a key, or read a record.
 */
import type { Answer, Ask, Told } from '../engine/messages';
import type { Loss, ProfileId, Removal, Tried } from '../engine/types';
import type { DeviceDatabase } from '../storage/device-database';
import type { Enrolment } from './enrolment';
import { Failure } from './failure';
import { type Recovering, triedOf } from './recovering';
import type { Recovered } from './recovered';
import { isNamed, lossOf, remove } from './removal';
import type { Sessions } from './sessions';
import { changeFace, countsOf } from './summaries';
import type { Unlocked, Vault } from './vault';

export type DoorAsk = Extract<
  Ask,
  { do: 'enrol' | 'open' | 'resume' | 'show' | 'close' | 'lock' | 'setSecret' | 'makeCard' | 'setFace' | 'lossOf' | 'remove' } | CentreAsk
>;

type CentreAsk = { do: 'helpers' | 'makeCentreKey' | 'dropCentreKey' | 'centreKey' | 'askCentre' | 'lookCentre' };

export interface DoorsNeeds {
  readonly device: DeviceDatabase;
  readonly vault: Vault;
  readonly enrolment: Enrolment;
  readonly sessions: Sessions;
  readonly recovering: Recovering;
  readonly recovered: Recovered;
  removeStore(database: string): Promise<void>;
  ensureRoom(): Promise<boolean>;
  tell(told: Told): void;
  tellProfiles(): Promise<void>;
  /** A tab has a profile open from now on. */
  opened(): void;
}

export class Doors {
  readonly #needs: DoorsNeeds;

  constructor(needs: DoorsNeeds) {
    this.#needs = needs;
  }

  async handle(ask: DoorAsk, tab: string): Promise<Answer> {
    const { sessions, vault, recovering, ensureRoom, tellProfiles } = this.#needs;
    switch (ask.do) {
      case 'enrol': {
        await ensureRoom();
        const { profile, dataKey } = await this.#needs.enrolment.enrol(ask.code, ask.picture, ask.secret, ask.visit);
        if (dataKey !== undefined) return this.#openFor(tab, { result: 'ok', profile, dataKey });
        const known = await vault.unlock(profile, { by: 'secret', secret: ask.secret });
        if (known.result !== 'ok') throw new Failure('already_here');
        return this.#openFor(tab, known);
      }
      case 'open':
        await ensureRoom();
        return this.#openFor(tab, await vault.unlock(ask.who, ask.proof));
      case 'resume':
        await sessions.claim(ask.profile, tab, ask.dataKey);
        await sessions.show(ask.profile, tab);
        this.#needs.opened();
        return undefined;
      case 'show':
        await sessions.show(ask.profile, tab);
        await tellProfiles();
        return undefined;
      case 'close':
        await sessions.release(ask.profile, tab);
        await tellProfiles();
        return undefined;
      case 'lock':
        await this.#lock(ask.profile);
        return undefined;
      case 'setSecret':
        this.#mustBeOpen(ask.profile, tab);
        await ensureRoom();
        return this.#changed(await vault.setSecret(ask.profile, ask.changeId, ask.next, ask.proof));
      case 'makeCard': {
        this.#mustBeOpen(ask.profile, tab);
        await ensureRoom();
        const { unlocked, card } = await vault.makeCard(ask.profile, ask.secret);
        return { ...(await this.#tried(unlocked)), ...(card === undefined ? {} : { card }) };
      }
      case 'helpers':
        return sessions.useFor(ask.profile, tab, (session) => recovering.helpers(session));
      case 'makeCentreKey': {
        const made = await sessions.useFor(ask.profile, tab, (session) => recovering.make(ask.profile, session, ask.secret, ask.names));
        return made.result === 'changed' ? made : this.#tried(made);
      }
      case 'dropCentreKey':
        this.#mustBeOpen(ask.profile, tab);
        await recovering.drop(ask.profile);
        await tellProfiles();
        return undefined;
      case 'centreKey':
        this.#mustBeOpen(ask.profile, tab);
        return recovering.holders(ask.profile);
      case 'askCentre':
        await ensureRoom();
        return recovering.ask(ask.who, tab);
      case 'lookCentre': {
        const looked = await recovering.look(tab);
        if (looked.result !== 'ok') return looked;
        this.#needs.recovered.put(looked.profile, looked.dataKey);
        return this.#openFor(tab, looked);
      }
      case 'setFace':
        await sessions.useFor(ask.profile, tab, async (session) =>
          changeFace(this.#needs.device, ask.profile, ask.face, await session.counts()),
        );
        await tellProfiles();
        return undefined;
      case 'lossOf':
        return this.#lossOf(ask.profile);
      case 'remove':
        return this.#remove(ask.profile, ask.named);
    }
  }

  /** Opens for a tab what was unlocked; the tab's worker keeps the key for the leader after this one. */
  async #openFor(tab: string, unlocked: Unlocked): Promise<Answer> {
    if (unlocked.result === 'ok') {
      await this.#needs.sessions.claim(unlocked.profile, tab, unlocked.dataKey);
      this.#needs.opened();
    }
    await this.#needs.tellProfiles(); // a wait has begun, or has ended
    return unlocked;
  }

  /** The same, where nothing is to be opened by it. */
  async #tried(unlocked: Unlocked): Promise<Tried> {
    await this.#needs.tellProfiles();
    return triedOf(unlocked);
  }

  /** A new secret is in force: whatever opened it without one is over. */
  #changed(unlocked: Unlocked): Promise<Tried> {
    if (unlocked.result === 'ok') this.#needs.recovered.forget(unlocked.profile);
    return this.#tried(unlocked);
  }

  #mustBeOpen(profile: ProfileId, tab: string): void {
    if (!this.#needs.sessions.isOpenIn(profile, tab)) throw new Failure('not_open');
  }

  async #lock(profile: ProfileId): Promise<void> {
    this.#needs.tell({ kind: 'locked', profile });
    this.#needs.recovered.forget(profile);
    await this.#needs.sessions.lock(profile);
    await this.#needs.tellProfiles();
  }

  async #lossOf(profile: ProfileId): Promise<Loss | undefined> {
    const { device, sessions } = this.#needs;
    const entry = (await device.profiles()).find(({ id }) => id === profile);
    if (entry === undefined || entry.state !== 'here') return undefined;
    const open = await sessions.counts(profile);
    const counts = open ?? (await countsOf(device, entry));
    return lossOf({ ...counts, settled: open !== undefined || !entry.unsettled });
  }

  /** Central's word, signed: nobody is asked, and nothing that is unsent is kept. */
  async erase(profile: ProfileId): Promise<void> {
    const { device, removeStore } = this.#needs;
    await device.putSetting('erased', true);
    await this.#lock(profile);
    await remove({ device, removeStore }, profile);
    await this.#needs.tellProfiles();
  }

  async #remove(profile: ProfileId, named: Loss | undefined): Promise<Removal> {
    const { device, removeStore } = this.#needs;
    const entry = (await device.profiles()).find(({ id }) => id === profile);
    if (entry === undefined || entry.state !== 'here') return { result: 'removed' };
    const loss = await this.#lossOf(profile);
    if (loss !== undefined && !isNamed(loss, named)) return { result: 'would_lose', loss };
    await this.#lock(profile);
    await remove({ device, removeStore }, profile);
    await this.#needs.tellProfiles();
    return { result: 'removed' };
  }
}
