// What a visit costs on the wire: the built core against the built server, through a counting proxy.
//
// Owns the measurement and its four cases. Must not estimate: every figure is a body that passed
// the proxy. Run by `cargo xtask bytes [--json]`.
import { parseArgs } from 'node:util';

import { startProxy } from './proxy.mjs';
import { Phone } from './phone.mjs';
import { startServer } from './server.mjs';
import { partsOf } from './parts.mjs';

const EARLIER = 300;
const { values: options } = parseArgs({
  options: { server: { type: 'string' }, json: { type: 'boolean', default: false } },
});

const CASES = {
  visit_20: { lessons: 15, work: 5, starts: 1 },
  visit_20_5_starts: { lessons: 15, work: 5, starts: 5 },
  visit_10: { lessons: 8, work: 2, starts: 1 },
  visit_empty: { lessons: 0, work: 0, starts: 1 },
};

const server = await startServer(options.server);
const proxy = await startProxy(server.address);
try {
  const result = { source: 'proxy' };
  for (const [name, visit] of Object.entries(CASES)) result[name] = await measure(visit);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : table(result));
} finally {
  await proxy.stop();
  await server.stop();
}

/** One profile of its own: 300 earlier records over 30 app starts, then the visit. */
async function measure({ lessons, work, starts }) {
  const phone = await Phone.enrol(proxy.address, await server.newCode());
  for (let start = 0; start < 30; start++) {
    phone.restart();
    await phone.record({ lessons: 7, work: 3 });
    if (start % 10 === 9) await phone.sync();
  }
  if (phone.recorded !== EARLIER) throw new Error(`recorded ${phone.recorded} earlier, not ${EARLIER}`);
  await phone.syncUntilAllArrived();

  for (let start = 0; start < starts; start++) {
    phone.restart();
    await phone.record({ lessons: lessons / starts, work: work / starts });
  }
  proxy.clear();
  const request = await phone.sync();
  const [visit, ...more] = proxy.seen();
  if (more.length > 0) throw new Error(`a visit took ${more.length + 1} requests`);
  if (phone.unsent() !== 0) throw new Error('not everything arrived in one round trip');
  return { request: visit.requestBytes, response: visit.responseBytes, parts: partsOf(request) };
}

function table(result) {
  const rows = Object.keys(CASES).map((name) => {
    const { request, response, parts } = result[name];
    const said = Object.entries(parts).map(([part, bytes]) => `${part} ${bytes}`).join(', ');
    return `${name.padEnd(18)} request ${String(request).padStart(5)} B   response ${String(response).padStart(5)} B   (${said})`;
  });
  return `${rows.join('\n')}\n`;
}
