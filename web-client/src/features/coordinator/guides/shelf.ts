/**
 * Guides for whoever teaches, kept on this phone or computer so that they open without a road.
 *
 * Owns what is kept: the list as it was last told, and each guide's manifest and files. Must not:
 * hold anything of a person, or take the room that a record needs.
 */
import { api } from '../../../api/client';
import type { TrainerPack } from '../../../api/trainer-packs';
import type { Lesson, LessonId } from '../../../engine/types';
import { guidesCache } from '../../../storage/content-cache';
import { hasRoom } from '../../../storage/room-look';
import { fetchPack } from '../../../worker/downloads/fetch-pack';
import { readManifest } from '../../../worker/downloads/manifest';

/** A place in the cache that no pack has: their ids hold no slash and are not empty. */
const LIST = ['', 'list'] as const;
const BESIDE_BYTES = 2 * 1024 * 1024;

/** A guide, and whether all of it is here. */
export interface Guide extends TrainerPack {
  readonly here: boolean;
}

const cache = () => guidesCache(caches);

/** Takes down what the office said there is. */
export async function noteList(packs: readonly TrainerPack[]): Promise<void> {
  // Without a single guide here nothing is kept, not even that there are some.
  const kept = await Promise.all(packs.map((pack) => cache().manifest(pack.pack, pack.version)));
  if (kept.some((manifest) => manifest !== undefined)) await cache().putManifest(...LIST, JSON.stringify(packs));
}

/** Those of a list that are here, or all that are here where the office cannot be asked. */
export async function guides(told?: readonly TrainerPack[]): Promise<readonly Guide[]> {
  const list = told ?? ((await cache().manifest(...LIST)) as readonly TrainerPack[] | undefined) ?? [];
  const names = await cache().names();
  const all = await Promise.all(list.map(async (pack) => ({ ...pack, here: await isHere(pack, names) })));
  return told ? all : all.filter((guide) => guide.here);
}

async function isHere({ pack, version }: TrainerPack, names: ReadonlySet<string>): Promise<boolean> {
  const manifest = readManifest(await cache().manifest(pack, version));
  return manifest !== undefined && manifest.files.every((file) => names.has(file.sha256));
}

/** Brings all of a guide here. */
export async function keep(guide: TrainerPack, list: readonly TrainerPack[], progress: (got: number, total: number) => void, signal: AbortSignal): Promise<void> {
  const { pack, version } = guide;
  // Only staff are told which files make it; the files themselves are fetched like a lesson's.
  const { body } = await api.trainerPack(pack, version);
  await cache().putManifest(pack, version, JSON.stringify(body));
  await fetchPack(pack, version, {
    content: cache(),
    fetch: (input, init) => fetch(input, init),
    signal,
    hasRoom: (bytes) => hasRoom(bytes + BESIDE_BYTES),
    progress,
  });
  await cache().putManifest(...LIST, JSON.stringify(list));
}

/** Frees the room that they take. */
export async function removeAll(): Promise<void> {
  await cache().removeAll();
}

/** A lesson of a guide: from here, or from the office while it can be asked. */
export async function lessonOf({ pack, version, here }: Guide, id: LessonId): Promise<Lesson | undefined> {
  const manifest = readManifest(here ? await cache().manifest(pack, version) : (await api.trainerPack(pack, version)).body);
  const file = manifest?.lessons.find((lesson) => lesson.id === id)?.file;
  if (file === undefined) return undefined;
  const kept = await cache().file(file);
  if (kept) return (await kept.json()) as Lesson;
  return (await api.contentFile(file)).body as Lesson;
}

