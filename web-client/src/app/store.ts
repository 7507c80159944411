/**
 * Owns what the screens know: the engine's events turned into signals, and the one way to ask
 * the engine for something.
 *
 * Must not: fold, keep or guess anything of the record. Everything of a profile is dropped here
 * the moment it is left.
 */
import { computed, signal } from '@preact/signals';
import {
  EngineError,
  type Action, type Catalogue, type Download, type Engine, type EngineEvent, type EngineFailure,
  type EntryId, type ParcelSummary, type ProfileId, type ProfileSummary, type RecordView, type Road, type Secret, type StaffQuestion, type Tried,
} from '../engine/types';
import { noteProfiles } from './before';
import { hers } from './her-programme';
import { hasTwoOfHers } from './hours';
import { readKept, type Route } from './route';

export const profiles = signal<readonly ProfileSummary[] | undefined>(undefined);
export const openId = signal<ProfileId | undefined>(undefined);
export const record = signal<RecordView | undefined>(undefined);
export const road = signal<Road>({ state: 'rest' });
export const clockOffset = signal<number | undefined>(undefined);
/** The programme's version in force, and those before by which somebody here goes. */
const inForce = signal<Catalogue | undefined>(undefined);
const earlier = signal<Readonly<Record<number, Catalogue>>>({});
/** The programme as it is for whoever's profile is open: her version, and her track's courses. */
export const catalogue = computed(() => hers(inForce.value, earlier.value, record.value));
export const downloads = signal<Readonly<Record<string, Download>>>({});
/** Files of others that this phone carries. */
export const parcels = signal<readonly ParcelSummary[]>([]);
/** The centre lends this phone. */
export const lent = signal(false);
/** A profile was deleted by the office's word, and nobody has read so yet. */
export const erased = signal(false);
/** When the profiles were last told of: their waits count from here. */
export const toldAtMs = signal(0);
/** Chosen or proven just now: what comes next need not ask for it again. Dropped with the profile. */
export const freshSecret = signal<Secret | undefined>(undefined);
/** She came in with her card and has to choose a new secret; the card's text proves who asks. */
export const cardText = signal<string | undefined>(undefined);
/** Two people of the centre have just opened it for her, and she has to choose a new secret. */
export const byCentre = signal(false);
/** On the way out: nothing at all is shown. */
export const gone = signal(false);
/** What went wrong last, for the sentence at the foot of the screen. */
export const failure = signal<EngineFailure | 'unknown' | undefined>(undefined);

export const openProfile = computed(() => profiles.value?.find((profile) => profile.id === openId.value));
/** What waits for her answer: two versions of hers first, then what staff ask and entered. */
export type Ask = StaffQuestion | { readonly kind: 'versions'; readonly entry: EntryId; readonly about: EntryId };
export const asks = computed((): readonly Ask[] => [
  ...(record.value?.work.filter(hasTwoOfHers) ?? []).map(({ id }) => ({ kind: 'versions', entry: id, about: id }) as const),
  ...(record.value?.questions ?? []),
]);

let engine: Engine | undefined;
const leavers = new Set<() => Promise<void>>();
/** The locking under way, if any. */
let locking: Promise<unknown> = Promise.resolve();
/** What is saved on the way out is half an answer; a phone that cannot do it in time is locked all the same. */
const LAST_WORD_MS = 1_000;

function take(event: EngineEvent): void {
  switch (event.type) {
    case 'profiles':
      toldAtMs.value = performance.now();
      profiles.value = event.profiles;
      noteProfiles(event.profiles.length);
      break;
    case 'record':
      record.value = event.record;
      if (!event.record) dropAll();
      break;
    case 'lent': lent.value = event.lent; break;
    case 'erased': erased.value = event.erased; break;
    case 'road': road.value = event.road; break;
    case 'parcels': parcels.value = event.parcels; break;
    case 'clock': clockOffset.value = event.offsetSeconds || undefined; break;
    case 'catalogue': inForce.value = event.catalogue; break;
    case 'earlier_catalogue': earlier.value = { ...earlier.value, [event.version]: event.catalogue }; break;
    case 'download': downloads.value = { ...downloads.value, [event.pack]: event.download }; break;
  }
}

export function connect(to: Engine): void {
  engine = to;
  to.subscribe(take);
}

/** The engine itself, for what has no signal (drafts, lessons). */
export function theEngine(): Engine {
  if (!engine) throw new EngineError('not_open');
  return engine;
}

export function failureOf(error: unknown): EngineFailure | 'unknown' {
  const code = (error as { code?: unknown } | undefined)?.code;
  // By shape, not by class: an error that crossed from the worker has lost its class.
  return typeof code === 'string' ? (code as EngineFailure) : 'unknown';
}

/** Does it, or shows the sentence for why not. True when done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    failure.value = undefined;
    return true;
  } catch (error) {
    failure.value = failureOf(error);
    return false;
  }
}

export const act = (action: Action): Promise<boolean> => attempt(() => theEngine().act(action));

/** Nothing of a profile stays on this page. */
function dropAll(): void {
  openId.value = undefined;
  record.value = undefined;
  failure.value = undefined;
  freshSecret.value = undefined;
  cardText.value = undefined;
  byCentre.value = false;
}

/** One try: the outcome, or undefined where it could not be tried and a sentence says why. */
export async function tried(work: () => Promise<Tried>): Promise<Tried | undefined> {
  await locking; // the one before is gone from memory before anybody else is let in
  let outcome: Tried | undefined;
  await attempt(async () => { outcome = await work(); });
  return outcome;
}

const PLACE = 'place';

/** Where she was when the profile closed by itself, once. */
export async function takeKeptPlace(): Promise<Route | undefined> {
  try {
    const kept = readKept(await theEngine().loadDraft(PLACE));
    if (kept !== undefined) await theEngine().saveDraft(PLACE, null);
    return kept;
  } catch {
    return undefined; // home will do
  }
}

/** Runs before a profile is left, while it can still save. Returns how to take it back. */
export function beforeLeaving(work: () => Promise<void>): () => void {
  leavers.add(work);
  return () => leavers.delete(work);
}

/**
 * Hides everything at once, saves what is under way, then locks the profile in every tab. With a
 * place, that is where the next unlocking leads.
 */
export async function leave(from?: Route): Promise<void> {
  const last = [...leavers].map((work) => work().catch(() => undefined));
  if (from !== undefined && openId.value !== undefined) last.push(theEngine().saveDraft(PLACE, from).catch(() => undefined));
  const profile = openId.value;
  dropAll();
  locking = Promise.race([Promise.all(last), new Promise((done) => setTimeout(done, LAST_WORD_MS))])
    .then(() => attempt(() => theEngine().lock(profile)));
  await locking;
}
