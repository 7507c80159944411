/** Many records on the road at once: each hears its own, and one's trouble is nobody else's. */
import { expect, test } from 'vitest';
import { Moved } from '../../worker/failure';
import type { Taken } from '../../worker/session';
import { Group } from './group';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (of: Uint8Array): string => new TextDecoder().decode(of);

/** Requests and answers are words in a row; `most` of them go at once. */
function core(most: number) {
  return {
    together: (requests: readonly Uint8Array[]) => {
      const some = requests.slice(0, most).map(text);
      if (some.length === 0) throw new Error('no request');
      return { request: bytes(some.join()), count: some.length };
    },
    apart: (answer: Uint8Array) => text(answer).split(',').map(bytes),
  };
}

function scene(most: number, learners: readonly string[], trouble: string[] = []) {
  const heard: string[] = [];
  const vouched: string[] = [];
  const group = new Group({
    core: core(most),
    session: async (learner) => ({
      request: async () => {
        if (learner === 'damaged') throw new Error('storage');
        return { bytes: bytes(learner), from: Symbol.for(learner) };
      },
      take: async (answer: Uint8Array): Promise<Taken | undefined> => {
        const word = text(answer);
        if (word === 'moved') throw new Moved();
        if (word === 'lie') throw Object.assign(new Error('no'), { code: 'answer_not_believed' });
        heard.push(`${learner}:${word}`);
        const taken: Taken = { again: word === 'more', clockOffsetSeconds: 3 };
        if (word === 'reloaded') return undefined;
        return word === 'strangers' ? { ...taken, unknownWriters: true } : taken;
      },
    }),
    vouch: async (learner) => {
      vouched.push(learner);
      return learner !== 'eva';
    },
    trouble: (learner, code) => trouble.push(`${learner}:${code}`),
  }, learners);
  const round = async (answer: string) => {
    const { bytes: sent, from } = await group.request(1_000);
    return { sent: text(sent), taken: await group.take(bytes(answer), from) };
  };
  return { round, heard, vouched };
}

test('those who have more to exchange, and those who did not fit, go again', async () => {
  const { round, heard } = scene(2, ['ana', 'rosa', 'eva']);
  expect(await round('done,more')).toEqual({ sent: 'ana,rosa', taken: { again: true, unknownWriters: false, clockOffsetSeconds: 3 } });
  expect(await round('done,reloaded')).toMatchObject({ sent: 'eva,rosa', taken: { again: true } });
  expect(await round('done')).toMatchObject({ sent: 'rosa', taken: { again: false } });
  expect(heard).toEqual(['ana:done', 'rosa:more', 'eva:done', 'rosa:reloaded', 'rosa:done']);
});

test('whose phones the office has forgotten it is told so once, and what they wrote goes again', async () => {
  const { round, vouched } = scene(9, ['ana', 'rosa', 'eva']);
  expect(await round('done,strangers,strangers')).toMatchObject({ taken: { again: true, unknownWriters: false } });
  expect(vouched).toEqual(['rosa', 'eva']);
  expect(await round('strangers')).toMatchObject({ sent: 'rosa', taken: { again: false } });
  expect(vouched).toEqual(['rosa', 'eva']);
});

test("one's trouble is told, and the others go on", async () => {
  const trouble: string[] = [];
  const { round, heard } = scene(9, ['damaged', 'ana', 'rosa'], trouble);
  expect(await round('lie,done')).toMatchObject({ sent: 'ana,rosa', taken: { again: false } });
  expect([trouble, heard]).toEqual([['damaged:Error: storage', 'ana:answer_not_believed'], ['rosa:done']]);
  await expect(scene(9, ['ana']).round('lie')).rejects.toMatchObject({ code: 'answer_not_believed' });
  await expect(scene(9, ['ana', 'rosa']).round('moved,done')).rejects.toBeInstanceOf(Moved);
});
