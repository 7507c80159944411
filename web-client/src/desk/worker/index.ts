/**
 * The desk's worker: joins its parts and speaks with its page.
 *
 * Owns wiring only. Must not: hold rules; each part has its own.
 */
import { contentToGive } from '../../storage/content-cache';
import { DeskDatabase } from '../../storage/desk-database';
import { DeviceDatabase } from '../../storage/device-database';
import { deleteDatabase } from '../../storage/indexeddb';
import { randomBytes } from '../../storage/keys';
import { openProfileDatabase } from '../../storage/profile-database';
import { Room } from '../../storage/room';
import { Broken } from '../../worker/failure';
import type { FromDesk, ToDesk } from '../messages';
import { startDeskCores } from './core';
import { holdInThisTab } from './hold';
import { DeskKeeper, deskCodeOf } from './keeper';

declare const self: DedicatedWorkerGlobalScope;

const SEED_BYTES = 32;
const toPage = (message: FromDesk): void => self.postMessage(message);
let keeper: DeskKeeper | undefined;

self.onmessage = (event: MessageEvent<ToDesk>) => {
  const message = event.data;
  if (message.kind === 'start') {
    keeper = begin(message.module);
    toPage({ kind: 'ready' });
    return;
  }
  const { id, ask } = message;
  keeper?.handle(ask).then(
    (value) => toPage({ kind: 'answer', id, value }),
    (cause: unknown) => toPage({ kind: 'refusal', id, code: deskCodeOf(cause) }),
  );
};

function begin(module: WebAssembly.Module): DeskKeeper {
  const room = new Room(contentToGive(caches));
  const hasRoom = (): Promise<boolean> => room.has();
  return new DeskKeeper({
    cores: startDeskCores(module),
    device: new DeviceDatabase(indexedDB, hasRoom),
    desks: new DeskDatabase(indexedDB, hasRoom),
    room,
    fetch: (input, init) => fetch(input, init),
    openStore: (name) => openProfileDatabase(indexedDB, name),
    removeStore: (name) => deleteDatabase(indexedDB, name),
    hold: (name, onLost) => holdInThisTab(navigator.locks, name, onLost),
    seed: () => randomBytes(SEED_BYTES),
    steadyMs: () => performance.now(),
    news: (news) => toPage({ kind: 'news', news }),
    onBroken: (cause) => toPage({ kind: 'broken', why: cause instanceof Broken ? String(cause.cause) : String(cause) }),
  });
}
