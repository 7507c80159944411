/**
 * The device key and what it does: wrap what must not be readable, mark what must be comparable,
 * and have its part in every key that a secret opens.
 *
 * Owns every use of the device key. Must not: keep a data key, or touch what the core seals with it.
 *
 * The device key is not extractable: a copy of the profile's rows is of no use off this phone. It
 * does not protect from who holds the unlocked phone; her secret does that (`wrapping.ts`).
 */

export interface DeviceKeys {
  /** AES-GCM: the outer wrapping of data keys; requests, names and hidden counts. */
  readonly wrap: CryptoKey;
  /** HMAC: marks that only this phone can compare, and its part in the keys that secrets open. */
  readonly mark: CryptoKey;
}

export interface Wrapped {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const DATA_KEY_BYTES = 32;

export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const wrap = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const mark = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return { wrap, mark };
}

/** `about` binds the result to its place: what was wrapped for one profile opens for no other. */
export async function wrap(keys: DeviceKeys, about: string, plain: Uint8Array): Promise<Wrapped> {
  const iv = randomBytes(12);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  const bytes = await crypto.subtle.encrypt(algorithm, keys.wrap, plain.slice());
  return { iv, bytes: new Uint8Array(bytes) };
}

export async function unwrap(keys: DeviceKeys, about: string, wrapped: Wrapped): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'AES-GCM', iv: wrapped.iv, additionalData: utf8(about) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, keys.wrap, wrapped.bytes));
}

/** Equal for equal text on this phone; says nothing about the text to anyone else. */
export async function markOf(keys: DeviceKeys, domain: 'learner' | 'code' | 'account', text: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', keys.mark, utf8(`${domain}\0${text}`));
  return hex(new Uint8Array(mac, 0, 16));
}

/** What only this phone can add to a stretched secret. No mark begins with this domain. */
export async function mixOf(keys: DeviceKeys, profile: string, stretched: Uint8Array): Promise<Uint8Array> {
  const about = new Uint8Array([...utf8('kek\0'), ...stretched, ...utf8(profile)]);
  const mac = await crypto.subtle.sign('HMAC', keys.mark, about);
  about.fill(0);
  return new Uint8Array(mac);
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function randomHex(length: number): string {
  return hex(randomBytes(length));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}
