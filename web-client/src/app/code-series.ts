/**
 * Owns a small courier's file as a short series of codes that one phone shows and another reads.
 *
 * Must not: know what is in the file, or check it; whoever opens it does. Pure.
 */

/** So that a modest camera reads it off a small screen. */
const CHARS = 480;
/** More is no short series: then the file goes as a file. */
const MOST = 10;
const MARK = 'CHASKI';
/** From here on a file is plain letters; what stands before is for people. */
const BEGINS = 'control ';

export interface Series {
  readonly name: string;
  readonly total: number;
  /** By place, from 0; what was not read yet is missing. */
  readonly parts: ReadonlyMap<number, string>;
}

/** The codes of a file; undefined when it is too large, or more than one piece. */
export function codesOf(file: string): readonly string[] | undefined {
  const at = file.indexOf(BEGINS);
  if (at < 0 || file.indexOf(BEGINS, at + 1) >= 0) return undefined;
  const text = file.slice(at).trim();
  const total = Math.ceil(text.length / CHARS);
  if (total > MOST) return undefined;
  const name = nameOf(text);
  return Array.from({ length: total }, (_, n) => `${MARK} ${name} ${n + 1}/${total}\n${text.slice(n * CHARS, (n + 1) * CHARS)}`);
}

/** With one more code, in any order; one of another file begins anew. Undefined: not a code of ours. */
export function withCode(before: Series | undefined, code: string): Series | undefined {
  const found = new RegExp(`^${MARK} ([0-9a-f]{8}) (\\d{1,2})/(\\d{1,2})\n`).exec(code);
  if (found === null) return undefined;
  const [head, name = '', place, of] = found;
  const [at, total] = [Number(place) - 1, Number(of)];
  if (total > MOST || at < 0 || at >= total) return undefined;
  const known = before?.name === name && before.total === total ? before.parts : new Map<number, string>();
  return { name, total, parts: new Map(known).set(at, code.slice(head.length)) };
}

/** The file, once all of it was read. */
export function fileOf({ total, parts }: Series): string | undefined {
  const read = Array.from({ length: total }, (_, at) => parts.get(at));
  return read.every((part) => part !== undefined) ? `${read.join('')}\n` : undefined;
}

/** Tells files apart, and no more: FNV-1a. */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
