/**
 * The programme's figures and the people behind them, field for field as `docs/REPORTS.md` and
 * `docs/API.md` name them.
 *
 * Owns these shapes and their calls. Must not: count, or fill in what the office hid (`null`).
 */
import type { Text } from '../engine/types';
import { send } from './client';
import type { CenterId, CohortId, Day, LearnerId, LearnerName, Seconds } from './types';

export type ReportName = 'funnel' | 'courses' | 'retention' | 'progress' | 'hours' | 'attendance' | 'outcomes';
export type DimensionName = 'gender' | 'age_band' | 'region' | 'cohort' | 'center' | 'track';

/** `null`: hidden, since it tells of a few. */
export type Count = number | null;

/** A line of a list in a cell: what says which it is, and its counts. */
export type Item = Readonly<Record<string, Count | string>>;

export interface Cell {
  /** Nothing: everybody. Without a value: nothing was said. */
  readonly by: Readonly<Record<string, string | null>>;
  readonly enrolments: Count;
  readonly persons: Count;
  readonly hidden?: boolean;
  /** Counts by name, and lists. */
  readonly [name: string]: unknown;
}

export interface Report {
  readonly report: ReportName;
  readonly programme: string;
  readonly as_of: Seconds;
  /** Of so many learners the newest is not counted yet. */
  readonly behind: number;
  /** The fewest that a cell tells of. */
  readonly least: number;
  /** Tables whose groups are not even named. */
  readonly withheld: readonly (readonly string[])[];
  /** Figure → the code of its definition. */
  readonly definitions: Readonly<Record<string, string>>;
  readonly targets?: Readonly<Partial<Record<'enrolled' | 'completed' | 'certified' | 'placed', number>>>;
  /** In `funnel`: what surveys tell people apart by. */
  readonly dimensions?: readonly AskedDimension[];
  /** In `outcomes`. */
  readonly indicators?: readonly Indicator[];
  readonly cells: readonly Cell[];
}

/** A question of a survey at enrolment by whose answers people are told apart. */
export interface AskedDimension {
  readonly id: string;
  readonly text: Text;
  /** Its answers were sealed: it is told of everybody alone, without a period, and never of a few. */
  readonly sealed: boolean;
  readonly options?: readonly { readonly id: string; readonly title: Text }[];
}

/** What the programme is measured by; its words are the definition's own. */
export interface Indicator {
  readonly id: string;
  readonly title: Text;
  readonly definition: Text;
  readonly source: Text;
  readonly kind: 'yes_share' | 'change';
  readonly question: string;
  readonly target?: number;
}

export interface PersonBehind extends LearnerName {
  readonly cohort: CohortId;
  readonly cohort_title: string;
  readonly center?: CenterId;
  readonly state: 'enrolled' | 'paused' | 'left' | 'completed' | 'ended';
  /** Since when it stands so. */
  readonly since: Day;
  readonly last_activity?: Day;
  /** When a phone of hers was last heard from; absent: never. */
  readonly last_data?: Seconds;
  readonly amount: number;
}

export interface Behind {
  readonly report: ReportName;
  readonly figure: string;
  readonly as_of: Seconds;
  readonly enrolments: number;
  /** Of them, how many are in nobody's care who asks. */
  readonly elsewhere: number;
  /** Of how many nothing came for so many days. */
  readonly quiet: Readonly<Record<'7' | '14' | '28', number>>;
  readonly listed: number;
  readonly people: readonly PersonBehind[];
}

export interface UnpaidSum {
  readonly approved_entries: number;
  readonly approved_minutes: number;
  readonly approved_units: number;
  readonly amounts: readonly { readonly currency: string; readonly amount: number }[];
  readonly undecided_entries: number;
  readonly undecided_minutes: number;
  readonly undecided_units: number;
}

export interface LearnerUnpaid extends LearnerName, UnpaidSum {
  readonly id: LearnerId;
  readonly cohort: CohortId;
  readonly cohort_title: string;
  readonly entries: readonly {
    readonly day: Day;
    readonly task: string;
    readonly minutes: number;
    readonly units: number;
    readonly amount?: number;
    readonly currency?: string;
    /** `closed`: in a statement that is not marked as paid. */
    readonly stage: 'undecided' | 'approved' | 'closed';
  }[];
}

export interface Unpaid {
  readonly as_of: Seconds;
  readonly total: UnpaidSum;
  readonly learners: readonly LearnerUnpaid[];
}

/** Why a file leaves the house: the audit log keeps it. */
export const WHYS = ['funder', 'evaluation', 'audit', 'planning', 'research'] as const;
export type Why = (typeof WHYS)[number];

export function handoutPath(file: 'programme.xlsx' | 'people.csv' | 'xapi.json', query: string): string {
  return `/api/handouts/${file}?${query}`;
}

export const reports = {
  report: (name: ReportName, query: string) => send<Report>('GET', `/api/reports/${name}${query && `?${query}`}`),
  people: (name: ReportName, query: string) => send<Behind>('GET', `/api/reports/${name}/people?${query}`),
  unpaid: (query: string) => send<Unpaid>('GET', `/api/unpaid${query && `?${query}`}`),
};
