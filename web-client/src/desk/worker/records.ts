/**
 * The records of the learners on an open desk: one session each, opened when first wanted.
 *
 * Owns which are open, and what each looks like. Must not: decide who is on the desk (`book.ts`), or
 * know the road.
 */
import type { Action } from '../../engine/types';
import { metFullDisk } from '../../storage/indexeddb';
import { Session } from '../../worker/session';
import type { LearnerId, StaffAction, StaffView } from '../types';
import type { DeskCore } from './core';
import type { Sealing } from './sealing';
import type { Shelves } from './shelves';
import { shelfOf } from './book';

export interface RecordsNeeds {
  readonly core: DeskCore;
  readonly shelves: Shelves;
  readonly sealing: Sealing;
  slotOf(learner: LearnerId): number | undefined;
  now(): number;
  ensureRoom(): Promise<boolean>;
  makeRoom(): Promise<boolean>;
  /** Her record changed, safely on the disk. */
  onChange(learner: LearnerId): void;
}

export class Records {
  readonly #needs: RecordsNeeds;
  readonly #open = new Map<LearnerId, Promise<Session>>();
  readonly #views = new Map<LearnerId, Promise<StaffView>>();
  #closed = false;

  constructor(needs: RecordsNeeds) {
    this.#needs = needs;
  }

  session(learner: LearnerId): Promise<Session> {
    let opening = this.#open.get(learner);
    if (opening === undefined) {
      opening = this.#openOne(learner);
      this.#open.set(learner, opening);
      opening.catch(() => this.#open.delete(learner));
    }
    return opening;
  }

  /** As last changed; read again only when something was. */
  view(learner: LearnerId): Promise<StaffView> {
    let view = this.#views.get(learner);
    if (view === undefined) {
      // The core's JSON of a staff record: see `DeskCore.openProfile`.
      view = this.session(learner).then(async (session) => (await session.view()) as unknown as StaffView);
      this.#views.set(learner, view);
      view.catch(() => this.#views.delete(learner));
    }
    return view;
  }

  async act(learner: LearnerId, actionId: string, action: StaffAction): Promise<void> {
    const session = await this.session(learner);
    await session.act(actionId, action as unknown as Action);
  }

  /** She is on the desk no more. */
  async drop(learner: LearnerId): Promise<void> {
    const opening = this.#open.get(learner);
    this.#open.delete(learner);
    this.#views.delete(learner);
    await opening?.then((session) => session.close()).catch(() => undefined);
  }

  /** Ends all after what they are saving. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#views.clear();
    await Promise.allSettled(open.map(async (opening) => (await opening).close()));
  }

  async #openOne(learner: LearnerId): Promise<Session> {
    const { core, shelves, sealing, slotOf, now, ensureRoom, makeRoom } = this.#needs;
    const slot = slotOf(learner);
    if (slot === undefined || this.#closed) throw new Error('not on this desk');
    const dataKey = await sealing.learnerKey(learner);
    const session = await Session.open({
      core,
      dataKey,
      openStore: async () => shelves.shelf(shelfOf(slot)),
      now,
      ensureRoom,
      makeRoom,
      diskMayHaveLost: metFullDisk,
      onChange: () => {
        this.#views.delete(learner);
        if (!this.#closed) this.#needs.onChange(learner);
      },
    });
    if (this.#closed) await session.close();
    return session;
  }
}
