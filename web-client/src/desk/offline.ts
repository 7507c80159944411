/**
 * The office's pages without the network: they are kept in this browser once they were opened.
 *
 * Owns asking the service worker for that. Must not: let an update in; one that waits gets its turn
 * when the browser's last page of this app is gone, or from a learner's lock screen.
 */
export async function keepOfficeHere(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    const { installing, waiting, active } = await navigator.serviceWorker.ready;
    for (const worker of [installing, waiting, active]) worker?.postMessage({ kind: 'keep-office' });
  } catch {
    // Private windows and old browsers: the office works, only not without the network.
  }
}
