/**
 * Weeks beside each other: as columns in parts, and as lines of shares.
 *
 * Owns these two drawings. Must not: compute, or tell parts and lines apart by colour alone: parts
 * have patterns and lines have strokes of their own, and both a legend.
 */
import { number, percent } from '../format';
import { t } from './words';

export type Colour = 'work' | 'meet' | 'mind' | 'learn' | 'quiet';

export interface Columns {
  readonly parts: readonly { readonly words: string; readonly colour: Colour }[];
  /** One for each week: a number for each part, above each other; a week that is hidden has none. */
  readonly weeks: readonly { readonly words: string; readonly values: readonly number[] | undefined; readonly total: string }[];
}

const HEIGHT = 140;
const TOP = 22;

export function WeekColumns({ parts, weeks }: Columns) {
  const most = Math.max(...weeks.map(({ values }) => values?.reduce((a, b) => a + b, 0) ?? 0), 1);
  const slot = 100 / Math.max(1, weeks.length);
  return (
    <>
      <svg class="of-weeks" width="100%" height={HEIGHT + TOP + 26} aria-hidden="true">
        <line class="of-base" x1="0" x2="100%" y1={HEIGHT + TOP} y2={HEIGHT + TOP} />
        {weeks.map((week, index) => {
          let top = HEIGHT + TOP;
          const back = weeks.length - 1 - index;
          const gives = back % Math.ceil(weeks.length / 12) !== 0 ? 'of-absent' : back % Math.ceil(weeks.length / 5) !== 0 ? 'of-gives-way' : '';
          return (
            <g key={week.words}>
              {week.values?.map((value, part) => {
                const height = (value / most) * HEIGHT;
                top -= height;
                return <rect key={part} class={`rp-${parts[part]?.colour ?? 'learn'}`} x={`${slot * (index + 0.15)}%`} width={`${slot * 0.7}%`} y={top} height={height} />;
              })}
              <text class={`of-week-value ${weeks.length > 8 ? gives : ''}`} x={`${slot * (index + 0.5)}%`} y={(week.values ? top : HEIGHT + TOP) - 6} text-anchor="middle">{week.total}</text>
              <text class={`of-week-name ${gives}`} x={`${slot * (index + 0.5)}%`} y={TOP + HEIGHT + 19} text-anchor="middle">{week.words}</text>
            </g>
          );
        })}
      </svg>
      <ul class="of-legend" aria-hidden="true">
        {parts.map(({ words, colour }) => (
          <li key={words}>
            <svg class="of-key" viewBox="0 0 12 12"><rect class={`rp-${colour}`} width="12" height="12" rx="2" /></svg> {words}
          </li>
        ))}
      </ul>
    </>
  );
}

export interface Line {
  readonly words: string;
  /** Percent of each week, from the first on; a week that is hidden is a gap. */
  readonly shares: readonly (number | undefined)[];
}

/** The most lines that can be told apart. */
export const MOST_LINES = 5;

export function ShareLines({ lines }: { lines: readonly Line[] }) {
  const drawn = lines.slice(0, MOST_LINES);
  const weeks = Math.max(...drawn.map(({ shares }) => shares.length), 2);
  const at = (week: number) => (week / (weeks - 1)) * 100;
  return (
    <>
      <div class="rp-lines" aria-hidden="true">
        <span class="rp-axis-top">{percent(100)}</span>
        <span class="rp-axis-middle">{percent(50)}</span>
        <span class="rp-axis-bottom">{percent(0)}</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          {[0, 50, 100].map((y) => <line key={y} class="rp-grid" x1="0" x2="100" y1={y} y2={y} />)}
          {drawn.map((line, index) => (
            <path key={line.words} class={`rp-line rp-line-${index}`} d={pathOf(line.shares, at)} />
          ))}
        </svg>
        <span class="rp-axis-first">{t('week.n', { n: 1 })}</span>
        <span class="rp-axis-last">{t('week.n', { n: number(weeks) })}</span>
      </div>
      <ul class="of-legend">
        {drawn.map((line, index) => (
          <li key={line.words}>
            <svg class="rp-sample" viewBox="0 0 30 10" aria-hidden="true"><path class={`rp-line rp-line-${index}`} d="M0 5h30" /></svg> {line.words}
          </li>
        ))}
      </ul>
    </>
  );
}

function pathOf(shares: Line['shares'], at: (week: number) => number): string {
  let pen = 'M';
  return shares
    .map((share, week) => {
      if (share === undefined) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${at(week).toFixed(2)} ${(100 - share).toFixed(2)}`;
      pen = 'L';
      return step;
    })
    .join('');
}
