/** The choice in the address and back, and as the office is asked. */
import { describe, expect, it } from 'vitest';
import {
  askedFor, EVERYTHING, handoutQuery, lastMonth, peopleQuery, readFigure, readView, reportQuery, sealedQuery, unpaidQuery, writeFigure, writeView,
  xapiQuery, type ReportsView,
} from './view';

const WOMEN: ReportsView = { only: { region: 'norte & sur', gender: 'female' }, ageFrom: 36, from: '2026-01-01', to: '2026-03-31', by: 'age_band', few: true };

describe('the choice', () => {
  it.each([EVERYTHING, WOMEN, { only: { cohort: 'c 1' }, ageTo: 24 }])('%j comes back from the address', (view) =>
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view));

  it('may be told apart by what a survey asked, and where answers were sealed of everybody alone', () => {
    const view: ReportsView = { ...WOMEN, by: 'survey.migrant' };
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
    expect(readView(new URLSearchParams('by=survey.Pa%C3%ADs'))).toEqual(EVERYTHING);
    expect(askedFor('survey.migrant')).toBe('migrant');
    expect(askedFor('gender')).toBeUndefined();
    expect(new URLSearchParams(reportQuery(view, 'survey.education')).get('by')).toBe('education');
    expect(sealedQuery('survey.migrant')).toBe('by=migrant');
  });

  it('leaves out what makes no sense', () => {
    expect(readView(new URLSearchParams('from=ayer&ageFrom=x&by=name&few=2'))).toEqual(EVERYTHING);
    expect(readFigure(new URLSearchParams('report=nada&item=[{}]&quiet=x'))).toEqual({ report: 'funnel', figure: 'enrolments' });
  });

  it('brings a figure along', () => {
    const figure = { report: 'progress', figure: 'stopped', item: { course: 'a', lesson: 3 }, quiet: 14 } as const;
    expect(readFigure(writeFigure(WOMEN, figure))).toEqual(figure);
    expect(readView(writeFigure(WOMEN, figure))).toEqual(WOMEN);
  });

  it('is asked of the office as its page says', () => {
    const asked = new URLSearchParams(reportQuery(WOMEN, 'age_band'));
    expect(JSON.parse(asked.get('only') ?? '')).toEqual({ region: 'norte & sur', gender: 'female' });
    expect([asked.get('age_from'), asked.get('by'), asked.get('least'), asked.get('to')]).toEqual(['36', 'age_band', '1', '2026-03-31']);
    expect(reportQuery(EVERYTHING)).toBe('');
    expect(new URLSearchParams(peopleQuery(WOMEN, { report: 'funnel', figure: 'completed' })).get('figure')).toBe('completed');
    expect(handoutQuery({ only: {}, from: '2026-10-01' }, 'funder', { rows: false, tags: true })).toBe('from=2026-10-01&why=funder&rows=no&hxl=yes');
    expect(xapiQuery(WOMEN, 'research')).toBe('from=2026-01-01&to=2026-03-31&why=research');
    expect(unpaidQuery({ only: { center: 'x', region: 'n' }, from: '2026-10-01' })).toBe('from=2026-10-01&center=x');
  });
});

it('knows the month before', () => {
  expect(lastMonth('2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-10-31' });
  expect(lastMonth('2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(lastMonth('2028-03-01')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
});
