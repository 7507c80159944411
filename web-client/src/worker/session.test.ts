/** That memory and disk never part, that nothing is doubled, and that nothing unsaved is sent. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../engine/types';
import { MemoryShelf } from '../storage/memory';
import { doubleCore, trap } from './double';
import { Broken, Moved } from './failure';
import { Session } from './session';

const action: Action = { type: 'work_withdraw', entry: 'e', seen: [] };
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let shelf: MemoryShelf;
let room: number;
let roomAsked: number;
let roomSeen: boolean;
let diskLost: boolean;

beforeEach(() => {
  shelf = new MemoryShelf();
  shelf.rows.set('l', bytes('learner'));
  room = 0;
  roomAsked = 0;
  roomSeen = true;
  diskLost = false;
});

const open = (gate: Promise<void> = Promise.resolve()): Promise<Session> =>
  Session.open({
    core: doubleCore,
    dataKey: new Uint8Array(32),
    openStore: async () => {
      const store = shelf.open();
      const write: typeof store.write = async (rows) => {
        await gate;
        await store.write(rows);
      };
      return { ...store, write };
    },
    now: () => 1_000,
    diskMayHaveLost: () => diskLost,
    ensureRoom: async () => roomSeen,
    makeRoom: async () => {
      roomAsked += 1;
      room -= 1;
      return room >= 0;
    },
    onChange: () => undefined,
  });

const unsent = async (session: Session): Promise<number> => (await session.view()).unsent;

describe('saving', () => {
  test('an action is on the disk when it resolves, and the same id again does nothing', async () => {
    const session = await open();
    await session.act('1', action);
    await session.act('1', action);
    expect([...shelf.rows.keys()]).toEqual(['l', 'a:1']);
    expect(shelf.writes).toBe(1);
  });

  test('a full phone gives up what it can and saves', async () => {
    const session = await open();
    room = 2;
    shelf.faults.push({ trouble: 'full', keep: false }, { trouble: 'full', keep: false });
    await session.act('1', action);
    expect(roomAsked).toBe(2);
    expect(shelf.rows.has('a:1')).toBe(true);
  });

  test('with no room at all the action is refused, and memory says what the disk says', async () => {
    const session = await open();
    shelf.faults.push({ trouble: 'full', keep: false });
    await expect(session.act('1', action)).rejects.toMatchObject({ code: 'storage_full' });
    expect(await unsent(session)).toBe(0);
    await session.act('2', action);
    expect([...shelf.rows.keys()]).toEqual(['l', 'a:2']);
  });

  test('where no room is seen, storage is not even touched', async () => {
    const session = await open();
    roomSeen = false;
    await expect(session.act('1', action)).rejects.toMatchObject({ code: 'storage_full' });
    expect([shelf.writes, await unsent(session)]).toEqual([0, 0]);
    roomSeen = true;
    await session.act('1', action);
    expect(await unsent(session)).toBe(1);
  });

  test.each([true, false])('a connection lost while saving (kept: %s) is saved once', async (keep) => {
    const session = await open();
    shelf.faults.push({ trouble: 'lost', keep });
    await session.act('1', action);
    expect(await unsent(session)).toBe(1);
    expect(shelf.writes).toBe(1);
  });

  test('storage that stays lost is said, and a later try works', async () => {
    const session = await open();
    shelf.faults.push({ trouble: 'lost', keep: false }, { trouble: 'lost', keep: false });
    await expect(session.act('1', action)).rejects.toMatchObject({ code: 'storage_lost' });
    await session.act('1', action);
    expect(await unsent(session)).toBe(1);
  });

  test.each([true, false])('a disk that lost everything (full before: %s)', async (full) => {
    const session = await open();
    await session.act('1', action);
    shelf.rows.clear();
    diskLost = full;
    shelf.faults.push({ trouble: 'lost', keep: false });
    const next = session.act('2', action);
    if (full) {
      await next;
      expect([...shelf.rows.keys()].sort()).toEqual(['a:1', 'a:2', 'l']);
    } else {
      // Somebody cleared the browser's data: that is her right, and nothing comes back.
      await expect(next).rejects.toMatchObject({ code: 'storage_lost' });
      expect(shelf.rows.size).toBe(0);
    }
  });

  test('a session that was taken over hands its action on and writes nothing', async () => {
    const old = await open();
    const next = await open();
    await expect(old.act('1', action)).rejects.toBeInstanceOf(Moved);
    await next.act('1', action);
    expect(shelf.writes).toBe(1);
  });

  test('a trap of the core asks for another worker', async () => {
    const session = await open();
    trap.next = true;
    await expect(session.act('1', action)).rejects.toBeInstanceOf(Broken);
    expect(shelf.writes).toBe(0);
  });

  test('drafts survive', async () => {
    const session = await open();
    await session.putDraft('form', '{"a":1}');
    await session.close();
    expect(await (await open()).draft('form')).toBe('{"a":1}');
  });
});

describe('the road', () => {
  test('a request waits for the write before it: nothing uncommitted is sent', async () => {
    let release = (): void => undefined;
    const session = await open(new Promise((resolve) => (release = resolve)));
    const saved = session.act('1', action);
    let asked = false;
    const request = session.request(1_000).then((outgoing) => {
      asked = true;
      return outgoing;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toBe(false);
    release();
    await saved;
    expect(text((await request).bytes)).toContain('"unsent":["1"]');
  });

  test('an action that could not be saved is in no request', async () => {
    const session = await open();
    shelf.faults.push({ trouble: 'full', keep: false });
    await session.act('1', action).catch(() => undefined);
    expect(text((await session.request(1_000)).bytes)).toContain('"unsent":[]');
  });

  test('an answer counts what arrived, and only that', async () => {
    const session = await open();
    await session.act('1', action);
    const { from } = await session.request(1_000);
    await session.act('2', action);
    await session.take(bytes({ got: ['1'] }), from);
    expect(await unsent(session)).toBe(1);
  });

  test('an answer to a state that was thrown away is not used', async () => {
    const session = await open();
    await session.act('1', action);
    const { from } = await session.request(1_000);
    shelf.faults.push({ trouble: 'lost', keep: false });
    await session.act('2', action);
    expect(await session.take(bytes({ got: ['1'] }), from)).toBeUndefined();
    expect(await unsent(session)).toBe(2);
  });

  test('an answer that cannot be believed changes nothing', async () => {
    const session = await open();
    await session.act('1', action);
    const { from } = await session.request(1_000);
    await expect(session.take(Uint8Array.of(0xff), from)).rejects.toThrow();
    expect(await unsent(session)).toBe(1);
  });

  test('an answer that cannot be saved is as if it had not come', async () => {
    const session = await open();
    await session.act('1', action);
    const { from } = await session.request(1_000);
    shelf.faults.push({ trouble: 'full', keep: false });
    await expect(session.take(bytes({ got: ['1'] }), from)).rejects.toMatchObject({ code: 'storage_full' });
    expect(await unsent(session)).toBe(1);
  });
});
