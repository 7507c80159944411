/** Who leads among several tabs, and that an ask survives the death of the leader it was put to. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Ask } from '../engine/messages';
import { Election } from './election';
import { Moved } from './failure';
import { FakeLocks } from './fake-locks';
import { ACK_MS, PATIENCE_MS, type Note, Seat } from './seat';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Handler = (ask: Ask, tab: string) => Promise<Answer>;

/** Tabs of one browser: a lock manager and a channel that dead or frozen tabs do not hear. */
class Browser {
  readonly locks = new FakeLocks();
  readonly tabs: Tab[] = [];
  deliver(from: Tab, note: Note): void {
    for (const tab of this.tabs) if (tab !== from && tab.awake) queueMicrotask(() => tab.awake && tab.seat.onNote(note));
  }
  tab(name: string, handle: Handler): Tab {
    const tab = new Tab(this, name, handle);
    this.tabs.push(tab);
    return tab;
  }
}

class Tab {
  awake = true;
  leader: { handle: Handler } | undefined;
  readonly seat: Seat;
  readonly election: Election;
  constructor(readonly browser: Browser, readonly name: string, handle: Handler) {
    const channel = { post: (note: Note) => this.awake && browser.deliver(this, note) };
    this.election = new Election(browser.locks.manager(), 'lead', {
      onLead: () => {
        this.leader = { handle };
        channel.post({ kind: 'lead' });
        this.seat.leadChanged();
      },
      onLost: () => {
        this.leader = undefined;
      },
    });
    this.seat = new Seat({
      tab: name,
      channel,
      leader: () => this.leader,
      takeLead: () => this.election.take(),
      yieldLead: () => this.election.yield(),
      tell: () => undefined,
    });
    this.election.join();
  }
  die(): void {
    this.awake = false;
    this.leader = undefined;
    this.election.leave();
  }
}

const act: Ask = {
  do: 'act',
  profile: 'p' as never,
  actionId: 'once',
  action: { type: 'work_withdraw', entry: 'e', seen: [] },
};
const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));

describe('leading', () => {
  test('the first tab leads, the second follows and is served by it', async () => {
    const browser = new Browser();
    const first = browser.tab('1', async () => 'from 1');
    const second = browser.tab('2', async () => 'from 2');
    await settle();
    expect([first.election.leading, second.election.leading]).toEqual([true, false]);
    const answer = second.seat.ask(act);
    await settle();
    expect(await answer).toBe('from 1');
  });

  test('when the leader dies in the middle, the same action goes to the next', async () => {
    const browser = new Browser();
    const seen: string[] = [];
    const note = (tab: string) => (ask: Ask) => {
      if (ask.do === 'act') seen.push(`${tab} ${ask.actionId}`);
      return tab === '1' && ask.do === 'act' ? new Promise<Answer>(() => undefined) : Promise.resolve('kept');
    };
    const first = browser.tab('1', note('1'));
    const second = browser.tab('2', note('2'));
    await settle();
    const answer = second.seat.ask(act);
    await settle();
    first.die();
    await settle();
    expect(await answer).toBe('kept');
    expect(seen).toEqual(['1 once', '2 once']);
  });

  test('a frozen leader is replaced, and yields when it wakes', async () => {
    const browser = new Browser();
    const first = browser.tab('1', async () => 'from 1');
    const second = browser.tab('2', async () => 'from 2');
    await settle();
    first.awake = false;
    const answer = second.seat.ask(act);
    await vi.advanceTimersByTimeAsync(ACK_MS + 1);
    expect(await answer).toBe('from 2');
    expect(first.election.leading).toBe(false);
  });

  test('a leader that finds itself fenced off hands the action on', async () => {
    const browser = new Browser();
    let moved = false;
    const first = browser.tab('1', async (ask) => {
      if (ask.do !== 'act' || moved) return 'from 1';
      moved = true;
      throw new Moved();
    });
    browser.tab('2', async () => 'from 2');
    await settle();
    const answer = first.seat.ask(act);
    await settle();
    expect(await answer).toBe('from 2');
  });

  test('a leader that acknowledges and never answers is reported as busy', async () => {
    const browser = new Browser();
    browser.tab('1', (ask) => (ask.do === 'act' ? new Promise<Answer>(() => undefined) : Promise.resolve('ok')));
    const second = browser.tab('2', async () => 'from 2');
    await settle();
    const answer = expect(second.seat.ask(act)).rejects.toMatchObject({ code: 'busy_elsewhere' });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + 1);
    await answer;
  });

  test('a tab that sleeps gives the lead away and may have it back', async () => {
    const browser = new Browser();
    const first = browser.tab('1', async () => 'from 1');
    const second = browser.tab('2', async () => 'from 2');
    await settle();
    first.election.leave();
    await settle();
    expect(second.election.leading).toBe(true);
    first.election.join();
    second.die();
    await settle();
    expect(first.election.leading).toBe(true);
  });
});
