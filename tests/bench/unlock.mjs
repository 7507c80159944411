// How long an unlock takes on a processor slowed six times, and what memory it takes.
//
//   node tests/bench/unlock.mjs --browser /usr/bin/chromium [--times 6] [--things 400] [--json]
//
// Owns the measurement: the real worker parts and the checked-in core, in the real browser, from
// the last digit to the record on the screen. Fails when that takes 2 s or more.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { memoryMib, rendererOf, slow } from './slow.mjs';

const LIMIT_MS = 2_000;
const ROUNDS = 7;
/** About a third of a second of work here. */
const WORK = 200_000_000;

const { values } = parseArgs({
  options: {
    browser: { type: 'string' },
    times: { type: 'string', default: '6' },
    things: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});
const times = Number(values.times);
const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { createServer } = await import(require.resolve('vite'));
const { chromium } = require('playwright-core');

const story = JSON.parse(readFileSync(new URL('../../fixtures/golden/scenario.json', import.meta.url), 'utf8'));
const rows = story.steps.filter(({ call }) => call === 'begin' || call === 'finish').flatMap((step) => step.rows);

const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { host: '127.0.0.1', port: 0, watch: null, hmr: false, ws: false },
});
await server.listen();
const address = server.httpServer.address();
const browser = await chromium.launchServer({ executablePath: values.browser, args: ['--no-sandbox'] });
const pid = browser.process().pid;
let wake = () => undefined;
try {
  const connected = await chromium.connect(browser.wsEndpoint());
  const page = await connected.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(`http://127.0.0.1:${address.port}/tests/bench/unlock.html`);
  await page.evaluate(() => window.ready);
  const ask = async (question) => {
    const answer = await page.evaluate((asked) => window.ask(asked), question);
    if (answer?.failed !== undefined) throw new Error(`${answer.failed}\n${answer.stack}`);
    return answer;
  };
  await page.evaluate(
    ({ dataKey, rows: given, things }) => {
      const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
      const plain = given.map(({ key, bytes: hex }) => ({ key, bytes: hex === null ? undefined : bytes(hex) }));
      return window.ask({ fill: { dataKey: bytes(dataKey), rows: plain, things } });
    },
    { dataKey: story.dataKey, rows, things: Number(values.things) },
  ).then((filled) => {
    if (filled?.failed !== undefined) throw new Error(`${filled.failed}\n${filled.stack}`);
  });

  const many = async (rounds, question) => {
    const took = [];
    for (let n = 0; n < rounds; n += 1) took.push(await ask(question));
    return took.sort((a, b) => a - b);
  };
  const median = (sorted) => sorted[Math.floor(sorted.length / 2)];

  const workHere = median(await many(3, { work: WORK }));
  const here = await many(ROUNDS, { unlock: true });

  const renderer = rendererOf(pid);
  const before = memoryMib([renderer]);
  let peak = before;
  const looking = setInterval(() => (peak = Math.max(peak, memoryMib([renderer]))), 5);
  await many(1, { unlock: true });
  const peakOfOne = peak;
  await many(ROUNDS - 1, { unlock: true });
  clearInterval(looking);

  // How much a stopped process loses differs with what else runs: turned until it is as slow as asked.
  let workSlowed = 0;
  for (let asked = times, turns = 0; turns < 5; turns += 1) {
    wake = slow(pid, asked);
    workSlowed = median(await many(3, { work: WORK }));
    const reached = workSlowed / workHere;
    if (reached >= times) break;
    wake();
    asked *= (1.05 * times) / reached;
  }
  const slowed = await many(ROUNDS, { unlock: true });
  wake();

  const round = (value) => Math.round(value);
  const result = {
    things: Number(values.things),
    slowed_times: Math.round((workSlowed / workHere) * 10) / 10,
    unlock_ms: { median: round(median(here)), worst: round(here.at(-1)) },
    unlock_slowed_ms: { median: round(median(slowed)), worst: round(slowed.at(-1)), limit: LIMIT_MS },
    memory_mib: { before: round(before), one_unlock_more: round(peakOfOne - before), all_more: round(peak - before) },
  };
  console.log(values.json ? JSON.stringify(result) : text(result));
  if (median(slowed) >= LIMIT_MS) process.exitCode = 1;
  await connected.close();
} finally {
  wake();
  await browser.close();
  await server.close();
}

function text({ things, slowed_times, unlock_ms, unlock_slowed_ms, memory_mib }) {
  return [
    `unlocking a profile with ${things} saved things (median and worst of ${ROUNDS}):`,
    `  on this machine              ${unlock_ms.median} ms, ${unlock_ms.worst} ms`,
    `  slowed ${slowed_times} times (measured)   ${unlock_slowed_ms.median} ms, ${unlock_slowed_ms.worst} ms; must be under ${unlock_slowed_ms.limit} ms`,
    `  memory of page and worker    ${memory_mib.before} MiB before; ${memory_mib.one_unlock_more} MiB more for one, ${memory_mib.all_more} MiB for ${ROUNDS} in a row`,
  ].join('\n');
}
