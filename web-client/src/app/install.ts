/**
 * Owns the browser's offer to put the app on the phone's screen.
 *
 * Must not: ask by itself; the offer waits in the settings.
 */
import { signal } from '@preact/signals';

interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

export const offer = signal<InstallOffer | undefined>(undefined);

export const installed = signal(
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true,
);

export const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent);

export function keepInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.value = event as InstallOffer;
  });
  addEventListener('appinstalled', () => {
    offer.value = undefined;
    installed.value = true;
  });
}
