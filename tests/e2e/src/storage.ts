/**
 * Everything that a browser keeps of this app, as whoever holds the phone can read it: databases,
 * caches, local storage through the page, and the very files on the disk.
 *
 * Owns reading it all out. Must not: know what should not be found there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

export interface Found {
  readonly where: string;
  readonly needle: string;
}

/** Each needle in every form in which it might lie there. */
function forms(needle: string): readonly Buffer[] {
  const plain = Buffer.from(needle, 'utf8');
  const wide = Buffer.from(needle, 'utf16le');
  return [plain, wide, Buffer.from(plain.toString('hex')), Buffer.from(plain.toString('base64').replace(/=+$/, ''))];
}

/** Where any of the needles is found in what the page can read. `leaveOut` says what is no secret. */
export async function searchStorage(page: Page, needles: readonly string[], leaveOut: (where: string) => boolean = () => false): Promise<Found[]> {
  const kept = await page.evaluate(readAll);
  return Object.entries(kept).flatMap(([where, base64]) => (leaveOut(where) ? [] : search(where, Buffer.from(base64, 'base64'), needles)));
}

/** Names of all that the page can read, with its length. */
export async function storageSizes(page: Page): Promise<Record<string, number>> {
  const kept = await page.evaluate(readAll);
  return Object.fromEntries(Object.entries(kept).map(([where, base64]) => [where, Buffer.from(base64, 'base64').length]));
}

/** Where any of the needles is found in the files of a browser that is shut. */
export async function searchDisk(folder: string, needles: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.push(...search(path.slice(folder.length), await readFile(path), needles));
  }
  return found;
}

function search(where: string, bytes: Buffer, needles: readonly string[]): Found[] {
  return needles.filter((needle) => forms(needle).some((form) => bytes.includes(form))).map((needle) => ({ where, needle }));
}

/** Runs in the page: every record of every store, every cached body, both storages, as base64. */
async function readAll(): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  const base64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  const bytesOf = (value: unknown): Uint8Array[] => {
    if (value instanceof Uint8Array) return [value];
    if (value instanceof ArrayBuffer) return [new Uint8Array(value)];
    if (value === null || value === undefined || value instanceof CryptoKey) return [];
    if (Array.isArray(value)) return value.flatMap(bytesOf);
    if (value instanceof Map) return [...value].flatMap(bytesOf);
    if (typeof value === 'object') return Object.entries(value).flatMap(bytesOf);
    return [new TextEncoder().encode(String(value))];
  };
  const keep = (where: string, value: unknown): void => {
    const parts = bytesOf(value);
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length + 1;
    }
    kept[where] = base64(whole);
  };
  const asked = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error ?? new Error('not read'));
    });
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const { keys, values } = { keys: database.transaction(store).objectStore(store).getAllKeys(), values: database.transaction(store).objectStore(store).getAll() };
      const named = await asked(keys);
      (await asked(values)).forEach((value, at) => keep(`idb ${name} ${store} ${JSON.stringify(named[at])}`, [named[at], value]));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      keep(`cache ${name} ${request.url}`, [request.url, new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer(0))]);
    }
  }
  keep('localStorage', Object.entries(localStorage));
  keep('sessionStorage', Object.entries(sessionStorage));
  keep('history', [JSON.stringify(history.state), location.href, document.title, document.cookie]);
  return kept;
}
