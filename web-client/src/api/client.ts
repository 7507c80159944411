/**
 * Asks the server for JSON, as `docs/API.md` says: one function for each call.
 *
 * Owns the transport of staff pages: headers, time limits, errors as `ApiError`.
 * Must not: keep answers, show anything, or speak for phones (sync does, in CBOR).
 */
import type { Catalogue } from '../engine/types';
import type {
  Account, AccountEdit, AuditLog, AuditQuestion, FirstPassword, NewAccount, RequiredRoles, SecondFactor, SharedSecret,
} from './accounts';
import type { Certificates } from './certificates';
import type { ReceivedFile } from './courier';
import { ApiError, codeOf, type FieldFault } from './errors';
import type { FollowReport, Groups } from './follow';
import type { Payment, Period, Statement, StatementHead, StatementId, StatementPreview } from './pay';
import type { Kinship, Relation, SamePerson } from './kinship';
import type { CodeKind, Enrolled, HandedCode, Import, KnownContact, NewPerson, Person, PersonEdit, RecoveryRequest, WriterAnswer } from './people';
import type { Candidates, KeptNotice, NoticeForm, NoticeId } from './openings';
import type { Steps } from './steps';
import type { TrainerPack } from './trainer-packs';
import type { AttendanceReport, NewSession, Roll, ScheduledSession, SessionEdit, SessionId } from './schedule';
import type {
  Board,
  CenterHead,
  CenterId,
  CohortHead,
  CohortId,
  CohortQuestion,
  CohortReport,
  DeviceNumber,
  Devices,
  LearnerId,
  LearnerRecord,
  RevocationReason,
  Role,
  Seconds,
  Session,
} from './types';

/** Long enough for a slow uplink, short enough that a person gets an answer. */
const TIME_LIMIT_MS = 20_000;

/** A body and when the server made it, by the server's own clock. */
export interface Answer<T> {
  readonly body: T;
  /** The server's clock at the answer; absent when a proxy dropped the header. */
  readonly serverTime?: number;
}

/** How a table is to be treated. */
export interface ImportHow {
  /** Version of the consent's text that those in it were read. */
  readonly consent: string;
  /** Look only. */
  readonly preview: boolean;
  /** Whoever is alike was looked at, and is somebody else. */
  readonly confirmed: boolean;
}

export const api = {
  signIn: (login: string, password: string, code?: string) =>
    send<Session>('POST', '/api/session', { login, password, ...(code ? { code } : {}) }),
  session: () => send<Session>('GET', '/api/session'),
  changePassword: (current: string, next: string) => send<Session>('POST', '/api/session/password', { current, new: next }),
  signOut: () => send<void>('DELETE', '/api/session'),
  secondFactor: () => send<SecondFactor>('GET', '/api/session/second-factor'),
  beginSecondFactor: (password: string, code?: string) =>
    send<SharedSecret>('POST', '/api/session/second-factor', { password, ...(code ? { code } : {}) }),
  confirmSecondFactor: (code: string) => send<{ readonly recovery_codes: readonly string[] }>('POST', '/api/session/second-factor/confirm', { code }),
  endSecondFactor: (password: string, code: string) => send<void>('POST', '/api/session/second-factor/end', { password, code }),
  requiredRoles: () => send<RequiredRoles>('GET', '/api/second-factor'),
  requireRoles: (roles: readonly Role[]) => send<RequiredRoles>('POST', '/api/second-factor', { roles }),
  accounts: () => send<readonly Account[]>('GET', '/api/accounts'),
  addAccount: (account: NewAccount) => send<FirstPassword>('POST', '/api/accounts', account),
  changeAccount: (login: string, edit: AccountEdit) => send<FirstPassword>('PATCH', `/api/accounts/${encodeURIComponent(login)}`, edit),
  audit: (question: AuditQuestion) => send<AuditLog>('GET', `/api/audit${auditQuery(question)}`),
  cohorts: () => send<readonly CohortHead[]>('GET', '/api/cohorts'),
  cohort: (id: CohortId) => send<CohortReport>('GET', `/api/cohorts/${encodeURIComponent(id)}`),
  certificates: (id: CohortId) => send<Certificates>('GET', `/api/cohorts/${encodeURIComponent(id)}/certificates`),
  giveCertificate: (learner: LearnerId, certificate: string) =>
    send<{ readonly id: string }>('POST', `/api/learners/${encodeURIComponent(learner)}/certificates`, { certificate }),
  revokeCertificate: (learner: LearnerId, id: string, reason: string) =>
    send<void>('POST', `/api/learners/${encodeURIComponent(learner)}/certificates/revoke`, { id, reason }),
  steps: (id: CohortId) => send<Steps>('GET', `/api/cohorts/${encodeURIComponent(id)}/steps`),
  putStep: (id: LearnerId, step: { readonly requirement?: string; readonly lesson?: string; readonly met: boolean }) =>
    send<void>('POST', `/api/learners/${encodeURIComponent(id)}/steps`, step),
  putTrack: (id: LearnerId, track: string) => send<void>('POST', `/api/learners/${encodeURIComponent(id)}/track`, { track }),
  questions: (id: CohortId) => send<readonly CohortQuestion[]>('GET', `/api/cohorts/${encodeURIComponent(id)}/questions`),
  followUp: (id: CohortId) => send<FollowReport>('GET', `/api/cohorts/${encodeURIComponent(id)}/follow-up`),
  mentors: (id: CohortId) => send<Groups>('GET', `/api/cohorts/${encodeURIComponent(id)}/mentors`),
  accompany: (id: LearnerId, login: string, accompanies: boolean) =>
    send<void>('POST', `/api/learners/${encodeURIComponent(id)}/mentors`, { login, accompanies }),
  learner: (id: LearnerId) => send<LearnerRecord>('GET', `/api/learners/${encodeURIComponent(id)}`),
  makeCode: (id: LearnerId, kind: CodeKind = 'screen') => send<HandedCode>('POST', `/api/learners/${encodeURIComponent(id)}/codes`, { kind }),
  enrol: (cohort: CohortId, person: NewPerson) => send<Enrolled>('POST', `/api/cohorts/${encodeURIComponent(cohort)}/learners`, person),
  person: (id: LearnerId) => send<Person>('GET', `/api/learners/${encodeURIComponent(id)}/person`),
  editPerson: (id: LearnerId, edit: PersonEdit) => send<Person>('PATCH', `/api/learners/${encodeURIComponent(id)}`, edit),
  contact: (id: LearnerId) => send<KnownContact>('GET', `/api/learners/${encodeURIComponent(id)}/contact`),
  confirmWriter: (id: LearnerId, answer: WriterAnswer) => send<void>('POST', `/api/learners/${encodeURIComponent(id)}/confirm`, answer),
  /** Looks at a table of people, or takes all of them in. */
  importTable: async (cohort: CohortId, table: Blob, how: ImportHow): Promise<Import> => {
    const query = new URLSearchParams({ consent: how.consent, preview: how.preview ? '1' : '0', confirm_duplicates: how.confirmed ? '1' : '0' });
    const path = `/api/cohorts/${encodeURIComponent(cohort)}/learners/import?${query}`;
    return (await json(await request('POST', path, table))) as Import;
  },
  kin: (id: LearnerId) => send<Kinship>('GET', `/api/learners/${encodeURIComponent(id)}/kin`),
  recordKin: (id: LearnerId, login: string, relation: Relation) => send<void>('POST', `/api/learners/${encodeURIComponent(id)}/kin`, { login, relation }),
  endKin: (id: LearnerId, login: string) => send<void>('POST', `/api/learners/${encodeURIComponent(id)}/kin/end`, { login }),
  same: (id: LearnerId) => send<SamePerson>('GET', `/api/learners/${encodeURIComponent(id)}/same`),
  joinSame: (id: LearnerId, other: string, preview: boolean) => send<SamePerson>('POST', `/api/learners/${encodeURIComponent(id)}/same`, { other, preview }),
  partSame: (id: LearnerId) => send<SamePerson>('POST', `/api/learners/${encodeURIComponent(id)}/same/end`, {}),
  centers: () => send<readonly CenterHead[]>('GET', '/api/centres'),
  /** `before`: what is on the screen; when nothing changed since, that comes back. */
  board: (id: CenterId, since: Seconds, silentDays: number, before?: Board) =>
    sendUnlessHeld<Board>(`/api/centres/${encodeURIComponent(id)}/board?since=${since}&silent_days=${silentDays}`, before),
  devices: (id: LearnerId) => send<Devices>('GET', `/api/learners/${encodeURIComponent(id)}/devices`),
  renameDevice: (device: DeviceNumber, label: string) => send<void>('PATCH', `/api/devices/${device}`, { label }),
  revokeDevice: (device: DeviceNumber, reason: RevocationReason, since?: Seconds) =>
    send<{ readonly held_back: number }>('POST', `/api/devices/${device}/revoke`, { reason, ...(since === undefined ? {} : { since }) }),
  releaseDevice: (device: DeviceNumber, through: number) =>
    send<{ readonly held_back: number }>('POST', `/api/devices/${device}/release`, { through }),
  resetDevice: (device: DeviceNumber) => send<HandedCode>('POST', `/api/devices/${device}/reset`, {}),
  statements: (id: CohortId) => send<readonly StatementHead[]>('GET', `/api/cohorts/${encodeURIComponent(id)}/statements`),
  previewStatement: (id: CohortId, period: Partial<Period>) =>
    send<StatementPreview>('GET', `/api/cohorts/${encodeURIComponent(id)}/statements/preview?${new URLSearchParams({ ...period })}`),
  /** `statement` is made by the page: asking again with it closes once. */
  closeStatement: (id: CohortId, statement: StatementId, period: Period) =>
    send<Statement>('POST', `/api/cohorts/${encodeURIComponent(id)}/statements`, { id: statement, ...period }),
  statement: (id: StatementId) => send<Statement>('GET', `/api/statements/${encodeURIComponent(id)}`),
  markPaid: (id: StatementId, payment: Payment) => send<Statement>('POST', `/api/statements/${encodeURIComponent(id)}/payments`, payment),
  notices: (id: CohortId) => send<readonly KeptNotice[]>('GET', `/api/cohorts/${encodeURIComponent(id)}/notices`),
  addNotice: (cohort: CohortId, form: NoticeForm) => send<KeptNotice>('POST', `/api/cohorts/${encodeURIComponent(cohort)}/notices`, form),
  changeNotice: (id: NoticeId, form: NoticeForm) => send<KeptNotice>('PATCH', `/api/notices/${encodeURIComponent(id)}`, form),
  candidates: (id: NoticeId) => send<Candidates>('GET', `/api/notices/${encodeURIComponent(id)}/candidates`),
  attendance: (id: CohortId) => send<AttendanceReport>('GET', `/api/cohorts/${encodeURIComponent(id)}/attendance`),
  roll: (id: SessionId) => send<Roll>('GET', `/api/sessions/${encodeURIComponent(id)}`),
  addSession: (cohort: CohortId, session: NewSession) =>
    send<ScheduledSession>('POST', `/api/cohorts/${encodeURIComponent(cohort)}/sessions`, session),
  changeSession: (id: SessionId, edit: SessionEdit) => send<ScheduledSession>('PATCH', `/api/sessions/${encodeURIComponent(id)}`, edit),
  recoveryKey: () => send<{ readonly since?: Seconds }>('GET', '/api/recovery-key'),
  putRecoveryKey: (key: string) => send<void>('POST', '/api/recovery-key', { public: key }),
  recoveryRequest: (code: string) => send<RecoveryRequest>('GET', `/api/recoveries/${encodeURIComponent(code)}`),
  giveRecovery: (code: string, answer: string) =>
    send<{ readonly answers: number }>('POST', `/api/recoveries/${encodeURIComponent(code)}`, { answer }),
  /** A file that somebody carried here, as text. */
  takeFile: (text: string) => send<ReceivedFile>('POST', '/api/courier/files', { text }),
  trainerPacks: () => send<readonly TrainerPack[]>('GET', '/api/trainer-packs'),
  /** Which files make it: its manifest. */
  trainerPack: (pack: string, version: string) => send<object>('GET', `/api/trainer-packs/${encodeURIComponent(pack)}/${encodeURIComponent(version)}`),
  contentFile: (sha256: string) => send<object>('GET', `/api/files/${sha256}`),
  catalogue: () => send<Catalogue>('GET', '/api/catalogue'),
  /** A file for the person's disk, fetched here so that trouble is told in words, not saved as a file. */
  file: async (path: string): Promise<Blob> => {
    try {
      return await (await request('GET', path)).blob();
    } catch (thrown) {
      throw thrown instanceof ApiError ? thrown : new ApiError('offline');
    }
  },
};

export const paths = {
  learnersCsv: (id: CohortId) => `/api/cohorts/${encodeURIComponent(id)}/learners.csv`,
  learnersNamelessCsv: (id: CohortId) => `/api/cohorts/${encodeURIComponent(id)}/learners.csv?names=no`,
  statementCsv: (id: StatementId) => `/api/statements/${encodeURIComponent(id)}/lines.csv`,
  auditCsv: (question: AuditQuestion) => `/api/audit.csv${auditQuery(question)}`,
  attendanceCsv: (id: CohortId) => `/api/cohorts/${encodeURIComponent(id)}/attendance.csv`,
  attendanceNamelessCsv: (id: CohortId) => `/api/cohorts/${encodeURIComponent(id)}/attendance.csv?names=no`,
  recordCsv: (id: LearnerId) => `/api/learners/${encodeURIComponent(id)}/record.csv`,
};

function auditQuery(question: AuditQuestion): string {
  const given = Object.entries(question).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

/** By which name the server knows a body; gone with the body itself. */
const tags = new WeakMap<object, string>();

async function sendUnlessHeld<T extends object>(path: string, before: T | undefined): Promise<Answer<T>> {
  const held = before && tags.get(before);
  const response = await request('GET', path, undefined, held ? { 'if-none-match': held } : {});
  if (before && response.status === 304) return answer(response, before);
  const body = (await json(response)) as T;
  const tag = response.headers.get('etag');
  if (tag) tags.set(body, tag);
  return answer(response, body);
}

export async function send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const response = await request(method, path, body);
  return answer(response, response.status === 204 ? (undefined as T) : ((await json(response)) as T));
}

function answer<T>(response: Response, body: T): Answer<T> {
  const stamped = Date.parse(response.headers.get('date') ?? '');
  return { body, ...(Number.isNaN(stamped) ? {} : { serverTime: stamped / 1000 }) };
}

async function request(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIME_LIMIT_MS);
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: limit.signal,
      // The header is one that a form on another site cannot send.
      headers: method === 'GET' ? more : { 'content-type': body instanceof Blob ? 'text/csv' : 'application/json', 'x-chaski': '1' },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    });
    if (!response.ok && response.status !== 304) throw await failure(response);
    return response;
  } catch (thrown) {
    throw thrown instanceof ApiError ? thrown : new ApiError('offline');
  } finally {
    clearTimeout(timer);
  }
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await json(response)) as { code?: unknown; faults?: readonly FieldFault[] };
  if (body.faults?.length) return new ApiError(codeOf(body.code), undefined, body.faults);
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return Number.isNaN(seconds) ? new ApiError(codeOf(body.code)) : new ApiError(codeOf(body.code), seconds);
}

async function json(response: Response): Promise<object> {
  let text: string;
  try {
    text = await response.text();
  } catch {
    throw new ApiError('offline');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // falls through: whatever answered was not our server
  }
  throw new ApiError('unreadable');
}
