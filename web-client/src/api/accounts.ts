/**
 * Accounts, the second factor and the audit log as JSON, field for field as `docs/API.md` names it.
 *
 * Owns these shapes only. Must not: compute anything, or differ from that page.
 */
import type { Grant, Role, Seconds } from './types';

export type AccountState = 'disabled' | 'locked' | 'first_password' | 'no_grant' | 'not_begun' | 'ended' | 'active';

export interface AccountGrant extends Grant {
  readonly in_force: boolean;
  /** Of the learners of a mentor's group. */
  readonly labels?: readonly string[];
}

/** A grant as it is sent: it begins today when no day is given. */
export type GrantForm = Omit<Grant, 'from'> & { readonly from?: string };

export interface Account {
  readonly login: string;
  readonly name: string;
  readonly locale: string;
  readonly state: AccountState;
  readonly created_at: Seconds;
  readonly last_sign_in?: Seconds;
  readonly locked_until?: Seconds;
  readonly second_factor: boolean;
  readonly grants: readonly AccountGrant[];
}

export interface NewAccount {
  readonly login: string;
  readonly name: string;
  readonly locale: string;
  readonly grants: readonly GrantForm[];
}

/** What is absent stays. */
export interface AccountEdit {
  readonly name?: string;
  readonly locale?: string;
  readonly disabled?: boolean;
  readonly reset_password?: true;
  readonly reset_second_factor?: true;
  readonly end_sessions?: true;
  readonly grants?: readonly GrantForm[];
}

/** A password that was made for somebody: shown once. */
export interface FirstPassword {
  readonly login: string;
  readonly password?: string;
}

export interface SecondFactor {
  readonly state: 'off' | 'on' | 'to_enrol';
  readonly since?: Seconds;
  readonly recovery_left: number;
}

/** For her telephone: shown once. */
export interface SharedSecret {
  readonly secret: string;
  readonly issuer: string;
  readonly login: string;
}

export interface RequiredRoles {
  readonly roles: readonly Role[];
}

export interface AuditEntry {
  readonly sequence: number;
  readonly at: Seconds;
  /** Absent for what was done at the server itself. */
  readonly account?: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface AuditLog {
  readonly entries: readonly AuditEntry[];
  readonly head: { readonly entries: number; readonly hash: string };
}

/** Which entries; what is absent is any. */
export interface AuditQuestion {
  readonly before?: number;
  readonly account?: string;
  readonly act?: string;
  readonly since?: Seconds;
  readonly until?: Seconds;
}
