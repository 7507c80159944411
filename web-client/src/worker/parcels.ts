/**
 * What a phone carries for others, on its way to the office: from a page's worker, or from the service
 * worker when no page is open.
 *
 * Owns bringing what waits, and what came of it. Must not: open any of it, or be used by two at once;
 * whoever leads on this phone does, and nobody beside her.
 */
import type { DeviceDatabase, Parcel } from '../storage/device-database';
import { utf8 } from '../storage/keys';
import { type Fetch, postBytes } from './sync/transport';

const PATH = '/api/courier';
const TIMEOUT_MS = 60_000;
/** Of one answer's text. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export type Change = (change: (parcels: readonly Parcel[]) => readonly Parcel[]) => Promise<void>;

export async function parcelsOf(device: DeviceDatabase): Promise<readonly Parcel[]> {
  return (await device.setting('parcels')) ?? [];
}

/** For whoever has no others to wait for: read, changed, written back. */
export function changeIn(device: DeviceDatabase): Change {
  return async (change) => device.putSetting('parcels', change(await parcelsOf(device)));
}

/** Brings what waits to the office. True when nothing waits any more. */
export async function bringParcels(device: DeviceDatabase, fetch: Fetch, signal: AbortSignal, change: Change): Promise<boolean> {
  for (const { name, text, state } of await parcelsOf(device)) {
    if (state !== 'waits') continue;
    const reply = await postBytes(fetch, PATH, utf8(text), { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal, type: 'text/plain' });
    // 429 is said to the phone, not about the parcel.
    if (reply.kind === 'unreachable' || (reply.kind === 'refused' && reply.status === 429)) return false;
    const came = reply.kind === 'body'
      ? { state: 'delivered' as const, answer: new TextDecoder().decode(reply.bytes) }
      : { state: 'refused' as const, code: reply.code };
    await change((parcels) => parcels.map((parcel) => (parcel.name === name ? { ...parcel, ...came } : parcel)));
  }
  return true;
}
