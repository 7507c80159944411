/**
 * Does an independent Automerge library read the same record?
 *
 *   node check.mjs RECORD.json FOLDER
 *
 * RECORD.json is what `chaski export record` prints, FOLDER what `chaski export automerge` wrote:
 * `record.automerge`, `desk.automerge`, … Heads and every register must agree, conflicts and op ids
 * included. Exits with 1 and one line for each difference otherwise; 2 when called wrongly.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import * as Automerge from '@automerge/automerge';

const SUFFIX = '.automerge';

/** @returns {string[]} one line for each difference */
function differences(name, exported, bytes) {
  const found = [];
  const doc = Automerge.load(bytes);
  const heads = Automerge.getHeads(doc).toSorted();
  if (!same(heads, exported.heads.toSorted())) {
    found.push(`${name}: heads are ${heads}, exported were ${exported.heads}`);
  }
  const keys = new Set([...Object.keys(doc), ...Object.keys(exported.registers)]);
  for (const key of [...keys].toSorted()) {
    const expected = new Map((exported.registers[key] ?? []).map((put) => [put.op, put.value_hex]));
    const actual = values(doc, key);
    for (const op of new Set([...expected.keys(), ...actual.keys()])) {
      if (expected.get(op) !== actual.get(op)) {
        found.push(`${name}: ${key} ${op}: Automerge has ${actual.get(op)}, exported was ${expected.get(op)}`);
      }
    }
    // What the library shows to its own users is one of the conflicting values, and all of them.
    const shown = Object.values(Automerge.getConflicts(doc, key) ?? { only: doc[key] }).map(hex);
    if (!same(shown.toSorted(), [...actual.values()].toSorted())) {
      found.push(`${name}: ${key}: getConflicts shows ${shown}`);
    }
  }
  return found;
}

/** @returns {Map<string, string>} op id → value in hex, of all values that stand in a register */
function values(doc, key) {
  const all = Automerge.getBackend(doc).getAll('_root', key);
  return new Map(all.map(([type, value, op]) => [op, type === 'bytes' ? hex(value) : `${type} ${value}`]));
}

function hex(value) {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `not bytes: ${value}`;
}

function same(a, b) {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

const [recordPath, folder] = process.argv.slice(2);
if (recordPath === undefined || folder === undefined) {
  console.error('usage: node check.mjs RECORD.json FOLDER');
  process.exit(2);
}
const { learner, documents } = JSON.parse(readFileSync(recordPath, 'utf8'));
const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
const found = [];
let registers = 0;
for (const file of files) {
  const name = file.slice(0, -SUFFIX.length);
  if (documents[name] === undefined) found.push(`${name}: a file, but not in the record`);
}
for (const [name, exported] of Object.entries(documents)) {
  registers += Object.keys(exported.registers).length;
  if (!files.includes(name + SUFFIX)) {
    found.push(`${name}: in the record, but no file`);
    continue;
  }
  try {
    found.push(...differences(name, exported, readFileSync(join(folder, name + SUFFIX))));
  } catch (error) {
    found.push(`${name}: Automerge does not read it: ${error}`);
  }
}
if (found.length > 0) {
  console.error(found.join('\n'));
  process.exit(1);
}
console.log(`${learner}: ${Object.keys(documents).length} documents, ${registers} registers agree`);
