// Holds the claims of a certificate's token against a JSON Schema of an AchievementCredential (Open
// Badges 3.0):
//
//   node achievement.mjs CLAIMS.json [SCHEMA.json]
//
// Without SCHEMA.json: `schemas/achievementcredential.json`, which is ours (README.md says why). With
// it: any other, such as the one that 1EdTech publishes. Says what is wrong; then it ends with 1.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

const OURS = fileURLToPath(new URL('./schemas/achievementcredential.json', import.meta.url));
// Claims of the token's form (RFC 7519): they stand beside the credential, and are none of its parts.
const REGISTERED = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

/** One line for each fault; none, where all of it holds. */
export function faultsOf(claims, schemaFile = OURS) {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const Dialect = schema.$schema?.includes('2019-09') ? Ajv2019 : Ajv2020;
  // Formats are told by patterns in ours; a published one may name formats that are only notes.
  const holds = new Dialect({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  const credential = Object.fromEntries(Object.entries(claims).filter(([name]) => !REGISTERED.has(name)));
  return holds(credential) ? [] : holds.errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [claims, schema] = process.argv.slice(2);
  const faults = faultsOf(JSON.parse(readFileSync(claims, 'utf8')), schema);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
