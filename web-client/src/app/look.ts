/**
 * Owns under which name and icon this phone shows the app: its own, or a neutral one.
 *
 * Must not: know anything about a person; the look belongs to the phone, and is kept in the open.
 * It is chosen before installing: what is on the phone's screen already keeps its name.
 */
import { signal } from '@preact/signals';

export type Look = 'own' | 'neutral';

const KEPT_UNDER = 'chaski-look';
const LOOKS: Record<Look, { title: string; manifest: string; icon: string; appleIcon: string }> = {
  own: { title: 'Chaski', manifest: '/manifest.webmanifest', icon: '/icons/icon.svg', appleIcon: '/icons/apple-touch-icon.png' },
  neutral: { title: 'Cuaderno', manifest: '/cuaderno.webmanifest', icon: '/icons/cuaderno.svg', appleIcon: '/icons/cuaderno-192.png' },
};

export const look = signal<Look>('own');

function kept(): Look {
  try {
    return localStorage.getItem(KEPT_UNDER) === 'neutral' ? 'neutral' : 'own';
  } catch {
    return 'own';
  }
}

/** The same title on every screen, so that a list of windows or of visited pages tells nothing. */
function put(next: Look): void {
  look.value = next;
  const { title, manifest, icon, appleIcon } = LOOKS[next];
  document.title = title;
  const link = (rel: string, href: string) => document.querySelector(`link[rel="${rel}"]`)?.setAttribute('href', href);
  putManifest(manifest);
  link('icon', icon);
  link('apple-touch-icon', appleIcon);
}

/** Not in the page from the start: a browser goes on with the first manifest that it has read. */
function putManifest(href: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]') ?? document.createElement('link');
  Object.assign(link, { rel: 'manifest', href });
  document.head.append(link);
}

/** For pages of staff, which have no other look. */
export function ownManifest(): void {
  putManifest(LOOKS.own.manifest);
}

export function keepLook(): void {
  put(kept());
}

/**
 * Chosen on this phone from now on. The page opens anew: a browser that has read the manifest once may go
 * on with it, and would put the name on the phone's screen that she did not want there.
 */
export function choose(next: Look): void {
  put(next);
  try {
    localStorage.setItem(KEPT_UNDER, next);
    location.reload();
  } catch {
    // Not kept: the usual look next time.
  }
}
