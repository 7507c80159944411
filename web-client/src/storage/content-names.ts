/**
 * Where lesson content lives, as the worker writes it and the service worker serves it.
 *
 * Owns these names only. Must not: import anything, so that the service worker stays small.
 */
export const CONTENT_CACHE = 'content-v1';
/** What is written for whoever teaches, on a phone or a desk of theirs. */
export const GUIDES_CACHE = 'guides-v1';
export const FILES_PATH = '/api/files/';
export const packPath = (pack: string, version: string): string =>
  `/api/packs/${encodeURIComponent(pack)}/${encodeURIComponent(version)}`;
