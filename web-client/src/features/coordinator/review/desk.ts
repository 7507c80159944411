/**
 * The notebook as the pages see it: its status, and answers that follow its news.
 *
 * Owns the one notebook of this page. Must not: know what is inside an answer, or ask the server.
 */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Desk, DeskNews, DeskStatus } from '../../../desk/types';

export const deskStatus = signal<DeskStatus>({ state: 'asking' });

let desk: Desk | undefined;
const listeners = new Set<(news: DeskNews) => void>();

/** Joins the pages to a notebook; once, or once more in a test. */
export function joinDesk(next: Desk): void {
  desk = next;
  next.subscribe((news) => {
    if (desk !== next) return;
    if (news.kind === 'status') deskStatus.value = news.status;
    for (const listener of [...listeners]) listener(news);
  });
}

export function theDesk(): Desk {
  if (!desk) throw new Error('no notebook was joined');
  return desk;
}

/** Whose it is: who is signed in or, offline, as she typed it. Kept while the page lives. */
export const deskLogin = signal<string | undefined>(undefined);

/** Once for each account: choosing again what is chosen would be a question without a reason. */
export function chooseDesk(login: string | undefined): void {
  if (deskLogin.value === login) return;
  deskLogin.value = login;
  // Until it is known how this one's stands, nothing of another's is shown.
  deskStatus.value = { state: 'asking' };
  const told = theDesk();
  void told.choose(login).catch(() => undefined).then(() => {
    if (deskLogin.value === login) deskStatus.value = told.status;
  });
}

/** Whoever signs out leaves no open notebook behind. What was decided is kept, and goes at its next opening. */
export function leaveDesk(): void {
  if (!desk) return;
  void desk.close().catch(() => undefined).then(() => chooseDesk(undefined));
}

export interface Told<T> {
  readonly value: T | undefined;
  readonly failure: unknown;
  again(): void;
}

/**
 * What the notebook says, asked for anew when its records change. Several news at once are one
 * question; while one is on its way the next waits for it.
 */
export function useDesk<T>(key: string, ask: (desk: Desk) => Promise<T>): Told<T> {
  const [told, setTold] = useState<{ key: string; value?: T; failure?: unknown }>({ key });
  const [again, setAgain] = useState<() => void>(() => () => {});
  useEffect(() => {
    let stopped = false;
    let state: 'rest' | 'asking' | 'once more' = 'rest';
    const run = async (): Promise<void> => {
      if (state !== 'rest') {
        state = 'once more';
        return;
      }
      state = 'asking';
      const answer = await ask(theDesk()).then((value) => ({ value }), (failure: unknown) => ({ failure }));
      const more = (state as string) === 'once more';
      state = 'rest';
      if (stopped) return;
      setTold((before) => ('value' in answer ? { key, value: answer.value } : { ...(before.key === key ? before : {}), key, failure: answer.failure }));
      if (more) await run();
    };
    const listen = (news: DeskNews) => {
      if (news.kind !== 'status') void run();
    };
    listeners.add(listen);
    setAgain(() => () => void run());
    void run();
    return () => {
      stopped = true;
      listeners.delete(listen);
    };
  }, [key]);
  const mine = told.key === key ? told : undefined;
  return { value: mine?.value, failure: mine?.failure, again };
}
