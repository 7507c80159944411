/**
 * The composition root: joins engine and screens, or opens the coordinator's pages.
 *
 * Owns which of the two apps this address is. Must not: hold anything of a screen. The made-up
 * engine is reached in development alone; the build drops it.
 */
import { render } from 'preact';
import { lookBefore } from './app/before';
import { takeCode, takeSession } from './app/arrived';
import { keepTime } from './app/days';
import { keepInstallOffer } from './app/install';
import { keepClosing } from './app/leaving';
import { keepLook, ownManifest } from './app/look';
import { keepRoute, replace } from './app/router';
import { connect, openId } from './app/store';
import type { Engine } from './engine/types';
import { speakKept } from './i18n';
import './ui/index.css';

const root = document.getElementById('app') as HTMLElement;

async function startEngine(): Promise<Engine> {
  if (import.meta.env.DEV) {
    const fake = new URLSearchParams(location.search).get('fake');
    if (fake !== null) return (await import('./engine/fake')).createFakeEngine(fake);
  }
  return (await import('./engine')).createEngine();
}

function show(app: preact.ComponentChild): void {
  root.replaceChildren();
  render(app, root);
}

async function openOffice(): Promise<void> {
  ownManifest();
  const { CoordinatorApp, keepOfficeHere } = await import('./features/coordinator');
  show(<CoordinatorApp />);
  if (import.meta.env.PROD) void keepOfficeHere();
}

async function openLearner(): Promise<void> {
  keepLook();
  keepInstallOffer();
  await lookBefore();
  const [engine, { LearnerApp }] = await Promise.all([startEngine(), import('./app/shell'), speakKept()]);
  keepTime();
  takeCode();
  takeSession();
  keepRoute();
  // Scanned while the app is open already.
  addEventListener('hashchange', () => {
    if (takeCode()) replace({ place: 'enrol' });
    else if (takeSession() && openId.value !== undefined) replace({ place: 'sessions' });
  });
  connect(engine);
  keepClosing();
  show(<LearnerApp />);
}

/** What a certificate's code opens: no profile is needed, and none is looked for. */
async function openVerify(): Promise<void> {
  const { VerifyPage } = await import('./features/verify/verify');
  await speakKept();
  show(<VerifyPage />);
  // So that the next code is told without a road.
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  }
}

/** Nothing could be opened: one plain sentence, and one thing to try. */
async function sayTrouble(): Promise<void> {
  const { StartTrouble } = await import('./app/start-trouble');
  show(<StartTrouble />);
}

const isOffice = /^\/oficina(\/|$)/.test(location.pathname);
const isVerify = location.pathname === '/v';
(isOffice ? openOffice() : isVerify ? openVerify() : openLearner()).catch((error: unknown) => {
  console.error(error);
  void sayTrouble();
});
