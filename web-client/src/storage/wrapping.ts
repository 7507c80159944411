/**
 * How a profile's data key is locked away: by her secret, by her recovery card or by her centre's
 * recovery key, and in each case by this phone's key around it.
 *
 * Owns the wrappings and what is stored of them. Must not: count tries, keep a secret or a
 * data key, or touch the rows that the data key seals.
 *
 *     stretched = Argon2id(secret, salt)
 *     KEK       = HKDF(stretched ‖ HMAC(device key, stretched ‖ profile))
 *     stored    = AES-GCM(device key, AES-GCM(KEK, data key))
 *
 * The HMAC is what binds a guess to this phone: its key cannot be taken out of the browser, so a
 * copy of the storage cannot be guessed at elsewhere. Nothing is stored to check a secret against
 * but the tag of AES-GCM itself. A card's 128 bits need no stretching.
 */
import type { SecretKind } from '../engine/types';
import { type DeviceKeys, mixOf, randomBytes, unwrap, utf8, wrap, type Wrapped } from './keys';

/** What one guess costs: stored beside the key, so that it can grow with the phones. */
export interface StretchCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Argon2id; the core's, in an instance of its own. */
export type Stretch = (secret: Uint8Array, salt: Uint8Array, cost: StretchCost) => Uint8Array;

/** The least that OWASP asks for, and about the most that a phone of 2 GB has to spare. */
export const COST: StretchCost = { memoryKib: 19 * 1024, passes: 2, lanes: 1 };
export const SALT_BYTES = 16;
export const CARD_BYTES = 16;
const IV_BYTES = 12;

/** The data key under her secret. */
export interface SecretWrap {
  /** Which pad to show. */
  readonly kind: SecretKind;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly cost: StretchCost;
  readonly wrapped: Wrapped;
}

/** The data key under her card. */
export interface CardWrap {
  readonly wrapped: Wrapped;
}

/** The data key under the centre's recovery key, where she wanted one. */
export interface CentreWrap {
  readonly wrapped: Wrapped;
  /** What the phone asks by, by the device key: it says who she is, and opens nothing. */
  readonly kit: Wrapped;
}

export interface Wrapper {
  readonly keys: DeviceKeys;
  readonly stretch: Stretch;
}

export async function wrapBySecret(
  by: Wrapper,
  id: string,
  kind: SecretKind,
  secret: Uint8Array,
  dataKey: Uint8Array,
): Promise<SecretWrap> {
  const salt = randomBytes(SALT_BYTES);
  const kek = await secretKey(by, id, secret, salt, COST);
  return { kind, salt, cost: COST, wrapped: await doublyWrapped(by.keys, kek, `${id} secret`, dataKey) };
}

/** The data key, or undefined: not the secret. */
export async function openBySecret(
  by: Wrapper,
  id: string,
  secret: Uint8Array,
  kept: SecretWrap,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const kek = await secretKey(by, id, secret, kept.salt, kept.cost);
  return doublyUnwrapped(by.keys, kek, `${id} secret`, kept.wrapped);
}

export async function wrapByCard(keys: DeviceKeys, id: string, card: Uint8Array, dataKey: Uint8Array): Promise<CardWrap> {
  return { wrapped: await doublyWrapped(keys, await cardKey(id, card), `${id} card`, dataKey) };
}

/** The data key, or undefined: not the card. */
export async function openByCard(
  keys: DeviceKeys,
  id: string,
  card: Uint8Array,
  kept: CardWrap,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return doublyUnwrapped(keys, await cardKey(id, card), `${id} card`, kept.wrapped);
}

/** `key`: random, and split among the holders; nobody has it whole. */
export async function wrapByCentre(
  keys: DeviceKeys,
  id: string,
  key: Uint8Array,
  kit: Uint8Array,
  dataKey: Uint8Array,
): Promise<CentreWrap> {
  const wrapped = await doublyWrapped(keys, await centreKey(id, key), `${id} centre`, dataKey);
  return { wrapped, kit: await wrap(keys, `${id} kit`, kit) };
}

/** The data key, or undefined: not the key. */
export async function openByCentre(
  keys: DeviceKeys,
  id: string,
  key: Uint8Array,
  kept: CentreWrap,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return doublyUnwrapped(keys, await centreKey(id, key), `${id} centre`, kept.wrapped);
}

export function readKit(keys: DeviceKeys, id: string, kept: CentreWrap): Promise<Uint8Array<ArrayBuffer>> {
  return unwrap(keys, `${id} kit`, kept.kit);
}

async function secretKey(by: Wrapper, id: string, secret: Uint8Array, salt: Uint8Array, cost: StretchCost): Promise<CryptoKey> {
  const stretched = by.stretch(secret, salt, cost);
  const mixed = await mixOf(by.keys, id, stretched);
  const both = new Uint8Array([...stretched, ...mixed]);
  try {
    return await derived(both, `chaski/kek/secret/1\0${id}`);
  } finally {
    for (const bytes of [stretched, mixed, both]) bytes.fill(0);
  }
}

function cardKey(id: string, card: Uint8Array): Promise<CryptoKey> {
  return derived(card.slice(), `chaski/kek/card/1\0${id}`);
}

function centreKey(id: string, key: Uint8Array): Promise<CryptoKey> {
  return derived(key.slice(), `chaski/kek/centre/1\0${id}`);
}

async function derived(material: Uint8Array<ArrayBuffer>, info: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function doublyWrapped(keys: DeviceKeys, kek: CryptoKey, about: string, dataKey: Uint8Array): Promise<Wrapped> {
  const iv = randomBytes(IV_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  const inner = await crypto.subtle.encrypt(algorithm, kek, dataKey.slice());
  return wrap(keys, about, new Uint8Array([...iv, ...new Uint8Array(inner)]));
}

async function doublyUnwrapped(
  keys: DeviceKeys,
  kek: CryptoKey,
  about: string,
  wrapped: Wrapped,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // Fails only where the storage was altered, or belongs to another phone: that is no wrong guess.
  const inner = await unwrap(keys, about, wrapped);
  const algorithm = { name: 'AES-GCM', iv: inner.slice(0, IV_BYTES), additionalData: utf8(about) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, kek, inner.slice(IV_BYTES)));
  } catch {
    return undefined;
  }
}
