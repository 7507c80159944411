/**
 * The checked-in wasm, replaying the golden story that the native core told.
 *
 * Owns the comparison, byte for byte. Must not know what any byte means.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';

import * as pkg from '../../core/pkg/chaski_core.js';

type Row = { key: string; bytes: string | null };
type Step = { call: string; [field: string]: unknown };

const story = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden/scenario.json', import.meta.url), 'utf8'),
) as { dataKey: string; steps: Step[] };

const bytes = (hex: unknown): Uint8Array => new Uint8Array(Buffer.from(hex as string, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

beforeAll(() => {
  pkg.initSync({ module: readFileSync(new URL('../../core/pkg/chaski_core_bg.wasm', import.meta.url)) });
});

test('the wasm core tells the native story in the same bytes', () => {
  const dataKey = bytes(story.dataKey);
  const disk = new Map<string, Uint8Array>();
  const rows = () => [...disk].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, bytes: value }));
  const store = (changes: { key: string; bytes: Uint8Array | undefined }[]): Row[] =>
    changes.map(({ key, bytes: value }) => {
      if (value === undefined) disk.delete(key);
      else disk.set(key, value);
      return { key, bytes: value === undefined ? null : hex(value) };
    });
  let profile: pkg.Profile | undefined;
  const open = (): pkg.Profile => {
    if (profile === undefined) throw new Error('the story opens the profile first');
    return profile;
  };

  const calls: Record<string, (step: Step) => void> = {
    begin(step) {
      const begun = pkg.beginEnrolment(step['code'] as string, dataKey, bytes(step['random']));
      expect(hex(begun.request)).toBe(step['request']);
      expect(store(begun.rows)).toEqual(step['rows']);
    },
    finish(step) {
      const finished = pkg.finishEnrolment(dataKey, rows(), bytes(step['response']), 0, bytes(step['random']));
      expect(finished.learner).toBe(step['learner']);
      expect(store(finished.rows)).toEqual(step['rows']);
    },
    open(step) {
      profile = new pkg.Profile(dataKey, rows(), bytes(step['random']));
    },
    act(step) {
      const { id, action, now } = step as unknown as { id: string; action: string; now: number };
      expect(store(open().act(id, action, now, bytes(step['random'])))).toEqual(step['rows']);
    },
    view(step) {
      expect(JSON.parse(open().view())).toEqual(step['view']);
    },
    request(step) {
      expect(hex(open().nextRequest(step['device'] as number, step['max'] as number))).toBe(step['request']);
    },
    absorb(step) {
      const { device, now } = step as unknown as { device: number; now: number };
      const taken = open().absorb(bytes(step['response']), device, now, bytes(step['random']));
      expect(store(taken.rows)).toEqual(step['rows']);
      expect(taken.again).toBe(step['again']);
      expect(taken.clockOffsetSeconds).toBe(step['offset']);
    },
  };
  for (const step of story.steps) {
    const call = calls[step.call];
    if (call === undefined) throw new Error(`no such call: ${step.call}`);
    call(step);
  }
  expect(story.steps.length).toBeGreaterThan(10);
});
