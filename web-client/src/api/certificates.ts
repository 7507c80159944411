/**
 * Who of a cohort has which certificate, and what there is to give, as `docs/API.md` says.
 *
 * Owns these shapes. Must not: do anything.
 */
import type { Text } from '../engine/types';
import type { LearnerId } from './types';

export interface Certificates {
  /** Version of the programme → the certificates that it names. */
  readonly defined: Readonly<Record<string, readonly { readonly id: string; readonly title: Text; readonly by: 'rule' | 'staff' }[]>>;
  /** What they open; absent where nothing. */
  readonly awards?: readonly CertificateAward[];
  readonly learners: readonly Holder[];
}

export interface CertificateAward {
  readonly id: string;
  readonly title: Text;
  /** The certificate that opens it. */
  readonly after: string;
  /** How many there are; absent: for everybody. */
  readonly places?: number;
  /** How many took it; absent on a hub, which knows its own centre's alone. */
  readonly taken?: number;
}

export interface Holder {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  /** The version of the programme by which she goes. */
  readonly definition: number;
  /** The latest given first. */
  readonly certificates: readonly GivenCertificate[];
  /** What stands open for her, and what she took on which day; absent where nothing. */
  readonly awards?: readonly { readonly award: string; readonly taken?: string }[];
}

export interface GivenCertificate {
  readonly id: string;
  readonly certificate: string;
  readonly title: Text;
  readonly name: string;
  readonly day: string;
  readonly cohort: string;
  readonly expires?: string;
  /** Who gave it; absent: it was given by itself. */
  readonly by?: string;
  readonly link: string;
  readonly revoked?: string;
  readonly reason?: string;
}
