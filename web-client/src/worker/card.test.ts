/** That a card reads as people write it, and that nothing else reads as a card. */
import { expect, test } from 'vitest';
import { randomBytes } from '../storage/keys';
import { cardOf, readCard } from './card';

test('words in either language and the QR give the same bits, for any bits', async () => {
  for (let n = 0; n < 50; n += 1) {
    const bits = randomBytes(16);
    const { words, qr } = await cardOf(bits);
    expect([words.es.length, words.en.length]).toEqual([12, 12]);
    for (const text of [words.es.join(' '), words.en.join(' '), qr]) expect(await readCard(text)).toEqual(bits);
  }
});

test('the words are those of BIP39', async () => {
  expect((await cardOf(new Uint8Array(16))).words.en.join(' ')).toBe(`${'abandon '.repeat(11)}about`);
  expect((await cardOf(new Uint8Array(16))).words.es.join(' ')).toBe(`${'ábaco '.repeat(11)}abierto`);
});

test('accents, capitals, numbers, lines and a few letters too few do not matter', async () => {
  const bits = new Uint8Array(16).map((_, at) => at * 13);
  const { words, qr } = await cardOf(bits);
  const bare = words.es.map((word) => word.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase());
  const numbered = words.es.map((word, at) => `${at + 1}. ${word}`).join('\n');
  const short = words.en.map((word) => word.slice(0, 4)).join(', ');
  for (const text of [bare.join('  '), numbered, short, ` ${qr.toLowerCase()} `]) expect(await readCard(text)).toEqual(bits);
});

test('a slip of the pen is no card', async () => {
  const { words, qr } = await cardOf(new Uint8Array(16).fill(9));
  const eleven = words.es.slice(1).join(' ');
  const mixed = [...words.es.slice(0, 6), ...words.en.slice(6)].join(' ');
  const flipped = qr.slice(0, -1) + (qr.endsWith('0') ? '1' : '0');
  for (const text of ['', eleven, mixed, flipped, 'hola', qr.slice(2)]) expect(await readCard(text)).toBeUndefined();
});

test('the QR is short, and of the letters that a QR holds most of', async () => {
  expect((await cardOf(randomBytes(16))).qr).toMatch(/^R1[0-9A-F]{36}$/);
});
