/**
 * Courier files as screens know them.
 *
 * Owns these shapes only. What is inside of a file no screen sees.
 */

export interface CourierFile {
  /** Where nobody is here it is one that nobody opens: it does not tell whether somebody hides. */
  readonly text: string;
  /** Some profile must be opened once before it can travel so. */
  readonly leftOut: boolean;
}

/** Why a file, or a piece of one, was not taken. */
export type CourierTrouble =
  | 'courier_missing' // not such a file
  | 'courier_cut'
  | 'courier_damaged'
  | 'courier_foreign' // for another phone, or of another office
  | 'courier_too_new'
  | 'courier_nobody' // an answer to this phone, for nobody who is here any more
  | 'courier_no_room' // this phone carries as much as it may
  | 'too_large';

/** What a file that came was. */
export interface Brought {
  /** An answer of the office: somebody's on this phone. */
  readonly answered: boolean;
  /** Somebody else's: this phone carries it from now on. */
  readonly carries: boolean;
  readonly troubles: readonly CourierTrouble[];
}

export interface ParcelSummary {
  readonly name: string;
  readonly at: number;
  readonly state: 'waits' | 'delivered' | 'refused';
  readonly code?: string;
}
