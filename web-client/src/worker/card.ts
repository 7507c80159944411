/**
 * The recovery card, and a holder's paper of the centre's key: 128 random bits as twelve words
 * (BIP39) and as the text of a QR.
 *
 * Owns the two forms and reading them as people write them. Must not: keep a card, or know what it
 * opens.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as spanish } from '@scure/bip39/wordlists/spanish.js';
import type { Card } from '../engine/types';
import { hex } from '../storage/keys';
import { CARD_BYTES } from '../storage/wrapping';

const LISTS = { es: spanish, en: english } as const;
/** Says nothing of whose it is. `R1`: a learner's card; `R2`: a holder's paper. */
type QrHead = 'R1' | 'R2';
const CHECK_DIGITS = 4;
/** BIP39's words differ in their first four letters, accents apart. */
const TELLING_LETTERS = 4;

export async function cardOf(bits: Uint8Array, head: QrHead = 'R1'): Promise<Card> {
  const words = (list: readonly string[]): string[] =>
    entropyToMnemonic(bits, [...list]).split(/\s/).map((word) => word.normalize('NFC'));
  const digits = hex(bits).toUpperCase();
  return { words: { es: words(LISTS.es), en: words(LISTS.en) }, qr: head + digits + (await checkOf(head, digits)) };
}

/** The card's bits; undefined for a text that is no card: then it was mistyped, not guessed. */
export async function readCard(text: string, head: QrHead = 'R1'): Promise<Uint8Array | undefined> {
  return (await fromQr(text, head)) ?? fromWords(text);
}

async function fromQr(text: string, head: QrHead): Promise<Uint8Array | undefined> {
  const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const digits = new RegExp(`^${head}([0-9A-F]{${2 * CARD_BYTES}})([0-9A-F]{${CHECK_DIGITS}})$`).exec(plain);
  if (digits?.[1] === undefined || digits[2] !== (await checkOf(head, digits[1]))) return undefined;
  return Uint8Array.from(digits[1].match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fromWords(text: string): Uint8Array | undefined {
  // Numbers, commas and capitals carry nothing.
  const typed = bare(text).split(/[^a-z]+/).filter((word) => word !== '');
  for (const list of Object.values(LISTS)) {
    const known = new Map(list.map((word) => [telling(bare(word)), word]));
    const words = typed.map((word) => known.get(telling(word)));
    if (words.some((word) => word === undefined)) continue;
    try {
      const bits = mnemonicToEntropy(words.join(' '), [...list]);
      if (bits.length === CARD_BYTES) return bits;
    } catch {
      // Not so many words, or their checksum says that one is another.
    }
  }
  return undefined;
}

async function checkOf(head: QrHead, digits: string): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(head + digits));
  return hex(new Uint8Array(sum)).slice(0, CHECK_DIGITS).toUpperCase();
}

const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const telling = (word: string): string => word.slice(0, TELLING_LETTERS);
