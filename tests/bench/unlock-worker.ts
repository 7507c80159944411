/**
 * The worker of the measurement: the real leader, core, storage and WebCrypto, without a server.
 *
 * Owns the filling of one profile and the timing of its unlocking. Must not: take a short cut that
 * a phone does not take.
 */
import type { Opened } from '../../web-client/src/engine/messages';
import type { ProfileId, Secret } from '../../web-client/src/engine/types';
import { ContentCache } from '../../web-client/src/storage/content-cache';
import { DeviceDatabase } from '../../web-client/src/storage/device-database';
import { deleteDatabase } from '../../web-client/src/storage/indexeddb';
import { openProfileDatabase } from '../../web-client/src/storage/profile-database';
import { Room } from '../../web-client/src/storage/room';
import { wrapBySecret } from '../../web-client/src/storage/wrapping';
import type { Core } from '../../web-client/src/worker/core';
import { Keeper } from '../../web-client/src/worker/keeper';
import { startCore } from '../../web-client/src/worker/wasm';

type Question =
  | { module: WebAssembly.Module }
  | { fill: { dataKey: Uint8Array; rows: { key: string; bytes: Uint8Array | undefined }[]; things: number } }
  | { work: number }
  | { unlock: true };

const id = 'bench' as ProfileId;
const secret: Secret = { kind: 'digits', digits: '280914' };
const content = new ContentCache(caches);
const device = new DeviceDatabase(indexedDB);
let core: Core;
let recordTold = (): void => undefined;

function lead(): Keeper {
  return new Keeper({
    core,
    device,
    content,
    room: new Room(content, () => Promise.reject(new Error('not looked at here'))),
    fetch: () => Promise.reject(new TypeError('no network here')),
    openStore: (name) => openProfileDatabase(indexedDB, name),
    removeStore: (name) => deleteDatabase(indexedDB, name),
    tell: (told) => {
      if (told.kind === 'event' && told.event.type === 'record') recordTold();
    },
    steadyMs: () => performance.now(),
    livingTabs: async () => undefined,
    onMoved: () => undefined,
    onBroken: (cause) => {
      throw cause;
    },
  });
}

/** From the last digit to the record that the screen shows, as `engine.open` waits for it. */
async function unlock(): Promise<number> {
  const keeper = lead();
  await keeper.handle({ do: 'hello' }, 'tab');
  const began = performance.now();
  const told = new Promise<void>((resolve) => {
    recordTold = resolve;
  });
  const opened = (await keeper.handle({ do: 'open', who: id, proof: { by: 'secret', secret } }, 'tab')) as Opened;
  if (opened.result !== 'ok') throw new Error(JSON.stringify(opened));
  await keeper.handle({ do: 'show', profile: id }, 'tab');
  await told;
  const took = performance.now() - began;
  await keeper.handle({ do: 'lock', profile: id }, 'tab');
  await keeper.stop();
  return took;
}

async function fill({ dataKey, rows, things }: Extract<Question, { fill: unknown }>['fill']): Promise<number> {
  const store = await openProfileDatabase(indexedDB, 'bench-rows');
  await store.write(rows);
  store.close();
  const by = { keys: await device.keys(), stretch: core.stretch };
  const wrapped = await wrapBySecret(by, id, 'digits', new TextEncoder().encode('digits:280914'), dataKey);
  await device.putProfile({
    id, database: 'bench-rows', picture: 4, secret: wrapped, state: 'here', unsent: 0, allArrived: false, unsettled: false,
    opened: true, codeMark: 'c', learnerMark: 'l',
  });
  const keeper = lead();
  await keeper.handle({ do: 'open', who: id, proof: { by: 'secret', secret } }, 'tab');
  for (let n = 0; n < things; n += 1) {
    const entry = `01920f3a-7c1e-7abc-8def-${String(n).padStart(12, '0')}`;
    const fields = { task: 'etiquetar', day: `2026-${String(1 + (n % 11)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`, minutes: 30 + n };
    await keeper.handle({ do: 'act', profile: id, actionId: `n${n}`, action: { type: 'work_add', entry, fields } }, 'tab');
  }
  await keeper.handle({ do: 'lock', profile: id }, 'tab');
  await keeper.stop();
  return things;
}

/** A fixed amount of work, to know how fast this machine is just now. */
function work(rounds: number): number {
  const began = performance.now();
  let sum = 1;
  for (let n = 0; n < rounds; n += 1) sum = (Math.imul(sum, 1_664_525) + n) | 0;
  if (sum === 42) console.log(sum);
  return performance.now() - began;
}

self.onmessage = async ({ data }: MessageEvent<Question>) => {
  try {
    if ('module' in data) {
      core = startCore(data.module);
      self.postMessage(true);
    } else if ('fill' in data) self.postMessage(await fill(data.fill));
    else if ('work' in data) self.postMessage(work(data.work));
    else self.postMessage(await unlock());
  } catch (cause) {
    self.postMessage({ failed: String(cause), stack: (cause as Error).stack });
  }
};
