import { expect, test } from 'vitest';

import type { Catalogue, RecordView } from '../engine/types';
import { copyOf } from './my-copy';

const programme: Catalogue = {
  programme: { id: 'p', title: { es: 'Puente' } },
  courses: [{ id: 'c', title: { es: 'Curso' }, language: 'es', pack: 'c', version: '1', sizeBytes: 1, lessons: [{ id: 'leccion1', title: 'El teléfono', level: 0, pages: 1, minutes: 5 }] as unknown as Catalogue['courses'][number]['lessons'] }],
  tasks: [],
};

const mine = {
  knots: { total: 2, phone: 2, centre: 2, office: 2 }, unsent: 0, questions: [], refused: [], since: '2026-09-28', surveyDays: {},
  lessons: { leccion1: { lesson: 'leccion1', state: 'done', place: 1, seconds: 60, scorePercent: 80, completedAt: 1_795_000_000, lastAt: 1_795_000_000, held: 'office' } },
  work: [], sessions: [], earnings: { weeks: [], payments: [{ id: 'x', version: 'v', from: '2026-10-01', to: '2026-10-31', amount: { amount: 12_345, currency: 'BOB' }, day: '2026-11-02', method: 'qr', entries: [] }] },
  messages: [{ id: 'm', text: '<img src=x onerror=alert(1)> & "hola"', hers: true, mine: true, at: 1_795_000_000, held: 'office' }],
  certificates: [{ id: 'i', certificate: 'uno', title: { es: 'Primeros pasos' }, programme: { es: 'Puente' }, name: 'Ana Condori', day: '2026-11-20', link: 'abc' }],
} as unknown as RecordView;

test('a copy says in words what her screens show, with the year of every day', () => {
  const copy = copyOf(mine, programme, { today: '2026-11-22', locale: 'es', origin: 'https://ejemplo.org' });
  for (const said of ['22 de noviembre de 2026', 'El teléfono', '80', '2 de noviembre de 2026', 'Primeros pasos, Ana Condori', 'https://ejemplo.org/v#abc']) {
    expect(copy).toContain(said);
  }
});

test('nothing that somebody wrote runs or loads in it', () => {
  const copy = copyOf(mine, programme, { today: '2026-11-22', locale: 'es', origin: 'https://ejemplo.org' });
  expect(copy).not.toContain('<img');
  expect(copy).toContain('&#60;img src=x onerror=alert(1)&#62; &#38; &#34;hola&#34;');
  expect(copy).not.toMatch(/<(script|link|iframe)|src="|url\(/);
});
