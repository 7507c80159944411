/**
 * The desk as office pages have it: `createDesk()`.
 *
 * Owns the last status, and closing by itself. Must not: hold rules, keys or storage; its worker does.
 */
import type { FollowReport } from '../api/follow';
import { compileCore } from '../engine/compile';
import type { Poke } from '../engine/messages';
import { watchPage } from '../engine/page-life';
import { closeWhenIdle } from './idle';
import { DeskLink } from './link';
import type {
  CohortId, Desk, DeskCohort, DeskNews, DeskRemoval, DeskStatus, DeskTried, LearnerId, Queue, Secret, StaffAction, StaffView,
} from './types';

export * from './types';

/** How often an open desk that is seen looks whether there is something new. */
const EVERY_MS = 60_000;

/** Nothing is started before an account is chosen. */
export function createDesk(): Desk {
  return new PageDesk();
}

class PageDesk implements Desk {
  status: DeskStatus = { state: 'asking' };
  readonly #link: DeskLink;
  readonly #listeners = new Set<(news: DeskNews) => void>();
  /** An action that was not answered keeps its id when it is tried again, so that it is done once. */
  readonly #actionIds = new WeakMap<StaffAction, string>();
  #login: string | undefined;
  #stopWatching: (() => void) | undefined;
  #askedToPersist = false;

  constructor() {
    this.#link = new DeskLink({
      spawn: () => new Worker(new URL('./worker/index.ts', import.meta.url), { type: 'module' }),
      compile: compileCore,
      onNews: (news) => this.#hear(news),
      onBroken: () => {
        this.#hear({ kind: 'status', status: { state: 'asking' } });
        // Another worker says how things are; the desk is closed, since its key went with the first.
        const login = this.#login;
        if (login !== undefined) setTimeout(() => void this.choose(login).catch(() => undefined), 1_000);
      },
    });
    const poke = (why: Poke): void => this.#link.tell({ do: 'poke', why });
    watchPage({
      online: () => poke('online'),
      offline: () => poke('offline'),
      visible: () => poke('visible'),
      hidden: () => poke('hidden'),
      // It may not run again for a long time: nobody is at this desk.
      sleep: () => void this.close().catch(() => undefined),
      wake: () => undefined,
    });
    setInterval(() => {
      if (document.visibilityState === 'visible' && this.status.state === 'open') poke('tick');
    }, EVERY_MS);
  }

  subscribe(listener: (news: DeskNews) => void): () => void {
    this.#listeners.add(listener);
    listener({ kind: 'status', status: this.status });
    return () => this.#listeners.delete(listener);
  }

  async choose(login: string | undefined): Promise<void> {
    this.#login = login;
    if (login === undefined) {
      this.#link.tell({ do: 'choose', login });
      this.#hear({ kind: 'status', status: { state: 'asking' } });
      return;
    }
    await this.#link.ask({ do: 'choose', login });
    if (!navigator.onLine) this.#link.tell({ do: 'poke', why: 'offline' });
  }

  async create(secret: Secret): Promise<void> {
    await this.#link.ask({ do: 'create', secret });
    void this.#persist();
  }

  async open(secret: Secret): Promise<DeskTried> {
    return (await this.#link.ask({ do: 'open', secret })) as DeskTried;
  }

  async close(): Promise<void> {
    if (this.status.state === 'open') await this.#link.ask({ do: 'close' });
  }

  async remove(named?: number): Promise<DeskRemoval> {
    return (await this.#link.ask({ do: 'remove', ...(named === undefined ? {} : { named }) })) as DeskRemoval;
  }

  async visit(cohort: CohortId): Promise<DeskCohort> {
    return (await this.#link.ask({ do: 'visit', cohort })) as DeskCohort;
  }

  async cohorts(): Promise<readonly DeskCohort[]> {
    return (await this.#link.ask({ do: 'cohorts' })) as readonly DeskCohort[];
  }

  async followUp(cohort: CohortId): Promise<FollowReport | undefined> {
    return (await this.#link.ask({ do: 'follow_up', cohort })) as FollowReport | undefined;
  }

  async queue(cohort: CohortId): Promise<Queue> {
    return (await this.#link.ask({ do: 'queue', cohort })) as Queue;
  }

  async learner(learner: LearnerId): Promise<StaffView> {
    return (await this.#link.ask({ do: 'learner', learner })) as StaffView;
  }

  async act(learner: LearnerId, action: StaffAction): Promise<void> {
    const actionId = this.#actionIds.get(action) ?? crypto.randomUUID();
    this.#actionIds.set(action, actionId);
    await this.#link.ask({ do: 'act', learner, actionId, action });
    this.#actionIds.delete(action);
  }

  tryNow(): void {
    this.#link.tell({ do: 'poke', why: 'asked' });
  }

  #hear(news: DeskNews): void {
    if (news.kind === 'status') this.#take(news.status);
    for (const listener of [...this.#listeners]) listener(news);
  }

  #take(status: DeskStatus): void {
    const wasOpen = this.status.state === 'open';
    this.status = status;
    if (status.state === 'open' && !wasOpen) {
      this.#stopWatching = closeWhenIdle(() => void this.close().catch(() => undefined));
    } else if (status.state !== 'open' && wasOpen) {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    }
  }

  /** Asked after something worth keeping was kept: browsers judge the request by what was done before. */
  async #persist(): Promise<void> {
    if (this.#askedToPersist) return;
    this.#askedToPersist = true;
    try {
      if (!(await navigator.storage.persisted())) await navigator.storage.persist();
    } catch {
      // Not offered here; the desk is as safe as this browser keeps it.
    }
  }
}
