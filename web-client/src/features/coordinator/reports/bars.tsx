/**
 * Bars beside words, drawn by hand: one number each, which opens onto the people behind it.
 *
 * Owns this drawing. Must not: compute, or leave anything to colour alone.
 */
import type { Count } from '../../../api/reports';
import { number, percent } from '../format';
import { said, share } from './numbers';
import { t } from './words';

export interface Bar {
  readonly key: string;
  readonly words: string;
  readonly value: Count;
  /** The value as it is said, where it is no plain number. */
  readonly said?: string;
  /** What the whole length stands for, where rows differ in that. */
  readonly of?: Count;
  /** A second, lighter length behind the first. */
  readonly behind?: Count;
  readonly target?: number | undefined;
  readonly href?: string | undefined;
  readonly colour?: 'learn' | 'work' | 'meet' | 'mind' | 'quiet';
  /** Beside the number. */
  readonly note?: string | undefined;
}

export function Bars({ bars, shares = false, test }: { bars: readonly Bar[]; shares?: boolean; test: string }) {
  const most = Math.max(...bars.map((bar) => Math.max(bar.value ?? 0, bar.behind ?? 0, bar.target ?? 0)), 1);
  return (
    <ol class="rp-bars" data-test={test}>
      {bars.map((bar) => {
        const whole = bar.of === undefined ? most : Math.max(bar.of ?? 0, 1);
        const long = (count: number) => `${Math.min(100, (count / whole) * 100)}%`;
        const part = shares ? share(bar.value, bar.of ?? null) : undefined;
        return (
          <li key={bar.key} data-test={`${test}-${bar.key}`}>
            <span class="rp-words">{bar.words}</span>
            <svg width="100%" height="24" aria-hidden="true">
              <rect width="100%" height="24" rx="5" class="of-track" />
              {typeof bar.behind === 'number' && bar.behind > 0 && <rect width={long(bar.behind)} height="24" rx="5" class={`rp-light-${bar.colour ?? 'learn'}`} />}
              {typeof bar.value === 'number' && bar.value > 0 && <rect width={long(bar.value)} height="24" rx="5" class={`rp-${bar.colour ?? 'learn'}`} />}
              {bar.target !== undefined && <line class="rp-target" x1={long(bar.target)} x2={long(bar.target)} y1="0" y2="24" />}
            </svg>
            <span class="rp-number">
              <Number bar={bar} />
              {part !== undefined && <span class="of-soft"> · {percent(part)}</span>}
            </span>
            {(bar.note || bar.target !== undefined) && (
              <span class="rp-note of-soft">
                {bar.note}
                {bar.target !== undefined && ` ${t('target.of', { n: bar.said === undefined ? number(bar.target) : percent(bar.target) })}`}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Number({ bar }: { bar: Bar }) {
  if (bar.value === null) return <span class="of-soft">{t('hidden')}</span>;
  const words = bar.said ?? said(bar.value);
  if (!bar.href || bar.value === 0) return <b>{words}</b>;
  return (
    <a href={bar.href} aria-label={t('people.see', { n: words, what: bar.words })}>
      <b>{words}</b> <span aria-hidden="true">›</span>
    </a>
  );
}
