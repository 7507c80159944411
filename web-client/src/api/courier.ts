/**
 * What a courier's file came to at the office, as `docs/API.md` says.
 *
 * Owns these shapes. Must not: hold names; nobody is told whose file it is.
 */

export interface ReceivedFile {
  /** For each piece `taken`, or the code of what is wrong with it. */
  readonly pieces: readonly string[];
  /** People whose profiles were in it. */
  readonly people: number;
  /** Profiles in it that are not known here. */
  readonly unknown: number;
  /** What was noted, and is held now. */
  readonly changes: number;
  /** To be carried back; absent when nothing was taken. */
  readonly answer?: string;
}

/** Larger than any file of ours: not even sent. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;
