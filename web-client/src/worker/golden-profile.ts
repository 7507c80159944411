/**
 * A profile with a secret in storage, made from the golden scenario, for tests with the real core.
 *
 * Must not: be imported by anything but tests.
 */
import { readFileSync } from 'node:fs';
import type { ProfileId, Proof, Secret } from '../engine/types';
import type { DeviceDatabase } from '../storage/device-database';
import { openProfileDatabase } from '../storage/profile-database';
import { wrapBySecret } from '../storage/wrapping';
import type { Core } from './core';

type Row = { key: string; bytes: string | null };
const story = JSON.parse(readFileSync(new URL('../../../fixtures/golden/scenario.json', import.meta.url), 'utf8')) as {
  dataKey: string;
  steps: { call: string; rows?: Row[]; learner?: string }[];
};

export const compiled = new WebAssembly.Module(readFileSync(new URL('../../core/pkg/chaski_core_bg.wasm', import.meta.url)));
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
export const learner = story.steps.find(({ call }) => call === 'finish')?.learner ?? '';
export const { dataKey } = story;

export const id = 'a1b2c3' as ProfileId;
export const pin: Secret = { kind: 'digits', digits: '280914' };
export const proof: Proof = { by: 'secret', secret: pin };

/** Enrolled, empty, and locked. */
export async function putProfile(factory: IDBFactory, device: DeviceDatabase, core: Core): Promise<void> {
  const store = await openProfileDatabase(factory, 'b');
  for (const { call, rows } of story.steps) {
    if (call !== 'begin' && call !== 'finish') continue;
    await store.write((rows ?? []).map(({ key, bytes }) => ({ key, bytes: bytes === null ? undefined : fromHex(bytes) })));
  }
  store.close();
  const by = { keys: await device.keys(), stretch: core.stretch };
  const secret = await wrapBySecret(by, id, 'digits', new TextEncoder().encode('digits:280914'), fromHex(dataKey));
  await device.putProfile({
    id, database: 'b', picture: 4, secret, state: 'here', unsent: 0, allArrived: false, unsettled: false, opened: true,
    codeMark: 'c0de', learnerMark: '1ea4',
  });
}
