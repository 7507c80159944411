/**
 * Names of the kinds of paid work, from the programme's catalogue.
 *
 * Owns fetching them once, and keeping the last for when the office cannot be reached; they are
 * nobody's secret. Must not: hold up a page; without them a task shows its id.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../api/client';
import type { Task } from '../../engine/types';
import { inLocale } from './words';

export type Tasks = ReadonlyMap<string, Task>;

const KEPT_UNDER = 'chaski-office-tasks';

const tasks = signal<Tasks>(new Map());

export function useTasks(): Tasks {
  useEffect(() => {
    if (tasks.value.size > 0) return;
    api.catalogue().then(
      ({ body }) => {
        tasks.value = byId(body.tasks);
        keep(body.tasks);
      },
      () => (tasks.value = byId(kept())), // those of the last time; the ids stand in for others
    );
  }, []);
  return tasks.value;
}

function byId(all: readonly Task[]): Tasks {
  return new Map(all.map((task) => [task.id, task]));
}

function keep(all: readonly Task[]): void {
  try {
    localStorage.setItem(KEPT_UNDER, JSON.stringify(all));
  } catch {
    // No room, or switched off: offline the ids stand in.
  }
}

function kept(): readonly Task[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? '[]');
    return Array.isArray(all) ? all.filter(isTask) : [];
  } catch {
    return [];
  }
}

function isTask(value: unknown): value is Task {
  const { id, title, measure } = (value ?? {}) as Partial<Record<keyof Task, unknown>>;
  return typeof id === 'string' && typeof title === 'object' && title !== null && (measure === 'minutes' || measure === 'units');
}

export function taskName(tasks: Tasks, id: string): string {
  const task = tasks.get(id);
  return task ? inLocale(task.title) : id;
}

export function unitName(tasks: Tasks, id: string): string | undefined {
  const unit = tasks.get(id)?.unit;
  return unit && inLocale(unit);
}
