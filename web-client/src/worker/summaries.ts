/**
 * What the lock screen may show of the profiles on this phone, and what their owners let show.
 *
 * Owns the two ways in which counts and names are kept: readable, or by the device key. Must not:
 * open a profile.
 *
 * By the device key means: not readable in the storage, nor in a copy of it. Whoever drives this
 * phone's browser by its developer tools can still have it read them.
 */
import type { Face } from '../engine/messages';
import type { ProfileId, ProfileSummary } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { type DeviceKeys, unwrap, utf8, wrap, type Wrapped } from '../storage/keys';
import { throttleKey } from './throttle';

export interface Counts {
  readonly unsent: number;
  readonly allArrived: boolean;
  /** All of it is in a verified backup of the office; undefined where that was never asked. */
  readonly backedUp?: boolean;
  /** How many changes it holds; undefined where that was never counted. */
  readonly changes?: number;
}

export const PICTURES = 24;
const NO_COUNTS = { unsent: 0, allArrived: false, backedUp: false };
const MAX_NAME = 24;

/** `waits`: seconds before the next try, by whom tries are counted for. */
export async function summariesOf(
  device: DeviceDatabase,
  waits: ReadonlyMap<string, number>,
): Promise<readonly ProfileSummary[]> {
  const entries = (await device.profiles()).filter((entry) => entry.state === 'here');
  const keys = entries.some((entry) => entry.name !== undefined) ? await device.keys() : undefined;
  const summaries = entries.map(async (entry): Promise<ProfileSummary> => {
    const id = entry.id as ProfileId;
    const { picture, unsent, allArrived, secret, countsHidden = false, hidden = false, card, centre, lockHiddenSeconds = 120, replacedBy, visit = false } = entry;
    const name = entry.name && keys && (await readName(keys, entry.id, entry.name));
    return {
      id, picture, unsent, allArrived, secret: secret?.kind ?? 'none', countsHidden, hidden, lockHiddenSeconds,
      hasCard: card !== undefined, hasCentreKey: centre !== undefined, replaced: replacedBy !== undefined, visit, waitSeconds: waits.get(throttleKey(id, entry)) ?? 0, ...(name === undefined ? {} : { name }),
    };
  });
  return (await Promise.all(summaries)).sort((a, b) => a.picture - b.picture);
}

/** The counts as last known, also those that she hides. */
export async function countsOf(device: DeviceDatabase, entry: ProfileEntry): Promise<Counts> {
  if (entry.counts !== undefined) return (await read(device, aboutCounts(entry.id), entry.counts)) as Counts;
  const { unsent, allArrived, backedUp, size } = entry;
  const changes = size && ((await read(device, aboutSize(entry.id), size)) as number);
  return { unsent, allArrived, ...(backedUp === undefined ? {} : { backedUp }), ...(changes === undefined ? {} : { changes }) };
}

/** The fields that keep these counts as she wants them kept. */
export async function keptCounts(
  device: DeviceDatabase,
  entry: Pick<ProfileEntry, 'id' | 'countsHidden'>,
  counts: Counts,
): Promise<Partial<ProfileEntry>> {
  const keys = await device.keys();
  if (entry.countsHidden === true) return { ...NO_COUNTS, counts: await wrapped(keys, aboutCounts(entry.id), counts) };
  // Of what is still to be sent everybody may know; not of how much she has done.
  const { changes, ...shown } = counts;
  return changes === undefined ? shown : { ...shown, size: await wrapped(keys, aboutSize(entry.id), changes) };
}

/** Brings the counts of the lock screen up to date; true when what it shows changed. */
export async function keepCounts(device: DeviceDatabase, profile: ProfileId, counts: Counts, unsettled: boolean): Promise<boolean> {
  const entry = (await device.profiles()).find((one) => one.id === profile);
  if (entry === undefined) return false;
  const before = await countsOf(device, entry);
  const same = before.unsent === counts.unsent && before.allArrived === counts.allArrived;
  // Of a profile that an older program locked a visit does not hear of backups: what was known stays.
  const all = { ...before, ...counts };
  if (same && before.backedUp === all.backedUp && before.changes === all.changes && entry.unsettled === unsettled) return false;
  const kept = await keptCounts(device, entry, all);
  // Should she have hidden or shown her counts meanwhile, that has set them already.
  await device.updateProfile(profile, (now) =>
    now.countsHidden === entry.countsHidden ? { ...now, ...kept, unsettled } : { ...now, unsettled },
  );
  return !same;
}

export async function changeFace(device: DeviceDatabase, profile: ProfileId, face: Face, counts: Counts): Promise<void> {
  const keys = await device.keys();
  switch (face.set) {
    case 'countsHidden': {
      const kept = await keptCounts(device, { id: profile, countsHidden: face.to }, counts);
      await device.updateProfile(profile, ({ counts: _counts, size: _size, ...entry }) => ({ ...entry, ...kept, countsHidden: face.to }));
      return;
    }
    case 'hidden': {
      const taken = shownPictures((await device.profiles()).filter(({ id }) => id !== profile));
      await device.updateProfile(profile, (entry) => ({
        ...entry,
        hidden: face.to,
        // Shown again it needs a picture that is its own; behind "otro perfil" it does not.
        picture: face.to ? entry.picture : freePicture(entry.picture, taken),
      }));
      return;
    }
    case 'name': {
      const words = face.to?.trim().slice(0, MAX_NAME);
      const name = words ? await wrap(keys, aboutName(profile), utf8(words.padEnd(MAX_NAME))) : undefined;
      await device.updateProfile(profile, ({ name: _before, ...entry }) => (name ? { ...entry, name } : entry));
      return;
    }
    case 'lockHiddenSeconds':
      await device.changeProfile(profile, { lockHiddenSeconds: face.to });
  }
}

/** Pictures that the lock screen shows. A hidden profile's picture is not taken: nobody may notice. */
export function shownPictures(entries: readonly ProfileEntry[]): ReadonlySet<number> {
  return new Set(entries.filter((entry) => entry.state === 'here' && entry.hidden !== true).map(({ picture }) => picture));
}

export function freePicture(wished: number, taken: ReadonlySet<number>): number {
  if (!taken.has(wished)) return wished;
  for (let picture = 0; picture < PICTURES; picture += 1) if (!taken.has(picture)) return picture;
  return wished;
}

async function readName(keys: DeviceKeys, id: string, name: Wrapped): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await unwrap(keys, aboutName(id), name)).trim();
  } catch {
    return undefined; // a picture without its name is still hers
  }
}

const wrapped = (keys: DeviceKeys, about: string, value: unknown): Promise<Wrapped> => wrap(keys, about, utf8(JSON.stringify(value)));

async function read(device: DeviceDatabase, about: string, bytes: Wrapped): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unwrap(await device.keys(), about, bytes))) as unknown;
}

const aboutSize = (id: string): string => `${id} size`;
const aboutCounts = (id: string): string => `${id} counts`;
const aboutName = (id: string): string => `${id} name`;
