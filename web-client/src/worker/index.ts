/**
 * The worker's beginning: joins its parts and speaks with its page.
 *
 * Owns wiring only. Must not: hold rules; each part has its own.
 */
import { CHANNEL, type Opened, type ToPage, type ToWorker, type Told } from '../engine/messages';
import { StorageFailure } from '../storage/adapter';
import { ContentCache, contentToGive } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { randomHex } from '../storage/keys';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import type { Core } from './core';
import { Election, LEAD } from './election';
import { Broken, codeOf } from './failure';
import { Keeper } from './keeper';
import { type Note, Seat } from './seat';
import { summariesOf } from './summaries';
import { waitAfter } from './throttle';
import { startCore } from './wasm';

/** A neutral name, as that of the lead. */
const TAB = 't:';

declare const self: DedicatedWorkerGlobalScope;

const tab = randomHex(8);
const content = new ContentCache(caches);
const room = new Room(contentToGive(caches));
const device = new DeviceDatabase(indexedDB, () => room.has());
const channel = new BroadcastChannel(CHANNEL);
const toPage = (message: ToPage): void => self.postMessage(message);

let core: Core | undefined;
let keeper: Keeper | undefined;
let asleep = false;

/** Nothing more is done with an instance that trapped: this worker leads no longer, and is replaced. */
const broken = (cause: unknown): void => {
  election.leave();
  const why = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  const held = seat.give();
  toPage({ kind: 'broken', why: String(why), ...(held === undefined ? {} : { held }) });
};

const tell = (told: Told): void => {
  channel.postMessage({ kind: 'told', told } satisfies Note);
  seat.hear(told);
};

const election = new Election(navigator.locks, LEAD, {
  onLead: () => {
    if (core === undefined) return;
    keeper = new Keeper({
      core,
      device,
      content,
      room,
      fetch: (input, init) => fetch(input, init),
      openStore: (name) => openProfileDatabase(indexedDB, name),
      removeStore: (name) => deleteDatabase(indexedDB, name),
      tell,
      steadyMs: () => performance.now(),
      livingTabs,
      onMoved: () => election.yield(),
      onBroken: broken,
    });
    channel.postMessage({ kind: 'lead' } satisfies Note);
    seat.leadChanged();
  },
  onLost: () => {
    const ending = keeper;
    keeper = undefined;
    void ending?.stop();
  },
});

const seat = new Seat({
  tab,
  channel: { post: (note) => channel.postMessage(note) },
  leader: () => keeper,
  takeLead: () => election.take(),
  yieldLead: () => election.yield(),
  tell: toPage,
});

channel.onmessage = (event: MessageEvent<Note>) => seat.onNote(event.data);

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  switch (message.kind) {
    case 'start':
      void start(message.module, message.held);
      return;
    case 'ask':
      seat.ask(message.ask).then(
        (value) => toPage({ kind: 'answer', id: message.id, value }),
        (cause: unknown) => {
          // The page puts what is open to the next worker, so a trap is not an answer.
          if (!(cause instanceof Broken)) toPage({ kind: 'refusal', id: message.id, code: codeOf(cause) });
        },
      );
      return;
    case 'sleep':
      asleep = true;
      election.leave();
      return;
    case 'wake':
      asleep = false;
      if (core !== undefined) election.join();
  }
};

async function start(module: WebAssembly.Module, held: Opened | undefined): Promise<void> {
  try {
    core = startCore(module);
    if (held !== undefined) seat.hold(held);
    // Held for as long as this worker lives: so a leader can tell which tabs are gone.
    void navigator.locks.request(TAB + tab, () => new Promise(() => undefined));
    // The lock screen need not wait for a leader.
    if (!(await room.ensure())) throw new StorageFailure('full');
    // Until the leader says how much of a wait is left, all of it.
    const waits = new Map([...(await device.tries())].map(([key, wrong]) => [key, waitAfter(wrong)]));
    const profiles = await summariesOf(device, waits);
    room.close(); // for the leader to look through, should that be another tab
    seat.hear({ kind: 'event', event: { type: 'profiles', profiles } });
    toPage({ kind: 'ready' });
    if (!asleep) election.join();
    // Where another tab leads already, ask it for what this page has not heard.
    seat.ask({ do: 'hello' }).catch(() => undefined);
  } catch (cause) {
    broken(cause);
  }
}

async function livingTabs(): Promise<ReadonlySet<string> | undefined> {
  try {
    const { held = [] } = await navigator.locks.query();
    const names = held.map((lock) => lock.name ?? '').filter((name) => name.startsWith(TAB));
    return new Set(names.map((name) => name.slice(TAB.length)));
  } catch {
    return undefined;
  }
}
