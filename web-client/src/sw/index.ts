/**
 * The service worker: the app opens without the network, always one whole version of it.
 *
 * Owns the shell's caches, what is served from where, and letting locked profiles out when the
 * browser says that there is a road. Must not: open records, cache anything of `/api` but content
 * files, or replace a version under an open page.
 */
import { CHANNEL, VISIT } from '../engine/messages';
import { CONTENT_CACHE, FILES_PATH, GUIDES_CACHE } from '../storage/content-names';
import { DeviceDatabase } from '../storage/device-database';
import { openProfileDatabase } from '../storage/profile-database';
import { hasRoom } from '../storage/room-look';
import { startCore } from '../worker/wasm';
import { installShell, keepOffice, removeOldShells, shellFile, shellResponse } from './shell';
import { visitLocked } from './visits';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => {
  event.waitUntil(installShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldShells().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  // Said by a page that has made sure that no profile is open anywhere.
  const kind = (event.data as { kind?: unknown } | null)?.kind;
  if (kind === 'activate') event.waitUntil(self.skipWaiting());
  // Said by the office's pages. Where it fails, they say it again the next time.
  if (kind === 'keep-office') event.waitUntil(keepOffice().catch(() => undefined));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(FILES_PATH)) event.respondWith(contentFile(request));
  else if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/healthz/')) return;
  else event.respondWith(shellResponse(request, url.pathname));
});

/** Background Sync and Periodic Background Sync, where the browser has them. */
interface VisitEvent extends ExtendableEvent {
  readonly tag: string;
}
addEventListener('sync', (event) => onRoad(event as VisitEvent, false));
addEventListener('periodicsync', (event) => onRoad(event as VisitEvent, true));

function onRoad(event: VisitEvent, all: boolean): void {
  if (event.tag === VISIT) event.waitUntil(visit(all));
}

async function visit(all: boolean): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL);
  try {
    const round = await visitLocked(
      {
        locks: navigator.locks,
        channel,
        fetch: (input, init) => fetch(input, init),
        hasRoom: () => hasRoom(),
        core: async () => startCore(await WebAssembly.compile(await (await shellFile(/\.wasm$/)).arrayBuffer())),
        // There was room a moment ago, for more than all that is written here.
        device: () => new DeviceDatabase(indexedDB),
        openStore: (database) => openProfileDatabase(indexedDB, database),
      },
      all,
    );
    // Told by a failure, the browser tries again by and by.
    if (round === 'left') throw new Error('not all has left');
  } finally {
    channel.close();
  }
}

async function contentFile(request: Request): Promise<Response> {
  for (const name of [CONTENT_CACHE, GUIDES_CACHE]) {
    // Not opened before it is there: that would make it.
    const found = (await caches.has(name)) ? await (await caches.open(name)).match(request) : undefined;
    if (found) return found;
  }
  return fetch(request);
}
