/**
 * The service worker: the app opens without the network, always one whole version of it.
 *
 * Owns the shell's caches and what is served from where. Must not: touch records, cache anything of
 * `/api` but content files, or replace a version under an open page.
 */
import { CONTENT_CACHE, FILES_PATH } from '../storage/content-names';
import { installShell, keepOffice, removeOldShells, shellResponse } from './shell';

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

async function contentFile(request: Request): Promise<Response> {
  const cache = await caches.open(CONTENT_CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
