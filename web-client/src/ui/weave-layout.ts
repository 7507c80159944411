/**
 * Owns where each stitch of a weave goes: rows of a lattice of diamonds, a week a row.
 *
 * Must not: know what a stitch stands for beyond its thread, or draw. Pure.
 */
export type Thread = 'learn' | 'work' | 'meet';

export interface Stitch {
  readonly thread: Thread;
  /** False while it has not reached the office: drawn light. */
  readonly arrived: boolean;
}

export interface Placed {
  readonly column: number;
  readonly row: number;
  /** Empty places of the ground have no stitch. */
  readonly stitch?: Stitch;
  readonly newest: boolean;
}

export interface WeaveLayout {
  readonly columns: number;
  readonly rows: number;
  readonly places: readonly Placed[];
}

/**
 * Lays the last weeks, oldest on top, the way a cloth grows downwards. A week with more
 * stitches than columns takes another row: none is left out. `mostRows` drops the oldest.
 */
export function layWeave(weeks: readonly (readonly Stitch[])[], columns: number, leastRows: number, mostRows: number): WeaveLayout {
  const rows: (readonly Stitch[])[] = [];
  for (const week of weeks) {
    if (week.length === 0) rows.push([]);
    for (let from = 0; from < week.length; from += columns) rows.push(week.slice(from, from + columns));
  }
  const shown = rows.slice(-mostRows);
  const lastWithStitch = shown.reduce((last, row, at) => (row.length ? at : last), -1);
  while (shown.length < leastRows) shown.push([]);
  const places: Placed[] = [];
  shown.forEach((row, at) => {
    for (let column = 0; column < columns; column += 1) {
      const stitch = row[column];
      const newest = at === lastWithStitch && column === row.length - 1;
      places.push(stitch ? { column, row: at, stitch, newest } : { column, row: at, newest: false });
    }
  });
  return { columns, rows: shown.length, places };
}
