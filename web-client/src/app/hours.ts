/**
 * Owns saying how an entry stands with staff, and which of its versions are hers to replace.
 *
 * Must not: fold or judge; the standing is the core's. A code that this version does not know is
 * said in general words, never shown.
 */
import type { AnswerKind, Catalogue, Day, Hours, RecordView, StaffQuestion, VersionId, WorkEntry, WorkSource, WorkVersion } from '../engine/types';
import { t, type Key } from '../i18n';
import { atHour, dateName, dayName } from '../i18n/dates';
import type { Locale } from '../i18n/locale';
import { formatMoney } from '../i18n/money';
import type { IconName } from '../ui/icons';
import type { Tone } from '../ui/parts';
import { amountSaid, taskOf, wordsIn } from './amounts';
import type { FormStep } from './route';

/** The live versions that she wrote: what staff entered for her is theirs to correct. */
export function ownLive(entry: WorkEntry): readonly WorkVersion[] {
  return entry.live.filter((version) => version.source === undefined);
}

/** She wrote two versions without knowing, and only she can say which is right. */
export function hasTwoOfHers(entry: WorkEntry): boolean {
  return ownLive(entry).length > 1;
}

/** What staff wait for about an entry: the question first, then the entry made for her. */
export function askedOf(mine: RecordView | undefined, entry: WorkEntry): StaffQuestion | undefined {
  return mine?.questions.find((question) => question.entry === entry.id);
}

/** The same, also when she has answered: then she may answer anew. */
export function questionOn(mine: RecordView | undefined, { id, hours }: WorkEntry, about: VersionId): StaffQuestion | undefined {
  const open = mine?.questions.find((question) => question.about === about);
  if (open || hours.state !== 'asked' || hours.decision !== about) return open;
  return { kind: 'asked', entry: id, about, ...(hours.reason === undefined ? {} : { reason: hours.reason }), ...(hours.note === undefined ? {} : { note: hours.note }) };
}

/** Her own answer, as the button said it, or in her words. */
export function answerSaid(to: StaffQuestion['kind'], { kind, text }: { readonly kind: AnswerKind; readonly text?: string }): string {
  if (text !== undefined) return text;
  if (kind === 'not_so') return t('hours.no');
  return t(to === 'asked' ? 'hours.it_was' : 'hours.yes');
}

export interface Standing {
  readonly words: string;
  readonly tone: Tone;
  readonly icon?: IconName;
}

/** How it stands, in a few words; undefined while there is nothing to say of it. */
export function standingSaid(hours: Hours, today: Day, locale: Locale): Standing | undefined {
  const paid = hours.paidOn && dateName(hours.paidOn, today, locale);
  switch (hours.state) {
    case 'approved': {
      const amount = hours.amount ? formatMoney(hours.amount, locale) : '';
      return { words: paid ? t('hours.paid', { day: paid, amount }) : t('hours.approved', { amount }), tone: 'meet', icon: 'tick' };
    }
    case 'asked': return hours.answered ? { words: t('hours.answered'), tone: 'plain' } : { words: t('work.question'), tone: 'mind', icon: 'ask' };
    case 'declined': return { words: t('hours.declined'), tone: 'plain' };
    case 'question': return { words: t('hours.looked_at'), tone: 'plain' };
    case 'waiting':
      if (hours.corrected) return { words: t('hours.answered'), tone: 'plain' };
      return paid ? { words: t('hours.waits_again'), tone: 'plain' } : undefined;
    case 'withdrawn': return undefined;
  }
}

/** Why staff ask, by their code: a sentence that can be answered. */
const ASKED: Readonly<Record<string, Key>> = {
  'falta-hora': 'reason.start', 'otra-cantidad': 'reason.amount', 'otro-dia': 'reason.day', 'otro-trabajo': 'reason.task',
  repetida: 'reason.repeated', 'mas-detalle': 'reason.more',
};
/** Why it was not approved. */
const DECLINED: Readonly<Record<string, Key>> = {
  repetida: 'declined.repeated', 'fuera-de-plazo': 'declined.late', 'sin-trabajo': 'declined.no_work',
};
/** The codes that have words of their own here, for whoever offers them to staff. */
export const ASK_REASONS = Object.keys(ASKED);
export const DECLINE_REASONS = Object.keys(DECLINED);

export function whyAsked(code: string | undefined): string {
  return t(ASKED[code ?? ''] ?? 'reason.other');
}

export function whyDeclined(code: string | undefined): string {
  return t(DECLINED[code ?? ''] ?? 'declined.other');
}

/** What a question can be answered with in the work form, and where in it that is. */
const CORRECTED: Readonly<Record<string, { readonly words: Key; readonly to: FormStep }>> = {
  'falta-hora': { words: 'hours.correct_start', to: 'start' },
  'otra-cantidad': { words: 'hours.correct_amount', to: 'amount' },
  'otro-dia': { words: 'hours.correct_day', to: 'day' },
  'otro-trabajo': { words: 'hours.correct_task', to: 'task' },
  'mas-detalle': { words: 'hours.correct_note', to: 'note' },
};

export function correctionOf(code: string | undefined): { readonly words: Key; readonly to?: FormStep } {
  return CORRECTED[code ?? ''] ?? { words: 'hours.correct' };
}

/** What differs in her words now from what they were when she was asked: "Empezaste a las 9:00 de la mañana". */
export function correctedSaid({ hours, live, earlier }: WorkEntry, said: Said): string {
  const before = earlier.find(({ version }) => version === hours.corrected?.of);
  const [after] = live;
  if (!after) return '';
  const differs = (field: 'task' | 'day' | 'minutes' | 'units' | 'start' | 'note') => before?.[field] !== after[field];
  const task = taskOf(said.catalogue, after.task);
  const parts = [
    differs('task') && (wordsIn(task?.title, said.locale) || after.task),
    differs('day') && dayName(after.day, said.today, said.locale),
    (differs('minutes') || differs('units')) && amountSaid(after, task, said.locale),
    differs('start') && after.start !== undefined && t('work.started_at', { hour: atHour(after.start, said.locale) }),
    differs('note') && after.note,
  ];
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join(' · ');
}

/** In what words, and as of when. */
export interface Said {
  readonly catalogue: Catalogue | undefined;
  readonly today: Day;
  readonly locale: Locale;
}

const FROM: Readonly<Record<WorkSource, Key>> = { paper: 'source.paper', call: 'source.call', dead_phone: 'source.dead_phone' };

/** "Tu centro anotó esto por ti, de una hoja de papel." */
export function sourceSaid(source: WorkSource): string {
  return t(FROM[source]);
}
