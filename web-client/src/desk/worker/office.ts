/**
 * What a desk asks of the office in its account's name, with the session of whoever is signed in.
 *
 * Owns making sure that this is the same person: a browser may be signed in as somebody else since.
 * Must not: keep anything, or retry.
 */
import { api, send } from '../../api/client';
import { asApiError, type ApiErrorCode } from '../../api/errors';
import type { FollowReport } from '../../api/follow';
import type { CohortReport } from '../../api/types';
import type { Review } from '../queue';
import { type CohortId, DeskError, type DeskFailure, type LearnerId } from '../types';
import type { Claim } from './core';

export interface OfficeAnswer {
  readonly learner: LearnerId;
  /** Hex. */
  readonly answer?: string;
  readonly code?: 'not_found' | 'related' | 'key_taken';
}

/** The most learners in one request. */
export const MOST_CLAIMS = 40;

export class Office {
  readonly #login: string;

  constructor(login: string) {
    this.#login = login;
  }

  /** What `work` fetched belongs to this account only when it is signed in before and after. */
  async inHerName<T>(work: () => Promise<T>): Promise<T> {
    await this.#isShe();
    const done = await asked(work());
    await this.#isShe();
    return done;
  }

  cohort(id: CohortId): Promise<CohortReport> {
    return asked(api.cohort(id).then(({ body }) => body));
  }

  /** Undefined where the account decides on nothing there. */
  review(id: CohortId): Promise<Review | undefined> {
    return allowed(send<Review>('GET', `/api/cohorts/${encodeURIComponent(id)}/review`));
  }

  /** Undefined where the account contacts nobody there. */
  followUp(id: CohortId): Promise<FollowReport | undefined> {
    return allowed(api.followUp(id));
  }

  async register(learners: readonly Claim[]): Promise<readonly OfficeAnswer[]> {
    const body = { login: this.#login, learners };
    return (await asked(send<{ readonly learners: readonly OfficeAnswer[] }>('POST', '/api/desks', body))).body.learners;
  }

  async #isShe(): Promise<void> {
    const { body } = await asked(api.session());
    if (loginKey(body.login) !== loginKey(this.#login)) throw new DeskError('other_account');
    if (body.first_password) throw new DeskError('signed_out');
  }
}

/** One spelling of a login, as the server has it. */
export const loginKey = (login: string): string => login.trim().toLowerCase();

async function allowed<T>(answer: Promise<{ readonly body: T }>): Promise<T | undefined> {
  try {
    return (await asked(answer)).body;
  } catch (cause) {
    if (cause instanceof DeskError && (cause.code === 'forbidden' || cause.code === 'not_found')) return undefined;
    throw cause;
  }
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof DeskError) throw thrown;
    throw new DeskError(failureOf(asApiError(thrown).code));
  }
}

function failureOf(code: ApiErrorCode): DeskFailure {
  switch (code) {
    case 'offline':
    case 'unreadable':
      return 'offline';
    case 'not_signed_in':
    case 'password_to_change':
      return 'signed_out';
    case 'other_account':
    case 'forbidden':
    case 'not_found':
      return code;
    default:
      return 'server_trouble';
  }
}
