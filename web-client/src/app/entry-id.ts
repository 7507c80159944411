/**
 * Owns making a work entry's id: a UUID v7, made when the form begins and kept in its draft,
 * so that a double tap or a retry can never make two entries.
 *
 * Must not: be called again for the same form.
 */
import type { EntryId } from '../engine/types';

export function makeEntryId(nowMs: number, random: Uint8Array): EntryId {
  const bytes = new Uint8Array(16);
  bytes.set(random.subarray(0, 10), 6);
  let time = nowMs;
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function newEntryId(): EntryId {
  return makeEntryId(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
