/**
 * Names of the kinds of paid work, from the programme's catalogue.
 *
 * Owns fetching them once. Must not: hold up a page; without them a task shows its id.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../api/client';
import type { Task } from '../../engine/types';
import { inLocale } from './words';

export type Tasks = ReadonlyMap<string, Task>;

const tasks = signal<Tasks>(new Map());

export function useTasks(): Tasks {
  useEffect(() => {
    if (tasks.value.size > 0) return;
    api.catalogue().then(
      ({ body }) => (tasks.value = new Map(body.tasks.map((task) => [task.id, task]))),
      () => undefined, // the ids stand in until the next page
    );
  }, []);
  return tasks.value;
}

export function taskName(tasks: Tasks, id: string): string {
  const task = tasks.get(id);
  return task ? inLocale(task.title) : id;
}

export function unitName(tasks: Tasks, id: string): string | undefined {
  const unit = tasks.get(id)?.unit;
  return unit && inLocale(unit);
}
