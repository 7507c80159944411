import { describe, expect, it } from 'vitest';
import { FakeCaches } from '../worker/downloads/fake-caches';
import { ContentCache, contentToGive, guidesCache } from './content-cache';

const NAME = 'a'.repeat(64);

describe('what may go so that a record can stay', () => {
  it('goes guides first, then lessons, and then there is nothing', async () => {
    const caches = new FakeCaches().storage();
    const [lessons, guides] = [new ContentCache(caches), guidesCache(caches)];
    await lessons.putManifest('curso', '1', '{}');
    await guides.putManifest('guia', '1', '{}');
    const give = contentToGive(caches);
    expect(await give.removeAll()).toBe(true);
    expect([await guides.manifest('guia', '1'), await lessons.manifest('curso', '1')]).toEqual([undefined, {}]);
    expect(await give.removeAll()).toBe(true);
    expect(await lessons.manifest('curso', '1')).toBeUndefined();
    expect(await give.removeAll()).toBe(false);
  });

  it('makes no cache where there was none: a full disk has no room for that', async () => {
    const fake = new FakeCaches();
    const caches = fake.storage();
    await new ContentCache(caches).putManifest('curso', '1', '{}');
    const give = contentToGive(caches);
    expect([await give.removeAll(), await give.removeAll()]).toEqual([true, false]);
    expect([...fake.stores.keys()]).toEqual(['content-v1']);
  });

  it('keeps guides apart from lessons, whose downloads tidy up after themselves', async () => {
    const caches = new FakeCaches().storage();
    const bytes = new Uint8Array([1, 2, 3]);
    const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(await guidesCache(caches).putFile(digest, bytes, 'text/plain')).toBe(true);
    expect(await guidesCache(caches).putFile(NAME, bytes, 'text/plain')).toBe(false);
    const lessons = new ContentCache(caches);
    expect((await lessons.names()).size).toBe(0);
    await lessons.removeFiles([digest]);
    expect(await guidesCache(caches).names()).toEqual(new Set([digest]));
  });
});
