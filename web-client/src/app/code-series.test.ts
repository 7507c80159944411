/** A file as codes: in any order, twice, mixed with others, and whole again. */
import { expect, test } from 'vitest';
import { codesOf, fileOf, type Series, withCode } from './code-series';

const line = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n';
const bundle = `Archivo cerrado para la oficina. Llévalo así.\ncontrol 0123456789abcdef\n-----BEGIN AGE ENCRYPTED FILE-----\n${line.repeat(25)}-----END AGE ENCRYPTED FILE-----\n`;

function read(codes: readonly string[]): Series | undefined {
  return codes.reduce<Series | undefined>((series, code) => withCode(series, code) ?? series, undefined);
}

/** What a reader of files looks at: the armour, wherever it stands. */
const inside = (file: string): string => file.slice(file.indexOf('control '), file.lastIndexOf('-----') + 5);

test('a file of ours is whole again after all of its codes, in any order and twice', () => {
  const codes = codesOf(bundle) ?? [];
  expect(codes.length).toBeGreaterThan(1);
  for (const code of codes) expect(code).toMatch(/^[\x0a\x20-\x7e]{1,520}$/);
  const shuffled = [...codes, ...codes].reverse();
  const series = read(shuffled);
  expect(series && inside(fileOf(series) ?? '')).toBe(inside(bundle));
  const most = read(codes.slice(1));
  expect(most && [most.parts.size, most.total, fileOf(most)]).toEqual([codes.length - 1, codes.length, undefined]);
});

test('codes of another file begin anew, and what is none is passed over', () => {
  const [first = ''] = codesOf(bundle) ?? [];
  const other = codesOf(`control 00\n${'x'.repeat(700)}`) ?? [];
  expect(withCode(withCode(undefined, first), other[1] ?? '')?.parts.size).toBe(1);
  for (const strange of ['', 'K7QM-2XWP', 'CHASKI 00000000 3/2\nx', 'CHASKI 00000000 0/2\nx', 'CHASKI 00000000 1/99\nx']) {
    expect(withCode(undefined, strange), strange).toBeUndefined();
  }
});

test('a large file, or one of several pieces, is no series', () => {
  expect(codesOf(`control 00\n${'x'.repeat(5_000)}`)).toBeUndefined();
  expect(codesOf(bundle + bundle)).toBeUndefined();
  expect(codesOf('Buenos días')).toBeUndefined();
});
