/**
 * Brings one version of one pack onto the phone: what is here already is not fetched again.
 *
 * Owns fetching, checking and counting. Must not: decide when, or what to do about a failure.
 * A file counts only once its SHA-256 is what its name says.
 */
import { StorageFailure } from '../../storage/adapter';
import type { ContentCache } from '../../storage/content-cache';
import { packPath, FILES_PATH } from '../../storage/content-names';
import { type Fetch, readRetryAfter, readUpTo } from '../sync/transport';
import { type PackFile, type PackManifest, readManifest, totalBytes } from './manifest';

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Two at once: a slow road is not made faster by more, and a fast one is kept busy. */
const AT_ONCE = 2;
/** A road that brings nothing for this long has died. */
const STALL_MS = 30_000;

export class FetchTrouble extends Error {
  constructor(readonly retryAfterSeconds?: number) {
    super('not fetched');
  }
}

export interface PackNeeds {
  readonly content: ContentCache;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  hasRoom(bytes: number): Promise<boolean>;
  progress(gotBytes: number, totalBytes: number): void;
}

/** Resolves when every file of the version is here and checked. */
export async function fetchPack(pack: string, version: string, needs: PackNeeds): Promise<PackManifest> {
  const manifest = await fetchManifest(pack, version, needs);
  const here = await needs.content.names();
  const missing = manifest.files.filter((file) => !here.has(file.sha256));
  const total = totalBytes(manifest.files);
  let got = total - totalBytes(missing);
  const count = (bytes: number): void => {
    got += bytes;
    needs.progress(got, total);
  };
  count(0);
  const queue = [...missing];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) await fetchFile(file, needs, count);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } catch (cause) {
    queue.length = 0;
    throw cause;
  }
  return manifest;
}

async function fetchManifest(pack: string, version: string, needs: PackNeeds): Promise<PackManifest> {
  const kept = readManifest(await needs.content.manifest(pack, version));
  if (kept !== undefined) return kept;
  const bytes = await get(packPath(pack, version), MAX_MANIFEST_BYTES, needs, () => undefined);
  const json = new TextDecoder().decode(bytes);
  const manifest = readManifest(parse(json));
  if (manifest === undefined || manifest.version !== version) throw new FetchTrouble();
  await needs.content.putManifest(pack, version, json);
  return manifest;
}

async function fetchFile(file: PackFile, needs: PackNeeds, count: (bytes: number) => void): Promise<void> {
  let counted = 0;
  try {
    const bytes = await get(FILES_PATH + file.sha256, file.size_bytes, needs, (length) => {
      counted += length;
      count(length);
    });
    // Lessons never take the room that a record's database needs.
    if (!(await needs.hasRoom(bytes.length))) throw new StorageFailure('full');
    if (!(await needs.content.putFile(file.sha256, bytes, file.type))) throw new FetchTrouble();
  } catch (cause) {
    count(-counted);
    throw cause;
  }
}

async function get(
  path: string,
  maxBytes: number,
  needs: PackNeeds,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  needs.signal.addEventListener('abort', stop);
  if (needs.signal.aborted) stop();
  let stall = setTimeout(stop, STALL_MS);
  try {
    // The bytes are kept under their hash; the browser's own cache would only hold them twice.
    const response = await needs.fetch(path, { cache: 'no-store', credentials: 'omit', redirect: 'error', signal: abort.signal });
    if (!response.ok) throw new FetchTrouble(readRetryAfter(response.headers.get('retry-after')));
    return await readUpTo(response, maxBytes, (count) => {
      clearTimeout(stall);
      stall = setTimeout(stop, STALL_MS);
      onBytes(count);
    });
  } catch (cause) {
    throw cause instanceof FetchTrouble ? cause : new FetchTrouble();
  } finally {
    clearTimeout(stall);
    needs.signal.removeEventListener('abort', stop);
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
