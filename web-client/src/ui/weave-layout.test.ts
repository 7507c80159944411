/** The weave shows every stitch once, and grows downwards. */
import { describe, expect, it } from 'vitest';
import { layWeave, type Stitch } from './weave-layout';

const stitch: Stitch = { thread: 'learn', arrived: true };
const week = (n: number) => Array.from({ length: n }, () => stitch);
const stitches = (layout: ReturnType<typeof layWeave>) => layout.places.filter((place) => place.stitch);

describe('layWeave', () => {
  it('gives each week a row, empty weeks too', () => {
    const layout = layWeave([week(3), week(0), week(2)], 10, 1, 12);
    expect(layout.rows).toBe(3);
    expect(stitches(layout).map(({ row, column }) => [row, column])).toEqual([[0, 0], [0, 1], [0, 2], [2, 0], [2, 1]]);
  });

  it('lets a full week take another row, losing nothing', () => {
    const layout = layWeave([week(25), week(1)], 10, 1, 12);
    expect(layout.rows).toBe(4);
    expect(stitches(layout)).toHaveLength(26);
  });

  it('marks only the newest stitch, though the last week is empty', () => {
    const newest = layWeave([week(2), week(0)], 10, 4, 12).places.filter((place) => place.newest);
    expect(newest).toEqual([{ column: 1, row: 0, stitch, newest: true }]);
  });

  it('keeps the ground when there is nothing yet, and drops the oldest rows when there is much', () => {
    expect(layWeave([], 4, 3, 12).places).toHaveLength(12);
    const layout = layWeave(Array.from({ length: 20 }, () => week(1)), 4, 1, 8);
    expect(layout.rows).toBe(8);
    expect(stitches(layout)).toHaveLength(8);
  });
});
