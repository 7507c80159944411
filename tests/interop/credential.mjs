// Verifies a certificate's token, and its status list, with the npm package `jose`, which shares no
// code with the server, and holds its claims against the schema: node credential.mjs TOKEN DID.json
// STATUS. Prints {name, revoked}.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { faultsOf } from './achievement.mjs';

const [token, did, status] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8').trim());
const document = JSON.parse(did);

async function verified(text) {
  const { kid, alg } = decodeProtectedHeader(text);
  const method = document.verificationMethod.find(({ id }) => id === kid);
  if (method === undefined || alg !== 'EdDSA' || !document.assertionMethod.includes(kid)) throw new Error(`no key ${kid}`);
  const { payload } = await compactVerify(text, await importJWK(method.publicKeyJwk, alg), { algorithms: ['EdDSA'] });
  const claims = JSON.parse(new TextDecoder().decode(payload));
  if (claims.iss !== document.id) throw new Error(`issued by ${claims.iss}`);
  return claims;
}

const claims = await verified(token);
const faults = faultsOf(claims);
if (faults.length > 0) throw new Error(faults.join('; '));
const list = await verified(status);
const entry = claims.credentialStatus;
if (list.id !== entry.statusListCredential) throw new Error(`the list is ${list.id}`);
const encoded = list.credentialSubject.encodedList;
if (!encoded.startsWith('u')) throw new Error('not multibase base64url');
const bits = gunzipSync(Buffer.from(encoded.slice(1), 'base64url'));
if (bits.length !== 16_384) throw new Error(`${bits.length} bytes`);
const place = Number(entry.statusListIndex);
const revoked = (bits[place >> 3] & (0x80 >> (place & 7))) !== 0;
console.log(JSON.stringify({ name: claims.credentialSubject.achievement.name, revoked }));
