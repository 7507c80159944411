/** One visit against a server that cuts, refuses and talks nonsense. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../engine/types';
import { MemoryShelf } from '../../storage/memory';
import { cbor, doubleCore, DoubleServer, refusal } from '../double';
import { Session } from '../session';
import { Visitor } from './visit';

const action: Action = { type: 'work_withdraw', entry: 'e', seen: [] };
const never = new AbortController().signal;
let server: DoubleServer;
let session: Session;
let visitor: Visitor;

beforeEach(async () => {
  server = new DoubleServer();
  const shelf = new MemoryShelf();
  shelf.rows.set('l', new TextEncoder().encode('"learner"'));
  session = await Session.open({
    core: doubleCore,
    dataKey: new Uint8Array(32),
    openStore: async () => shelf.open(),
    now: () => 1_000,
    diskMayHaveLost: () => false,
    ensureRoom: async () => true,
    makeRoom: async () => false,
    onChange: () => undefined,
  });
  visitor = new Visitor({ fetch: server.fetch, taken: () => undefined });
  await session.act('1', action);
});

const unsent = async (): Promise<number> => (await session.counts()).unsent;

describe('a visit', () => {
  test.each([['at once', { erased: true }, undefined], ['when it asks to be known', { unknown: true }, 'erased']] as const)(
    'hears %s that everything is to be deleted',
    async (_when, answer, forgot) => {
      server.forgot = forgot;
      server.instead.push(cbor(answer));
      expect(await visitor.visit(session, never)).toEqual({ kind: 'erased' });
    },
  );

  test('brings what is unsent in one round', async () => {
    expect(await visitor.visit(session, never)).toEqual({ kind: 'done' });
    expect([server.received, await unsent()]).toEqual([['1'], 0]);
  });

  test('whose answer is cut keeps all, and the next one settles it', async () => {
    server.cut = 1;
    expect(await visitor.visit(session, never)).toMatchObject({ kind: 'unreachable', reached: false });
    expect(await unsent()).toBe(1);
    await visitor.visit(session, never);
    expect(await unsent()).toBe(0);
  });

  test.each([
    ['a refusal', refusal(403, 'forbidden'), 'refused'],
    ['too many', refusal(429, 'slow_down', { 'retry-after': '9' }), 'unreachable'],
    ['trouble', refusal(503, 'unavailable'), 'unreachable'],
    ['a portal', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'unreachable'],
    ['a portal that refuses', new Response('<html>', { status: 403 }), 'unreachable'],
    ['nonsense', new Response('x', { headers: { 'content-type': 'application/cbor' } }), 'refused'],
    ['a flood', new Response(new Uint8Array(400_000), { headers: { 'content-type': 'application/cbor' } }), 'unreachable'],
  ])('met by %s loses nothing', async (_what, response, kind) => {
    server.instead.push(response);
    expect(await visitor.visit(session, never)).toMatchObject({ kind });
    expect(await unsent()).toBe(1);
    await visitor.visit(session, never);
    expect(await unsent()).toBe(0);
  });

  test('to an office that went back to an older copy asks to be known again, and goes on', async () => {
    server.forgot = 'known';
    expect(await visitor.visit(session, never)).toEqual({ kind: 'done' });
    expect([server.received, await unsent()]).toEqual([['1'], 0]);
    expect((await session.view()).notKnown).toBeUndefined();
  });

  test.each(['no_such_learner', 'not_entitled'] as const)('where it is not known any more (%s) keeps all and says so', async (why) => {
    server.forgot = why;
    expect(await visitor.visit(session, never)).toEqual({ kind: 'refused' });
    expect([await unsent(), (await session.view()).notKnown]).toEqual([1, why]);
    server.forgot = undefined;
    expect(await visitor.visit(session, never)).toEqual({ kind: 'done' });
    expect([await unsent(), (await session.view()).notKnown]).toEqual([0, undefined]);
  });

  test('asks to be known once, also for the sake of others, and waits when told to', async () => {
    server.instead.push(cbor({ unknown: true }), refusal(429, 'too_many_tries', { 'retry-after': '60' }));
    expect(await visitor.visit(session, never)).toMatchObject({ kind: 'refused', retryAfterSeconds: 60 });
    server.instead.push(cbor({ unknown: true }), cbor({ word: 'known' }), cbor({ unknown: true }));
    expect(await visitor.visit(session, never)).toEqual({ kind: 'refused' });
    server.instead.push(cbor({ got: ['1'], others: true }), cbor({ word: 'known' }), cbor({ got: [], others: true }));
    expect(await visitor.visit(session, never)).toEqual({ kind: 'done' });
    expect(server.instead).toEqual([]);
  });

  test('goes on while the server says so, but not for ever', async () => {
    for (let n = 0; n < 50; n += 1) server.instead.push(cbor({ got: [], again: true }));
    expect(await visitor.visit(session, never)).toEqual({ kind: 'done' });
    expect(server.instead.length).toBe(30);
  });
});
