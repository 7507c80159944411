/**
 * What can go wrong between these pages and the server, and which sentence says so.
 *
 * Owns the codes and their message keys. Must not: hold the sentences (i18n does), or show
 * the server's `detail`, which is for its log.
 */

const SERVER_CODES = [
  'not_signed_in',
  'wrong_credentials',
  'forbidden',
  'password_to_change',
  'second_factor_needed',
  'wrong_second_factor',
  'second_factor_to_enrol',
  'second_factor_required',
  'login_taken',
  'password_too_short',
  'password_too_long',
  'password_common',
  'password_personal',
  'password_same',
  'not_found',
  'bad_request',
  'form_faults',
  'other_account',
  'code_unknown',
  'code_expired',
  'too_many_tries',
  'related',
  'key_taken',
  'period_taken',
  'step_unknown',
  'certificate_unknown',
  'certificate_taken',
  'nothing_to_close',
  'same_holder',
  'no_part',
  'request_over',
  'too_large',
  'storage_full',
  'central_only',
  'kept_at_central',
  'central_away',
  'unavailable',
  'internal',
] as const;

export type ApiErrorCode =
  | (typeof SERVER_CODES)[number]
  /** The server could not be reached, or did not answer in time. */
  | 'offline'
  /** Something answered that is not our server: a portal page of a Wi-Fi, a proxy. */
  | 'unreadable';

/** What is wrong with one field of a form, in words of the server. */
export interface FieldFault {
  readonly field: string;
  readonly problem: string;
}

export type ErrorMessageKey = `error.${ApiErrorCode}`;

export class ApiError extends Error {
  constructor(
    readonly code: ApiErrorCode,
    readonly retryAfterSeconds?: number,
    /** What is wrong with a form, by field. */
    readonly faults: readonly FieldFault[] = [],
  ) {
    super(code);
  }
}

export function messageKey(code: ApiErrorCode): ErrorMessageKey {
  return `error.${code}`;
}

/** A code that a newer server may send and this build does not know is trouble of the server. */
export function codeOf(value: unknown): ApiErrorCode {
  return SERVER_CODES.find((code) => code === value) ?? 'internal';
}

/** Anything thrown, as an `ApiError`; what is not one is a bug here, and is shown as trouble. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('internal');
}
