/**
 * One learner's made-up record for the pretend server: two phones, corrections, an open question.
 *
 * Owns that record and a small catalogue. Must not: be imported by anything but tests.
 */
import type { Catalogue } from '../engine/types';
import type { EntryHistory, LearnerRecord, LessonRecord, ProgressVersion, WorkFields, WorkVersion } from './types';

const DAY = 86_400;
const PHONES = [
  { writer: 'ab12cd34', phone: 'Teléfono 1' },
  { writer: 'ef56ab78', phone: 'Teléfono 2' },
] as const;

export const LESSONS = [
  'Cómo funciona Internet', 'La línea de comandos', 'Instalar Python', 'El editor de código', 'Introducción a Python', '¿Qué es Django?',
  'Tu primer proyecto', 'Modelos', 'El administrador', 'Publicar en la web', 'Direcciones (URL)', 'Vistas', 'Plantillas', 'Hojas de estilo',
];

export const fakeCatalogue: Catalogue = {
  programme: { id: 'puente', title: { es: 'Puente', en: 'Bridge' } },
  courses: [],
  tasks: [
    { id: 'label-images', title: { es: 'Etiquetar imágenes', en: 'Label images' }, icon: 'image', measure: 'minutes' },
    { id: 'transcribe', title: { es: 'Transcribir audios', en: 'Transcribe audio' }, icon: 'sound', measure: 'minutes' },
    { id: 'receipts', title: { es: 'Revisar recibos', en: 'Check receipts' }, icon: 'paper', measure: 'units', unit: { es: 'recibos', en: 'receipts' } },
  ],
};

export function fakeRecord(learner: { id: string; label: string; name: string }, now: number): LearnerRecord {
  const asks = learner.id === 'learner-1' || learner.id === 'learner-12';
  return {
    learner: { ...learner, cohort: 'cohort-1', enrolled_at: Date.UTC(2026, 8, 28, 15) / 1000 },
    as_of: now,
    phones: [
      { writer: PHONES[0].writer, label: 'Teléfono 1', since: Date.UTC(2026, 8, 28, 15) / 1000, last_data: now - 5 * 3600, clock_offset_seconds: 12, changes: 84, missing: 0 },
      { writer: PHONES[1].writer, label: 'Teléfono 2', since: Date.UTC(2026, 9, 30, 15) / 1000, last_data: now - 4 * DAY, clock_offset_seconds: 3 * 3600 + 120, changes: 12, missing: 3 },
    ],
    lessons: LESSONS.slice(0, 12).map((title, index) => lesson(title, index, now)),
    sessions: [],
    work: [...(asks ? [question(now)] : []), ...ordinary(now)],
  };
}

function lesson(title: string, index: number, now: number): LessonRecord {
  const at = now - (40 - index * 3) * DAY;
  const done = index < 11;
  const first: ProgressVersion = {
    ...stamp(`${index * 3 + 1}`, 0, at - 1800, at + 3600, false), state: 'open', place: 2, seconds: 180,
  };
  const last: ProgressVersion = {
    ...stamp(`${index * 3 + 2}`, 0, at, at + 3600, true),
    state: done ? 'done' : 'open', place: 5, seconds: 540 + index * 30,
    ...(done ? { completed_at: at } : {}), ...(index % 2 === 0 ? { score_percent: 80 } : {}),
  };
  const again: ProgressVersion = { ...stamp('7', 1, at + DAY, at + 3 * DAY, true), state: 'open', place: 3, seconds: 200 };
  return {
    lesson: `lesson${index}`, title, course: index < 5 ? 'Primeros pasos' : 'Tu primer sitio web',
    folded: {
      state: last.state, place: 5, seconds: last.seconds, last_at: at,
      ...(last.score_percent === undefined ? {} : { score_percent: last.score_percent }), ...(done ? { completed_at: at } : {}),
    },
    by_writer: [
      { writer: PHONES[0].writer, history: [last, first] },
      ...(index === 4 ? [{ writer: PHONES[1].writer, history: [again] }] : []),
    ],
  };
}

function question(now: number): EntryHistory {
  const shared = { task: 'label-images', day: '2026-11-17', withdrawn: false } as const;
  const first = work('40', 0, now - 4 * DAY, now - 4 * DAY + 60, false, { ...shared, minutes: 120, note: 'grupo 7' });
  const one = work('52', 0, now - 2 * DAY, now - 5 * 3600, true, { ...shared, minutes: 210, start: 540, note: 'grupo 7 y grupo 8' });
  const two = work('47', 1, now - 3 * DAY, now - 4 * 3600, true, { ...shared, minutes: 180, start: 540, note: 'grupo 7' });
  return { entry: '019a0000-0000-7000-8000-000000000001', open_question: true, live: [one, two], history: [one, two, first] };
}

function ordinary(now: number): EntryHistory[] {
  const entries: EntryHistory[] = [];
  for (let index = 0; index < 12; index += 1) {
    const seconds = now - (index * 4 + 1) * DAY;
    const day = new Date(seconds * 1000).toISOString().slice(0, 10);
    const fields: WorkFields =
      index % 4 === 2
        ? { task: 'receipts', day, units: 40 + index, withdrawn: false }
        : { task: index % 2 ? 'transcribe' : 'label-images', day, minutes: 60 + index * 15, withdrawn: index === 5 };
    const current = work(`${90 - index}`, 0, seconds, seconds + (index === 1 ? 2 * DAY : 60), true, fields);
    const before = work(`${60 - index}`, 0, seconds - 600, seconds, false, { ...fields, withdrawn: false, ...(fields.minutes ? { minutes: fields.minutes + 30 } : {}) });
    entries.push({
      entry: `019a0000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`,
      open_question: false, live: [current], history: index % 5 === 0 ? [current, before] : [current],
    });
  }
  return entries;
}

function work(op: string, phone: 0 | 1, at: number, received: number, live: boolean, fields: WorkFields): WorkVersion {
  return { ...stamp(op, phone, at, received, live), ...fields };
}

function stamp(op: string, phone: 0 | 1, at: number, received: number, live: boolean) {
  return { ...PHONES[phone], op: `${op}@${PHONES[phone].writer}`, at, received_at: received, live, standing: 'effective' as const, change: `c${op}` };
}
