/**
 * The JSON of the pay ledger, field for field as `docs/API.md` names it. Amounts are minor units.
 *
 * Owns these shapes only. Must not: compute anything, or differ from that page.
 */
import type { CohortId, Day, LearnerName, Seconds } from './types';

export type StatementId = string;

export interface Money {
  readonly currency: string;
  readonly amount: number;
}

export interface StatementHead {
  readonly id: StatementId;
  readonly cohort: CohortId;
  readonly from: Day;
  readonly to: Day;
  readonly closed_at: Seconds;
  /** A login. */
  readonly closed_by: string;
  readonly totals: readonly (Money & { readonly paid: number })[];
}

/** What a learner gets of it in one currency. */
export interface LearnerPay extends LearnerName, Money {
  readonly paid_on?: Day;
  readonly method?: string;
  /** Her newest word is that it did not reach her. */
  readonly not_received: boolean;
  readonly text?: string;
}

/** `carry`: what adjustments took beyond what there was, and gave back in the next statement. */
export type LineKind = 'entry' | 'adjustment' | 'period' | 'carry';
export type Basis = 'hour' | 'unit' | 'period';

/** Signed: an adjustment may take. */
export interface StatementLine extends Money {
  readonly learner: string;
  readonly kind: LineKind;
  readonly entry?: string;
  readonly period?: StatementId;
  readonly task?: string;
  readonly day?: Day;
  readonly version?: string;
  readonly decision?: string;
  readonly minutes: number;
  readonly units: number;
  readonly basis?: Basis;
  readonly rate?: number;
}

export interface Statement extends StatementHead {
  readonly learners: readonly LearnerPay[];
  readonly lines: readonly StatementLine[];
}

/** What closing would put into the statement now. */
export interface StatementPreview {
  readonly from: Day;
  readonly to: Day;
  readonly learners: number;
  readonly minutes: number;
  readonly units: number;
  /** Entries of these days that are not decided. */
  readonly open: number;
  /** People who would get more for a task than is meant in a period. */
  readonly over_cap: number;
  readonly totals: readonly Money[];
  readonly kinds: readonly (Money & { readonly kind: LineKind; readonly lines: number })[];
}

export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** A payment as it is marked: for some, or for everybody who is not marked yet. */
export interface Payment {
  readonly day: Day;
  /** A code of `a-z` and hyphens. */
  readonly method: string;
  readonly learners?: readonly string[];
}
