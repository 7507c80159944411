/**
 * What a desk's data key seals beside records, and the key that each learner's record has of its own.
 *
 * Owns what is derived from the data key. Must not: keep the data key itself, or touch storage.
 *
 *     own rows = AES-GCM(HKDF(data key, "own"), about its place)
 *     records  = the core's, under HKDF(data key, learner): one learner's rows open in no other's place
 */
import { DATA_KEY_BYTES, randomBytes, utf8 } from '../../storage/keys';

const OWN = 'chaski/desk/own/1\0';
const LEARNER = 'chaski/desk/learner/1\0';
const IV_BYTES = 12;

export class Sealing {
  readonly #base: CryptoKey;
  readonly #own: CryptoKey;

  private constructor(base: CryptoKey, own: CryptoKey) {
    this.#base = base;
    this.#own = own;
  }

  /** The data key may be wiped when this resolves. */
  static async under(dataKey: Uint8Array): Promise<Sealing> {
    const base = await crypto.subtle.importKey('raw', dataKey.slice(), 'HKDF', false, ['deriveKey', 'deriveBits']);
    const own = await crypto.subtle.deriveKey(from(OWN), base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    return new Sealing(base, own);
  }

  async seal(about: string, value: unknown): Promise<Uint8Array> {
    const iv = randomBytes(IV_BYTES);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(about) }, this.#own, utf8(JSON.stringify(value)));
    return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
  }

  /** Rejects what was sealed for another place, or altered. */
  async open(about: string, sealed: Uint8Array): Promise<unknown> {
    const iv = sealed.slice(0, IV_BYTES);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(about) }, this.#own, sealed.slice(IV_BYTES));
    return JSON.parse(new TextDecoder().decode(plain)) as unknown;
  }

  async learnerKey(learner: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.deriveBits(from(LEARNER + learner), this.#base, DATA_KEY_BYTES * 8));
  }
}

function from(info: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) };
}
