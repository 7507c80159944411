/**
 * What stands in the log, as people read it: a day's bounds, to whom, and the small print.
 *
 * Owns these words. Must not: hide an entry or a part of one that it has no words for.
 */
import { t, type Key } from './words';
import es from '../../../i18n/coordinator.admin.es.json';

const DAY_SECONDS = 86_400;

/** From midnight to midnight where the reader is. */
export function dayBounds(day: string): { readonly since: number; readonly until: number } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const since = new Date(year, month - 1, date).getTime() / 1000;
  // A day on which clocks change is not 24 hours long.
  const until = new Date(year, month - 1, date + 1).getTime() / 1000;
  return { since, until: until > since ? until : since + DAY_SECONDS };
}

/** `learner:01ab…` as `persona 01ab…`; an id is shortened as far as it still tells two apart. */
export function subjectWords(subject: string): string {
  const [kind = '', id = ''] = subject.split(/:(.*)/s);
  if (id === '?') return t('subject.nobody');
  const key = `subject.${kind}`;
  const words = key in es ? t(key as Key) : kind;
  return id ? `${words} ${/^[0-9a-f]{32}$/.test(id) ? `${id.slice(0, 8)}…` : id}` : words;
}

/** The details as `motivo: perdido; filas: 3`. What has no words here is shown as it stands, spaced. */
export function detailWords(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${wordsOf('detail', name)}: ${(Array.isArray(value) ? value : [value]).map((each) => valueWords(each)).join(', ')}`)
    .join('; ');
}

function valueWords(value: unknown): string {
  const text = String(value);
  return /^[0-9a-f]{16,}$/.test(text) ? `${text.slice(0, 8)}…` : wordsOf('value', text);
}

function wordsOf(kind: 'detail' | 'value', word: string): string {
  const key = `${kind}.${word}`;
  return key in es ? t(key as Key) : word.replaceAll('_', ' ');
}
