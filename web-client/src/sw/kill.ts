/**
 * The kill switch: served as `/sw.js` in place of the service worker, it takes the shell away and
 * itself, so that every page comes from the network again.
 *
 * Owns undoing `index.ts`. Must not: touch records (IndexedDB) or downloaded lessons: whatever is
 * wrong with a version of the app, what a woman saved stays.
 */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', () => void self.skipWaiting());

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('shell-')) await caches.delete(name);
      await self.registration.unregister();
      // A page on the lock screen reloads itself; one with a profile open goes on as it is.
    })(),
  );
});

export {};
