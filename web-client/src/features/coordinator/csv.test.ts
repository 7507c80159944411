/** CSV that a spreadsheet opens as data. */
import { describe, expect, it } from 'vitest';
import { fakeReport } from '../../api/fake';
import { csv, learnersTable } from './csv';

describe('csv', () => {
  it('begins with the byte order mark and ends every row', () => expect(csv([['a', 1], ['b', 2]])).toBe('\ufeffa,1\r\nb,2\r\n'));
  it.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', ' =1', '\uff1d1'])('keeps %j from being a formula', (text) => {
    expect(csv([[text]]).replace(/["\ufeff]/g, '').startsWith("'")).toBe(true);
  });
  it('leaves numbers numbers', () => expect(csv([[-5]])).toBe('\ufeff-5\r\n'));
  it('quotes what would break a row', () => expect(csv([['a"b', 'c,d', 'e\nf', 'g;h']])).toBe('\ufeff"a""b","c,d","e\nf","g;h"\r\n'));
});

describe('learners', () => {
  it('are the shown ones in their order, one column a week', () => {
    const report = fakeReport();
    const shown = [...report.learners].reverse().slice(0, 3);
    const table = learnersTable(report, shown);
    expect(table.map((row) => row[0])).toEqual(['Clave', ...shown.map((row) => row.label)]);
    expect(new Set(table.map((row) => row.length))).toEqual(new Set([11 + report.weeks.length]));
    expect(table[1]?.[4]).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$/);
  });
});
