/**
 * Owns reading an enrolment code the way people write it.
 *
 * Must not: decide whether a code exists. The alphabet leaves out I, L, O and U; the first
 * three are taken for the digits they look like.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 8;

export interface ReadCode {
  /** What counts of it, at most eight characters. */
  readonly plain: string;
  /** As shown: `XXXX-XXXX`, growing as it is typed. */
  readonly shown: string;
  /** Something typed belongs to no code (a U, an accent, a ninth character). */
  readonly strange: boolean;
  readonly missing: number;
}

export function readCode(typed: string): ReadCode {
  const letters = typed.toUpperCase().replace(/[\s\-–—_.·]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const known = [...letters].filter((letter) => ALPHABET.includes(letter));
  const plain = known.slice(0, CODE_LENGTH).join('');
  const shown = plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
  return { plain, shown, strange: known.length !== [...letters].length || known.length > CODE_LENGTH, missing: CODE_LENGTH - plain.length };
}

/** The code in what a QR says, whatever stands before it: an address may have words as long. */
export function codeIn(scanned: string): string | undefined {
  const pieces = scanned.split(/[^0-9A-Z-]+/i).filter((piece) => /^[0-9A-Z]{4}-?[0-9A-Z]{4}$/i.test(piece));
  const read = pieces.map(readCode).filter(({ strange, missing }) => !strange && missing === 0);
  return read.at(-1)?.shown;
}
