/**
 * When the phone tries the road, and what it says about it.
 *
 * Owns timing, backing off, and the `Road` that screens show. Must not: build requests, read
 * answers, or forget anything: whatever happens here, what is unsent stays unsent until the core
 * says that it has arrived.
 *
 * One profile's trouble never holds up another: a refusal counts against that profile alone, and
 * only a road that cannot be used stops the round.
 */
import type { Poke } from '../../engine/messages';
import type { Road } from '../../engine/types';
import { Backoff } from './backoff';

export type Visit =
  /** `passing`: at the centre, and the office's word on it is not here yet. */
  | { readonly kind: 'done'; readonly passing?: true }
  /** Everything of it is to be deleted, by central's signed word. */
  | { readonly kind: 'erased' }
  /** The server would not, or its answer could not be believed. */
  | { readonly kind: 'refused'; readonly retryAfterSeconds?: number }
  /** `reached`: something answered, but was in trouble; perhaps only about this profile. */
  | { readonly kind: 'unreachable'; readonly reached: boolean; readonly retryAfterSeconds?: number };

export interface LoopNeeds {
  /** Profiles that are open, or have something unsent. Open ones first. */
  due(): Promise<readonly string[]>;
  visit(profile: string, signal: AbortSignal): Promise<Visit>;
  /** After every round, also one in which no profile was due. */
  afterRound(reached: boolean): void;
  road(road: Road): void;
  contacted(): void;
  online(): boolean;
  random(): number;
  nowMs(): number;
}

/** Gathers what is saved within a breath into one request; a person does not notice. */
const SAVED_MS = 800;
/**
 * Coming online is when forty phones find the same centre at once. Three seconds spread them to a
 * dozen a second, which one server's group commit does not notice, and one woman alone with her
 * phone does not either.
 */
const ONLINE_SPREAD_MS = 3_000;
const TICK_MS = 5 * 60_000;
/** A centre has passed on what it got, and the office answered, in about this time. */
const PASSED_ON_MS = 2_000;

export class SyncLoop {
  readonly #needs: LoopNeeds;
  readonly #abort = new AbortController();
  readonly #backoff: Backoff;
  /** How often the office's word was not there yet, and when it is looked for again. */
  readonly #passing: Backoff;
  #passingAtMs = Infinity;
  /** Per profile: its own failures in a row, and when it may try again. */
  readonly #held = new Map<string, { backoff: Backoff; untilMs: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Infinity;
  #running = false;
  #pokedWhileRunning = false;
  #asked = false;
  #roadClosedUntilMs = 0;
  /** Whether the wait was asked for by the server: then only a person may cut it short. */
  #askedToWait = false;

  constructor(needs: LoopNeeds) {
    this.#needs = needs;
    this.#backoff = new Backoff(() => needs.random());
    this.#passing = new Backoff(() => needs.random());
  }

  poke(why: Poke): void {
    if (this.#abort.signal.aborted) return;
    switch (why) {
      case 'offline':
        if (!this.#running) this.#needs.road({ state: 'offline' });
        return;
      case 'asked':
        this.#asked = true;
        this.#forgive(true);
        this.#schedule(0);
        return;
      case 'online':
        this.#forgive(false);
        this.#schedule(this.#needs.random() * ONLINE_SPREAD_MS);
        return;
      case 'open':
      case 'visible':
        this.#forgive(false);
        this.#schedule(0);
        return;
      case 'hidden':
        // The page may be killed any moment: do not wait out the breath after a save.
        if (this.#timer !== undefined && this.#timerAt - this.#needs.nowMs() <= SAVED_MS) this.#schedule(0);
        return;
      case 'saved':
        this.#passing.succeeded();
        this.#schedule(SAVED_MS);
        return;
      case 'tick':
        this.#schedule(0);
    }
  }

  stop(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  #forgive(evenIfAsked: boolean): void {
    if (this.#askedToWait && !evenIfAsked) return;
    this.#askedToWait = false;
    this.#roadClosedUntilMs = 0;
    for (const entry of this.#held.values()) entry.untilMs = 0;
  }

  #schedule(delayMs: number): void {
    if (this.#running) {
      this.#pokedWhileRunning = true;
      return;
    }
    const at = Math.max(this.#needs.nowMs() + delayMs, this.#roadClosedUntilMs);
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, at - this.#needs.nowMs()));
  }

  async #round(): Promise<void> {
    this.#timer = undefined;
    this.#timerAt = Infinity;
    const asked = this.#asked;
    this.#asked = false;
    this.#running = true;
    this.#pokedWhileRunning = false;
    let reached = false;
    try {
      if (!this.#needs.online() && !asked) this.#needs.road({ state: 'offline' });
      else reached = await this.#visitAll();
    } catch {
      // A profile that could not even be opened is not the road's trouble; the next round tries again.
    } finally {
      this.#running = false;
    }
    if (this.#abort.signal.aborted) return;
    this.#needs.afterRound(reached);
    const again = this.#pokedWhileRunning;
    this.#pokedWhileRunning = false;
    this.#schedule(again ? SAVED_MS : this.#untilNextMs());
  }

  async #visitAll(): Promise<boolean> {
    const due = await this.#needs.due();
    let reached = false;
    let told = false;
    let passing = false;
    let troubled = 0;
    for (const profile of due) {
      if ((this.#held.get(profile)?.untilMs ?? 0) > this.#needs.nowMs()) continue;
      if (!told) this.#needs.road({ state: 'sending' });
      told = true;
      const visit = await this.#visit(profile);
      if (this.#abort.signal.aborted) return reached;
      if (visit.kind === 'unreachable') {
        troubled += 1;
        // A server that trips over one profile may still serve the next; over two, it is in trouble.
        if (visit.reached && visit.retryAfterSeconds === undefined && troubled < 2) {
          this.#hold(profile, undefined);
          continue;
        }
        this.#closeRoad(visit.retryAfterSeconds);
        return reached;
      }
      reached = true;
      this.#backoff.succeeded();
      this.#askedToWait = false;
      if (visit.kind === 'done') passing ||= visit.passing === true;
      if (visit.kind === 'done' || visit.kind === 'erased') this.#held.delete(profile);
      else this.#hold(profile, visit.retryAfterSeconds);
    }
    if (reached) this.#needs.contacted();
    if (!passing) this.#passing.succeeded();
    this.#passingAtMs = passing ? this.#needs.nowMs() + PASSED_ON_MS + this.#passing.failed() : Infinity;
    this.#tellRest(due);
    return reached;
  }

  async #visit(profile: string): Promise<Visit> {
    try {
      return await this.#needs.visit(profile, this.#abort.signal);
    } catch {
      return { kind: 'refused' };
    }
  }

  #closeRoad(retryAfterSeconds: number | undefined): void {
    const waitMs = this.#backoff.failed(retryAfterSeconds);
    this.#askedToWait = retryAfterSeconds !== undefined;
    this.#roadClosedUntilMs = this.#needs.nowMs() + waitMs;
    if (this.#needs.online()) this.#tellWaiting(this.#roadClosedUntilMs);
    else this.#needs.road({ state: 'offline' });
  }

  #hold(profile: string, retryAfterSeconds: number | undefined): void {
    const backoff = this.#held.get(profile)?.backoff ?? new Backoff(() => this.#needs.random());
    const untilMs = this.#needs.nowMs() + backoff.failed(retryAfterSeconds);
    this.#held.set(profile, { backoff, untilMs });
  }

  #tellRest(due: readonly string[]): void {
    const waits = due.map((profile) => this.#held.get(profile)?.untilMs ?? 0).filter((at) => at > this.#needs.nowMs());
    if (waits.length > 0) this.#tellWaiting(Math.min(...waits));
    else this.#needs.road({ state: 'rest' });
  }

  #tellWaiting(atMs: number): void {
    this.#needs.road({ state: 'waiting', retryAt: Math.ceil(atMs / 1000) });
  }

  #untilNextMs(): number {
    const now = this.#needs.nowMs();
    if (this.#roadClosedUntilMs > now) return this.#roadClosedUntilMs - now;
    const waits = [this.#passingAtMs, ...[...this.#held.values()].map((entry) => entry.untilMs)].filter((at) => at > now);
    return Math.min(TICK_MS, ...waits.map((at) => at - now));
  }
}
