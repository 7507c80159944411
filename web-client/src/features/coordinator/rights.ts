/**
 * What whoever is signed in may do, where: the server's rule, asked here to offer nothing else.
 *
 * Owns that question for pages, buttons and links, by the words of acts. Must not: be taken for the
 * rule; the server says no to others whatever is drawn here.
 */
import { api } from '../../api/client';
import type { Act, CenterId, CohortId, LearnerId, Role, SessionGrant } from '../../api/types';
import { useLive } from './live';
import type { Route } from './route';
import { session } from './session';

/** Where an act happens; a cohort's centre is left out when it has none. */
export type Place =
  | { readonly at: 'programme' }
  | { readonly at: 'center'; readonly center: CenterId }
  | { readonly at: 'cohort'; readonly cohort: CohortId; readonly center?: CenterId | undefined }
  | { readonly at: 'learner'; readonly learner: LearnerId; readonly cohort: CohortId; readonly center?: CenterId | undefined };

export const PROGRAMME: Place = { at: 'programme' };

/** May she do this there; without a place: anywhere at all? */
export function may(act: Act, place?: Place): boolean {
  const known = session.value;
  return known.state === 'in' && known.session.grants.some((grant) => grant.acts.includes(act) && (!place || covers(grant, place)));
}

/** As `Scope::covers` on the server. */
export function covers(grant: Omit<SessionGrant, 'acts'>, place: Place): boolean {
  switch (grant.scope) {
    case 'programme':
      return true;
    case 'center':
      return place.at !== 'programme' && place.center !== undefined && place.center === grant.center;
    case 'cohort':
      return (place.at === 'cohort' || place.at === 'learner') && place.cohort === grant.cohort;
    case 'learners':
      return place.at === 'learner' && (grant.learners ?? []).includes(place.learner);
  }
}

/** A cohort as a place; before its centre is known, without it. */
export function useCohort(cohort: CohortId): Place {
  return { at: 'cohort', cohort, center: useCenterOf(cohort) };
}

/** A learner as a place. */
export function useLearner(learner: LearnerId, cohort: CohortId): Place {
  return { at: 'learner', learner, cohort, center: useCenterOf(cohort) };
}

function useCenterOf(cohort: CohortId): CenterId | undefined {
  return useLive('cohorts', api.cohorts).value?.find((head) => head.id === cohort)?.center;
}

/** What a page needs before it is worth asking for. */
const PAGE_ACTS: Readonly<Record<Exclude<Route['page'], 'start' | 'me'>, Act>> = {
  cohorts: 'read_cohort',
  cohort: 'read_cohort',
  questions: 'read_record',
  steps: 'read_cohort',
  certificates: 'read_cohort',
  learner: 'read_record',
  enrol: 'enrol',
  table: 'enrol',
  follow: 'read_contact',
  mentors: 'manage_groups',
  reviews: 'decide',
  review: 'decide',
  enter: 'enter_on_behalf',
  notes: 'write_notes',
  talk: 'send_message',
  survey: 'enter_on_behalf',
  outcome: 'record_outcome',
  referral: 'record_outcome',
  statements: 'read_statements',
  statement: 'read_statements',
  guides: 'read_trainer_packs',
  guide: 'read_trainer_packs',
  centers: 'list_centers',
  board: 'read_board',
  accounts: 'read_accounts',
  account: 'read_accounts',
  'new-account': 'manage_accounts',
  audit: 'read_audit',
  sessions: 'read_cohort',
  notices: 'read_cohort',
  candidates: 'manage_notices',
  door: 'record_attendance',
  reports: 'read_reports',
  behind: 'read_people_behind',
  unpaid: 'read_people_behind',
  recovery: 'use_recovery_key',
  files: 'take_courier_file',
  roll: 'record_attendance',
};

/** Pages about the programme as a whole: no narrower scope opens them. */
const OF_PROGRAMME: readonly Route['page'][] = ['accounts', 'account', 'new-account', 'audit'];

/** May she open this page, wherever? What lies out of her scope, the server says is not there. */
export function mayOpen(page: Route['page']): boolean {
  if (page === 'start' || page === 'me') return session.value.state === 'in';
  return may(PAGE_ACTS[page], OF_PROGRAMME.includes(page) ? PROGRAMME : undefined);
}

const HOMES: Readonly<Record<Role, Route>> = {
  coordinator: { page: 'cohorts' },
  administrator: { page: 'accounts' },
  facilitator: { page: 'centers' },
  mentor: { page: 'cohorts' },
  auditor: { page: 'cohorts' },
};

/** Where each role begins; nowhere when nothing was granted. */
export function home(): Route | undefined {
  const known = session.value;
  const role = known.state === 'in' ? known.session.role : undefined;
  const page = role && HOMES[role];
  return page && mayOpen(page.page) ? page : undefined;
}
