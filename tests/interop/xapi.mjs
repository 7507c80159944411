// Holds every statement of a file against the JSON Schema of xAPI 1.0 that Rustici Software publishes
// (npm `tin-can-json-schema`), and against what the specification says in words only:
//
//   node xapi.mjs FILE
//
// Prints how many statements there are of each verb. Says of each that is not good why; then it ends
// with 1.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';

const require = createRequire(import.meta.url);
const schema = require('tin-can-json-schema/1.0.1.json');
const formats = require('tin-can-json-schema/formats.json');

// Times with a zone and a real day; of the formats' expression, which takes much of ISO 8601, also this.
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
for (const [name, expression] of Object.entries(formats)) ajv.addFormat(name, new RegExp(expression));
// The schema names its parts by what they check: this checks the property `statement`.
const isOne = ajv.compile(schema);

const statements = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (!Array.isArray(statements)) throw new Error('not an array');

const faults = [];
const ids = new Set();
const verbs = {};

function* ofOne(statement) {
  if (!isOne({ statement })) yield* isOne.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  if (ids.has(statement.id)) yield 'the id is another statement\'s';
  ids.add(statement.id);
  const { timestamp, version, context, result } = statement;
  if (!RFC3339.test(timestamp ?? '') || Number.isNaN(Date.parse(timestamp))) yield `no time: ${timestamp}`;
  if (/-00:?00$/.test(timestamp ?? '')) yield 'an offset that is not allowed';
  if (version !== undefined && version !== '1.0.0') yield `version ${version}`;
  if (statement.stored !== undefined || statement.authority !== undefined) yield 'a store says this, not who sends';
  if (context?.registration === undefined) yield 'no registration';
  const { scaled, raw, min, max } = result?.score ?? {};
  if (raw !== undefined && (raw < min || raw > max || scaled !== raw / max)) yield 'the score is not between its ends';
}

for (const [at, statement] of statements.entries()) {
  const found = [...ofOne(statement)];
  if (found.length > 0) faults.push(`${at}: ${found.join('; ')}`);
  const verb = statement?.verb?.id;
  verbs[verb] = (verbs[verb] ?? 0) + 1;
}
for (const fault of faults.slice(0, 20)) console.error(fault);
console.log(JSON.stringify({ statements: statements.length, verbs }));
process.exitCode = faults.length === 0 ? 0 : 1;
