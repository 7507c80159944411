/**
 * The failures that travel inside the worker, and how each becomes a code for the page.
 *
 * Owns this mapping. Must not: hold words for people; i18n has those.
 */
import { StorageFailure } from '../storage/adapter';
import type { EngineFailure } from '../engine/types';
import { coreCode, isTrap } from './core';

/** Something the person can be told about. */
export class Failure extends Error {
  constructor(readonly code: EngineFailure) {
    super(code);
  }
}

/** Another worker leads now: put the same ask to it. */
export class Moved extends Error {
  constructor() {
    super('moved');
  }
}

/** The core trapped while this was done; the worker must be replaced and the ask put again. */
export class Broken extends Error {
  constructor(cause: unknown) {
    super('broken', { cause });
  }
}

/** Turns what storage or the core threw into what may cross to the page. */
export function asFailure(cause: unknown): Error {
  if (cause instanceof Failure || cause instanceof Moved || cause instanceof Broken) return cause;
  if (isTrap(cause)) return new Broken(cause);
  if (cause instanceof StorageFailure) {
    if (cause.trouble === 'fenced') return new Moved();
    return new Failure(cause.trouble === 'full' ? 'storage_full' : 'storage_lost');
  }
  if (coreCode(cause) === 'storage_damaged') return new Failure('storage_lost');
  return cause instanceof Error ? cause : new Error(String(coreCode(cause) ?? cause));
}

/** The code that crosses. An unforeseen error keeps its own words: it is a bug to be found. */
export function codeOf(failure: unknown): string {
  if (failure instanceof Failure) return failure.code;
  const code = coreCode(failure);
  if (code !== undefined) return code;
  return failure instanceof Error ? `bug: ${failure.message}` : 'bug';
}
