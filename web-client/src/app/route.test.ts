/** Addresses name the kind of place and nothing of hers. */
import { describe, expect, it } from 'vitest';
import { above, parseRoute, readKept, written, type Route } from './route';

describe('addresses', () => {
  it('never hold which lesson or entry', () => {
    const routes: Route[] = [
      { place: 'lesson', course: 'secret', lesson: 'secret' }, { place: 'entry', entry: 'secret' }, { place: 'course', course: 'secret' },
    ];
    for (const route of routes) expect(written(route)).not.toContain('secret');
  });
  it('come back to the place, or to the one above when they need more', () => {
    expect(parseRoute('#/mensajes')).toEqual({ place: 'messages' });
    expect(parseRoute('#/leccion')).toEqual({ place: 'learn' });
    expect(parseRoute('#/anotado')).toEqual({ place: 'work' });
    expect(parseRoute('')).toEqual({ place: 'lock' });
    expect(parseRoute('#/what?ever')).toEqual({ place: 'home' });
  });
  it('lead upwards', () => {
    expect(above({ place: 'lesson', course: 'c', lesson: 'l' })).toEqual({ place: 'course', course: 'c' });
    expect(above({ place: 'messages' })).toEqual({ place: 'home' });
  });
  it('do not say whose picture was touched', () => {
    expect(written({ place: 'unlock', who: { other: 7 } })).toBe('#/abrir');
    expect(parseRoute('#/abrir')).toEqual({ place: 'lock' });
  });
  it('are returned to after closing, when they were her own', () => {
    expect(readKept({ place: 'entry', entry: 'e' })).toEqual({ place: 'entry', entry: 'e' });
    for (const other of [{ place: 'lock' }, { place: 'enrol' }, { place: 'home' }, { place: 'nowhere' }, null, 'work']) expect(readKept(other)).toBeUndefined();
  });
});
