/**
 * A tab's seat at the table: puts each of its asks to whichever worker leads, until it is answered.
 *
 * Owns routing, repeating, and what this tab has open: its data key stays here while it is, so that
 * a new leader can go on with it, and is wiped when it is left or locked. Must not: touch storage,
 * the core or the network; the leader does.
 *
 * An ask may be put twice (its leader died, or was only slow), so every ask is idempotent: an
 * action by its id, an enrolment by its code, a new secret by its change's id, the others by nature.
 * (A secret put twice is two tries at most; both are right or both are wrong.)
 */
import type { Answer, Ask, LockNote, Opened, Told } from '../engine/messages';
import type { ProfileId } from '../engine/types';
import { Broken, codeOf, Failure, Moved } from './failure';

/** What travels on the channel between the workers of this origin. */
export type Note =
  | { readonly kind: 'ask'; readonly from: string; readonly id: string; readonly ask: Ask }
  | { readonly kind: 'ack'; readonly to: string; readonly id: string }
  | { readonly kind: 'answer'; readonly to: string; readonly id: string; readonly value: Answer }
  | { readonly kind: 'refusal'; readonly to: string; readonly id: string; readonly code: string }
  | { readonly kind: 'moved'; readonly to: string; readonly id: string }
  | { readonly kind: 'lead' }
  | LockNote
  | { readonly kind: 'told'; readonly told: Told };

export interface Channel {
  post(note: Note): void;
}

export interface SeatNeeds {
  readonly tab: string;
  readonly channel: Channel;
  /** The leader, while this very worker leads. */
  leader(): { handle(ask: Ask, tab: string): Promise<Answer> } | undefined;
  /** The leader does not answer at all: take its place. */
  takeLead(): void;
  /** This worker leads, but a profile was taken over: step down. */
  yieldLead(): void;
  /** To this tab's page. */
  tell(told: Told): void;
}

/** A living leader acknowledges in its next turn; on a slow phone that may be a second or two. */
export const ACK_MS = 5_000;
/** After this long a person is told that another tab is in the way. */
export const PATIENCE_MS = 20_000;
/** These wait for the network. */
const WAITS_FOR_THE_NETWORK: ReadonlySet<Ask['do']> = new Set(['enrol', 'helpers', 'makeCentreKey', 'askCentre', 'lookCentre']);
export const ENROL_PATIENCE_MS = 60_000;

type Outcome = { readonly value: Answer } | 'again' | 'silent';

export class Seat {
  readonly #needs: SeatNeeds;
  readonly #waiting = new Map<string, { ack(): void; end(outcome: Outcome | Error): void }>();
  readonly #leadSeen = new Set<() => void>();
  #open: Opened | undefined;
  #counter = 0;

  constructor(needs: SeatNeeds) {
    this.#needs = needs;
  }

  get openProfile(): ProfileId | undefined {
    return this.#open?.profile;
  }

  /** Hands over what is open, to the worker that takes this one's place. */
  give(): Opened | undefined {
    const held = this.#open;
    this.#open = undefined;
    return held;
  }

  /** Takes over what the worker before this one had open. */
  hold(held: Opened): void {
    this.#open = held;
  }

  async ask(ask: Ask): Promise<Answer> {
    // Dropped before anything else can fail: a page that locks must not depend on any leader.
    if (ask.do === 'close' || ask.do === 'lock') this.#drop(ask.profile);
    const answer = await this.#putOpen(ask);
    if (!isOpened(answer)) return answer;
    this.#drop(this.#open?.profile);
    this.#open = { ...answer, dataKey: answer.dataKey.slice() };
    answer.dataKey.fill(0);
    // Only now: what is told of a profile reaches no tab that has not proved itself.
    this.#put({ do: 'show', profile: answer.profile }).catch(() => undefined);
    return ask.do === 'enrol' ? answer.profile : { result: 'ok', profile: answer.profile };
  }

  /** A leader has begun, here or elsewhere: what was put to the one before is put again. */
  leadChanged(): void {
    for (const entry of [...this.#waiting.values()]) entry.end('again');
    for (const wake of [...this.#leadSeen]) wake();
    this.#resume()?.catch(() => undefined);
    this.#put({ do: 'hello' }).catch(() => undefined);
  }

  /** What the leader told everybody, as far as it is for this tab. */
  hear(told: Told): void {
    const open = this.openProfile;
    if (told.kind === 'locked') {
      if (told.profile !== open) return;
      this.#drop(open);
    } else if (told.kind === 'event') {
      if (told.profile !== undefined && told.profile !== open) return;
      if (told.event.type === 'profiles') {
        const profiles = told.event.profiles.filter((profile) => !profile.hidden || profile.id === open);
        this.#needs.tell({ ...told, event: { type: 'profiles', profiles } });
        return;
      }
    }
    this.#needs.tell(told);
  }

  onNote(note: Note): void {
    switch (note.kind) {
      case 'ask':
        void this.#serve(note.from, note.id, note.ask);
        return;
      case 'lead':
        this.leadChanged();
        return;
      case 'told':
        this.hear(note.told);
        return;
      case 'lock':
        this.hear({ kind: 'locked', profile: note.profile });
        this.#needs.leader()?.handle({ do: 'lock', profile: note.profile }, this.#needs.tab).catch(() => undefined);
        return;
      default: {
        if (note.to !== this.#needs.tab) return;
        const entry = this.#waiting.get(note.id);
        if (note.kind === 'ack') entry?.ack();
        else if (note.kind === 'answer') entry?.end({ value: note.value });
        else if (note.kind === 'moved') entry?.end('again');
        else entry?.end(new Refusal(note.code));
      }
    }
  }

  #drop(profile: ProfileId | undefined): void {
    if (profile === undefined || this.#open?.profile !== profile) return;
    this.#open.dataKey.fill(0);
    this.#open = undefined;
  }

  /** Puts an ask; if the leader does not know that this tab has the profile open, tells it first. */
  async #putOpen(ask: Ask): Promise<Answer> {
    try {
      return await this.#put(ask);
    } catch (cause) {
      const open = this.#open;
      const unknown = codeOf(cause) === 'not_open' && ask.do !== 'open' && 'profile' in ask && ask.profile === open?.profile;
      if (!unknown) throw cause;
      await this.#resume();
      return this.#put(ask);
    }
  }

  #resume(): Promise<Answer> | undefined {
    const open = this.#open;
    return open && this.#put({ do: 'resume', profile: open.profile, dataKey: open.dataKey.slice() });
  }

  async #put(ask: Ask): Promise<Answer> {
    const deadline = Date.now() + (WAITS_FOR_THE_NETWORK.has(ask.do) ? ENROL_PATIENCE_MS : PATIENCE_MS);
    for (;;) {
      const outcome = await this.#putOnce(ask, deadline);
      if (typeof outcome === 'object') return outcome.value;
      if (Date.now() >= deadline) throw new Failure('busy_elsewhere');
      if (outcome === 'silent') {
        const led = this.#nextLead();
        this.#needs.takeLead();
        await led;
      }
    }
  }

  async #putOnce(ask: Ask, deadline: number): Promise<Outcome> {
    const leader = this.#needs.leader();
    if (leader === undefined) return this.#putElsewhere(ask, deadline);
    try {
      return { value: await leader.handle(ask, this.#needs.tab) };
    } catch (cause) {
      if (!(cause instanceof Moved)) throw cause;
      // Only step down if still the same leader: several asks may find this out together.
      if (this.#needs.leader() === leader) this.#needs.yieldLead();
      await this.#nextLead();
      return 'again';
    }
  }

  #putElsewhere(ask: Ask, deadline: number): Promise<Outcome> {
    this.#counter += 1;
    const id = `${this.#needs.tab}:${this.#counter}`;
    return new Promise((resolve, reject) => {
      const end = (outcome: Outcome | Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      let timer = setTimeout(() => end('silent'), ACK_MS);
      const ack = (): void => {
        clearTimeout(timer);
        const left = Math.max(0, deadline - Date.now());
        timer = setTimeout(() => end(new Failure('busy_elsewhere')), left);
      };
      this.#waiting.set(id, { ack, end });
      this.#needs.channel.post({ kind: 'ask', from: this.#needs.tab, id, ask });
    });
  }

  /** The next change of leader, or a while: whichever is first. */
  #nextLead(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#leadSeen.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ACK_MS);
      this.#leadSeen.add(done);
    });
  }

  /** Answers another tab's ask, when this worker leads. */
  async #serve(from: string, id: string, ask: Ask): Promise<void> {
    const leader = this.#needs.leader();
    if (leader === undefined) return;
    const { channel } = this.#needs;
    channel.post({ kind: 'ack', to: from, id });
    try {
      channel.post({ kind: 'answer', to: from, id, value: await leader.handle(ask, from) });
    } catch (cause) {
      if (cause instanceof Moved) {
        if (this.#needs.leader() === leader) this.#needs.yieldLead();
        channel.post({ kind: 'moved', to: from, id });
      } else if (!(cause instanceof Broken)) {
        // (After a trap there is no answer: the next leader's beginning makes the tab ask again.)
        channel.post({ kind: 'refusal', to: from, id, code: codeOf(cause) });
      }
    }
  }
}

function isOpened(answer: Answer): answer is Opened {
  return typeof answer === 'object' && 'dataKey' in answer;
}

/** A refusal by the leader of another tab; carries the code on to this tab's page. */
class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}
