/**
 * What the page of figures tells of: whom, which days, told apart by what.
 *
 * Owns the choice as it stands in the address, and as the office is asked. Must not: fetch or draw.
 */
import type { DimensionName, ReportName } from '../../../api/reports';

/** Values of dimensions by which people are chosen. */
export const CHOSEN = ['center', 'cohort', 'region', 'track', 'gender'] as const;
export type Chosen = (typeof CHOSEN)[number];

export const APART: readonly DimensionName[] = ['gender', 'age_band', 'region', 'center', 'cohort', 'track'];

/** What people are told apart by: a thing of the office's, or a question of a survey. */
export type Apart = DimensionName | `survey.${string}`;

/** A question of a survey, as the office calls it; nothing for other things. */
export function askedFor(by: Apart | undefined): string | undefined {
  return by?.startsWith('survey.') ? by.slice('survey.'.length) : undefined;
}

/** Fewest people that a number tells of, where somebody wants to see smaller ones too. */
export const LEAST = 5;

export interface ReportsView {
  readonly only: Readonly<Partial<Record<Chosen, string>>>;
  readonly ageFrom?: number;
  readonly ageTo?: number;
  readonly from?: string;
  readonly to?: string;
  readonly by?: Apart;
  /** Groups of a few are shown too. */
  readonly few?: boolean;
}

export const EVERYTHING: ReportsView = { only: {} };

/** A figure whose people are to be listed. */
export interface Figure {
  readonly report: ReportName;
  readonly figure: string;
  readonly item?: Readonly<Record<string, string | number>>;
  /** Nothing came from them for so many days. */
  readonly quiet?: number;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Does it tell of a part only? */
export function isChosen({ only, ageFrom, ageTo, from, to }: ReportsView): boolean {
  return Object.keys(only).length > 0 || [ageFrom, ageTo, from, to].some((each) => each !== undefined);
}

/** From the address. */
export function readView(query: URLSearchParams): ReportsView {
  const day = (name: string) => (DAY.test(query.get(name) ?? '') ? { [name]: query.get(name) ?? '' } : {});
  const age = (name: 'ageFrom' | 'ageTo') => (/^\d{1,3}$/.test(query.get(name) ?? '') ? { [name]: Number(query.get(name)) } : {});
  const only = CHOSEN.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : []));
  const asked = query.get('by') ?? '';
  const by: Apart | undefined = /^survey\.[a-z0-9-]{1,32}$/.test(asked) ? (asked as Apart) : APART.find((name) => name === asked);
  return {
    only: Object.fromEntries(only) as ReportsView['only'],
    ...age('ageFrom'), ...age('ageTo'), ...day('from'), ...day('to'),
    ...(by ? { by } : {}),
    ...(query.get('few') === '1' ? { few: true } : {}),
  };
}

/** For the address. */
export function writeView(view: ReportsView): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of CHOSEN) {
    const value = view.only[name];
    if (value) query.set(name, value);
  }
  for (const name of ['ageFrom', 'ageTo', 'from', 'to', 'by'] as const) {
    const value = view[name];
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  if (view.few) query.set('few', '1');
  return query;
}

/** A figure, beside the view in which it stands. */
export function writeFigure(view: ReportsView, { report, figure, item, quiet }: Figure): URLSearchParams {
  const query = writeView(view);
  query.set('report', report);
  query.set('figure', figure);
  if (item) query.set('item', JSON.stringify(item));
  if (quiet !== undefined) query.set('quiet', String(quiet));
  return query;
}

const REPORTS: readonly ReportName[] = ['funnel', 'courses', 'retention', 'progress', 'hours', 'attendance', 'outcomes'];

export function readFigure(query: URLSearchParams): Figure {
  const quiet = Number.parseInt(query.get('quiet') ?? '', 10);
  return {
    report: REPORTS.find((name) => name === query.get('report')) ?? 'funnel',
    figure: query.get('figure') ?? 'enrolments',
    ...readItem(query.get('item')),
    ...(Number.isNaN(quiet) ? {} : { quiet }),
  };
}

function readItem(text: string | null): Pick<Figure, 'item'> {
  try {
    const item: unknown = JSON.parse(text ?? '');
    const plain = typeof item === 'object' && item !== null && Object.values(item).every((part) => typeof part === 'string' || typeof part === 'number');
    return plain ? { item: item as Record<string, string | number> } : {};
  } catch {
    return {};
  }
}

/** The part of a question that says of whom, and when. */
function askedOf(view: ReportsView): URLSearchParams {
  const query = new URLSearchParams();
  if (Object.keys(view.only).length > 0) query.set('only', JSON.stringify(view.only));
  if (view.ageFrom !== undefined) query.set('age_from', String(view.ageFrom));
  if (view.ageTo !== undefined) query.set('age_to', String(view.ageTo));
  if (view.from) query.set('from', view.from);
  if (view.to) query.set('to', view.to);
  return query;
}

/** What the office is asked for a report, told apart by nothing or by one thing. */
export function reportQuery(view: ReportsView, by?: Apart): string {
  const query = askedOf(view);
  if (by) query.set('by', askedFor(by) ?? by);
  if (view.few) query.set('least', '1');
  return query.toString();
}

/** And where answers were sealed: of everybody, since nobody is to be left out to learn hers. */
export function sealedQuery(by: Apart): string {
  return new URLSearchParams({ by: askedFor(by) ?? by }).toString();
}

/** And for the people behind a figure. */
export function peopleQuery(view: ReportsView, { figure, item, quiet }: Figure): string {
  const query = askedOf(view);
  query.set('figure', figure);
  if (item) query.set('item', JSON.stringify(item));
  if (quiet !== undefined) query.set('quiet', String(quiet));
  return query.toString();
}

/** And for a file. Only of a workbook the rows can be left out. */
export function handoutQuery(view: ReportsView, why: string, { rows, tags }: { readonly rows: boolean; readonly tags: boolean }): string {
  const query = askedOf(view);
  query.set('why', why);
  if (!rows) query.set('rows', 'no');
  if (tags) query.set('hxl', 'yes');
  return query.toString();
}

/** And for what each one did: of everybody, in these days. */
export function xapiQuery(view: ReportsView, why: string): string {
  const query = new URLSearchParams();
  if (view.from) query.set('from', view.from);
  if (view.to) query.set('to', view.to);
  query.set('why', why);
  return query.toString();
}

/** And for hours that are not paid: of a centre or cohort, in these days. */
export function unpaidQuery(view: ReportsView): string {
  const query = new URLSearchParams();
  if (view.from) query.set('from', view.from);
  if (view.to) query.set('to', view.to);
  for (const name of ['center', 'cohort'] as const) {
    const value = view.only[name];
    if (value) query.set(name, value);
  }
  return query.toString();
}

/** First and last day of the month before the one of this day. */
export function lastMonth(today: string): { readonly from: string; readonly to: string } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: day(Date.UTC(year, month - 2, 1)), to: day(Date.UTC(year, month - 1, 0)) };
}
