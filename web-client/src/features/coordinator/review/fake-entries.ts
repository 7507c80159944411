/**
 * Entries for the tests of these pages, and a notebook in memory that holds them.
 *
 * Must not: be imported by anything but tests.
 */
import { FakeDesk } from '../../../desk/fake';
import type { Queue, QueueEntry, QueueVersion } from '../../../desk/types';
import type { Task } from '../../../engine/types';

export const TASKS = new Map<string, Task>([
  ['etiquetar', { id: 'etiquetar', title: { es: 'Etiquetar imágenes', en: 'Label images' }, icon: 'image', measure: 'minutes' }],
  ['revisar', { id: 'revisar', title: { es: 'Revisar textos', en: 'Check texts' }, icon: 'text', measure: 'units', unit: { es: 'textos', en: 'texts' } }],
]);

export const PAY = { basis: 'hour', rate: 1650, currency: 'BOB', rounding: 10 } as const;
export const NOW = Date.UTC(2026, 10, 21, 19, 0) / 1000;

export function version(id: string, more: Partial<QueueVersion> = {}): QueueVersion {
  return { version: id, by: 'learner', at: NOW - 86_400, task: 'etiquetar', day: '2026-11-17', minutes: 120, withdrawn: false, ...more };
}

export function entry(id: string, more: Partial<QueueEntry> = {}): QueueEntry {
  return {
    learner: { id: 'ana', label: 'P-0001', name: 'Ana' }, entry: id, state: 'waiting', answered: false, flags: [], with: [], bulk: true,
    pay: { ...PAY, amount: 3_300 }, live: [version(`v-${id}`)], earlier: [], decisions: [], listed: true, ...more,
  };
}

export const eva = { id: 'eva', label: 'P-0002', name: 'Eva' };

export async function openDesk(entries: readonly QueueEntry[], online = true): Promise<FakeDesk> {
  const queue: Queue = { cohort: 'c', asOf: NOW, bulk: { entries: 50, amount: 500_000 }, entries, decided: [], refused: [] };
  const learners = [{ id: 'ana', label: 'P-0001', name: 'Ana', state: 'here' as const }, { ...eva, state: 'here' as const }];
  const desk = new FakeDesk({ login: 'maria', online: true, cohorts: [{ id: 'c', title: 'Cohorte 1', asOf: NOW, learners }], queues: { c: queue } });
  await desk.choose('maria');
  await desk.create({ kind: 'digits', digits: '503817' });
  await desk.visit('c');
  desk.world.online = online;
  return desk;
}
