/**
 * What happens to the page, told to the engine: seen, hidden, frozen, online, offline.
 *
 * Owns the browser's page events. Must not: decide what follows from them.
 */
export interface PageLife {
  online(): void;
  offline(): void;
  visible(): void;
  hidden(): void;
  /** The page may not run again for a long time: what other tabs need must be let go. */
  sleep(): void;
  wake(): void;
}

export function watchPage(life: PageLife): void {
  addEventListener('online', () => life.online());
  addEventListener('offline', () => life.offline());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') life.visible();
    else life.hidden();
  });
  // Page Lifecycle events of Chromium; elsewhere they never come.
  document.addEventListener('freeze', () => life.sleep());
  document.addEventListener('resume', () => life.wake());
  addEventListener('pagehide', (event) => {
    if (event.persisted) life.sleep();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) life.wake();
  });
}
