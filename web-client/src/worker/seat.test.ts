/** What a tab holds of an open profile, and that what is told of one reaches no tab without it. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Ask, Opened, Told } from '../engine/messages';
import type { ProfileId, ProfileSummary, Proof } from '../engine/types';
import { Failure } from './failure';
import { type Note, Seat } from './seat';

const id = 'p' as ProfileId;
const proof: Proof = { by: 'secret', secret: { kind: 'digits', digits: '280914' } };
const record: Told = { kind: 'event', profile: id, event: { type: 'record', record: undefined } };
const summary = (over: Partial<ProfileSummary>): ProfileSummary => ({
  id, picture: 1, unsent: 0, allArrived: false, secret: 'digits', countsHidden: false, hidden: false, waitSeconds: 0,
  hasCard: false, hasCentreKey: false, replaced: false, visit: false, lockHiddenSeconds: 120, ...over,
});

let asks: Ask[];
let told: Told[];
let notes: Note[];
let answer: (ask: Ask) => Answer;
let leading: boolean;
let seat: Seat;

beforeEach(() => {
  asks = [];
  told = [];
  notes = [];
  leading = true;
  answer = (ask) => (ask.do === 'open' || ask.do === 'enrol' ? { result: 'ok', profile: id, dataKey: new Uint8Array(32).fill(5) } : undefined);
  const leader = {
    handle: async (ask: Ask): Promise<Answer> => {
      asks.push(ask);
      return answer(ask);
    },
  };
  seat = new Seat({
    tab: 'one',
    channel: { post: (note) => void notes.push(note) },
    leader: () => (leading ? leader : undefined),
    takeLead: () => undefined,
    yieldLead: () => undefined,
    tell: (news) => void told.push(news),
  });
});

const open = (): Promise<Answer> => seat.ask({ do: 'open', who: id, proof });
const did = (): string[] => asks.map((ask) => ask.do);

describe('a data key', () => {
  test('stays in the worker: the page hears only that it is open', async () => {
    expect(await open()).toEqual({ result: 'ok', profile: id });
    expect(await seat.ask({ do: 'enrol', code: 'A', picture: 1, visit: false, secret: { kind: 'digits', digits: '280914' } })).toBe(id);
    expect(did().filter((name) => name === 'show')).toHaveLength(2);
  });

  test('goes to the next leader, which opens with it before anything else is asked', async () => {
    await open();
    asks = [];
    seat.leadChanged();
    await seat.ask({ do: 'loadDraft', profile: id, name: 'f' });
    expect(asks[0]).toMatchObject({ do: 'resume', profile: id, dataKey: new Uint8Array(32).fill(5) });
    expect(did()).toEqual(['resume', 'hello', 'loadDraft']);
  });

  test('is told to a leader that does not know of it, and the ask is put again', async () => {
    await open();
    asks = [];
    let known = false;
    answer = (ask) => {
      if (ask.do === 'resume') known = true;
      if (ask.do === 'loadDraft' && !known) throw new Failure('not_open');
      return 'kept';
    };
    expect(await seat.ask({ do: 'loadDraft', profile: id, name: 'f' })).toBe('kept');
    expect(did()).toEqual(['loadDraft', 'resume', 'loadDraft']);
  });

  test.each(['close', 'lock'] as const)('is gone with %s, even when no leader answers', async (what) => {
    await open();
    const held = seat.give() as Opened;
    seat.hold(held);
    answer = () => {
      throw new Failure('storage_lost');
    };
    await expect(seat.ask({ do: what, profile: id })).rejects.toThrow();
    expect(held.dataKey).toEqual(new Uint8Array(32));
    expect(seat.openProfile).toBeUndefined();
    asks = [];
    answer = () => undefined;
    seat.leadChanged();
    expect(did()).toEqual(['hello']);
  });

  test('is gone when another tab locks, whether its page or the leader says so', async () => {
    for (const note of [{ kind: 'lock', profile: id }, { kind: 'told', told: { kind: 'locked', profile: id } }] satisfies Note[]) {
      await open();
      asks = [];
      seat.onNote(note);
      expect(seat.openProfile).toBeUndefined();
      expect(told.at(-1)).toEqual({ kind: 'locked', profile: id });
      expect(did()).toEqual(note.kind === 'lock' ? ['lock'] : []);
    }
  });

  test('survives the worker, given to the one that takes its place', async () => {
    await open();
    const held = seat.give();
    expect(seat.openProfile).toBeUndefined();
    expect(held).toMatchObject({ profile: id, dataKey: new Uint8Array(32).fill(5) });
  });
});

describe('what is told of a profile', () => {
  test('does not reach a tab that is only trying', async () => {
    answer = (ask) => {
      if (ask.do === 'open') seat.hear(record);
      return { result: 'wrong', waitSeconds: 0 };
    };
    expect(await open()).toEqual({ result: 'wrong', waitSeconds: 0 });
    seat.hear(record);
    expect(told).toEqual([]);
  });

  test('reaches a tab that has it open, and no more when it is locked', async () => {
    await open();
    seat.hear(record);
    expect(told).toEqual([record]);
    await seat.ask({ do: 'lock', profile: id });
    seat.hear(record);
    expect(told).toEqual([record]);
  });

  test('does not include hidden ones, but for the one that is open here', async () => {
    const profiles = [summary({ hidden: true }), summary({ id: 'q' as ProfileId, hidden: true }), summary({ id: 'r' as ProfileId })];
    const shown = (): string[] => {
      seat.hear({ kind: 'event', event: { type: 'profiles', profiles } });
      const last = told.at(-1);
      return last?.kind === 'event' && last.event.type === 'profiles' ? last.event.profiles.map((profile) => profile.id) : [];
    };
    expect(shown()).toEqual(['r']);
    await open();
    expect(shown()).toEqual(['p', 'r']);
  });
});
