/**
 * The page's side of the service worker: registering it, letting an update in at a good moment, and
 * asking for visits of locked profiles when this page is gone.
 *
 * Owns the rule that an update never activates under an open page: only when no profile is open in
 * any tab. Must not: cache anything; the service worker does.
 */
import { VISIT } from './messages';

/** Where the browser has them: Chromium does. Elsewhere profiles leave when a page is opened. */
interface WithVisits {
  readonly sync?: { register(tag: string): Promise<void> };
  readonly periodicSync?: { register(tag: string, options: { readonly minInterval: number }): Promise<void> };
}

const EVERY_MS = 12 * 60 * 60_000;

export interface ShellNeeds {
  /** Whether any tab has a profile open. Asked of the leader; a doubt counts as yes. */
  anyOpen(): Promise<boolean>;
  /** Whether this very page has one open, or is just making one. */
  busyHere(): boolean;
}

export class OfflineShell {
  readonly #needs: ShellNeeds;
  #registration: ServiceWorkerRegistration | undefined;
  #activating = false;

  constructor(needs: ShellNeeds) {
    this.#needs = needs;
  }

  async register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    const hadController = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      // The first controller takes over the page that fetched the same version: nothing to reload.
      if (hadController && !this.#needs.busyHere()) location.reload();
    });
    try {
      this.#registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
      await this.quietMoment();
      // Only an installed app may; its answers then lie there before she opens it.
      await (this.#registration as WithVisits).periodicSync?.register(VISIT, { minInterval: EVERY_MS });
    } catch {
      // Private windows and old browsers: the app works, only not without the network.
    }
  }

  /**
   * Whatever is still here leaves when there is a road, though no page may be there any more. Asked
   * for whether there is something or not: that shows nobody whether she worked.
   */
  async visitLater(): Promise<void> {
    await (this.#registration as WithVisits | undefined)?.sync?.register(VISIT).catch(() => undefined);
  }

  /** Nothing is open here: a good moment to look for an update and to let one in. */
  async quietMoment(): Promise<void> {
    const registration = this.#registration;
    if (registration === undefined || this.#needs.busyHere()) return;
    if (registration.waiting === null) {
      registration.update().catch(() => undefined);
      return;
    }
    if (this.#activating || registration.active === null) return;
    this.#activating = true;
    try {
      const open = await this.#needs.anyOpen().catch(() => true);
      if (!open && !this.#needs.busyHere()) registration.waiting?.postMessage({ kind: 'activate' });
    } finally {
      this.#activating = false;
    }
  }
}
