/**
 * Approving many at once: the choice, the limit in words, and one more look before it is done.
 *
 * Owns this panel. Must not: approve anything that was not chosen, or stop at the first that fails.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueueEntry } from '../../../desk/types';
import { amount as time, number } from '../format';
import { moneys } from '../pay/words';
import { amountOf, fitting, isOver, sumOf, type Limits, type Sum, type Used } from './bulk';
import { theDesk } from './desk';
import { decision } from './entry';
import { t, tn } from './words';

/** What was approved at once from this page today, by the office's day. */
const used = signal<Used & { readonly day: number }>({ day: 0, entries: 0, amount: 0 });

function usedToday(now: number): Used {
  return used.value.day === Math.floor(now / 86_400) ? used.value : { entries: 0, amount: 0 };
}

/** `18 h 30 y 40 unidades`. */
export function workSaid({ minutes, units }: Pick<Sum, 'minutes' | 'units'>): string {
  const parts = [...(minutes > 0 ? [time(minutes)] : []), ...(units > 0 ? [tn('units', units, { n: number(units) })] : [])];
  return parts.length === 2 ? t('flag.and', { first: parts[0] ?? '', second: parts[1] ?? '' }) : (parts[0] ?? '');
}

export function sureSaid(sum: Sum): string {
  return tn('bulk.sureWhat', sum.entries, { people: tn('bulk.people', sum.people), work: workSaid(sum), amount: moneys(sum.money) });
}

interface Props {
  readonly may: readonly QueueEntry[];
  readonly chosen: readonly QueueEntry[];
  readonly limits: Limits;
  /** Seconds since 1970. */
  readonly now: number;
  choose(entries: readonly QueueEntry[]): void;
  done(words: string): void;
}

export function BulkPanel({ may, chosen, limits, now, choose, done }: Props) {
  const [sure, setSure] = useState(false);
  const today = usedToday(now);
  const fit = fitting(may, limits, today);
  const over = chosen.length > 0 && isOver(chosen, limits, today);
  const sum = sumOf(chosen);
  const currency = sumOf(may).money[0]?.currency ?? '';
  return (
    <section class="of-card of-bulk" aria-labelledby="bulk-title" data-test="bulk">
      <h2 id="bulk-title">{tn('bulk.title', may.length)}</h2>
      <p class="of-soft" data-test="bulk-limit">{t('bulk.limit', { entries: number(limits.entries), amount: moneys([{ currency, amount: limits.amount }]) })}</p>
      <p role="status" data-test="bulk-chosen">{chosen.length > 0 && t('bulk.chosen', { what: [number(sum.entries), workSaid(sum), moneys(sum.money)].filter(Boolean).join(' · ') })}</p>
      {over && <p class="of-problem" data-test="bulk-over">{t('bulk.over')}</p>}
      <div class="of-actions">
        {chosen.length > 0 && (
          <button type="button" class="of-button of-main" aria-disabled={over} onClick={() => { if (!over) setSure(true); }} data-test="bulk-go">{tn('bulk.go', chosen.length)}</button>
        )}
        {chosen.length === 0 ? (
          fit.length > 0 && (
            <button type="button" class="of-button" onClick={() => choose(fit)} data-test="bulk-all">
              {fit.length === may.length ? tn('bulk.all', fit.length) : t('bulk.allFit', { n: fit.length })}
            </button>
          )
        ) : (
          <button type="button" class="of-button of-quiet" onClick={() => choose([])} data-test="bulk-none">{t('bulk.none')}</button>
        )}
      </div>
      {sure && <Sure chosen={chosen} sum={sum} now={now} onLeave={() => setSure(false)} done={done} />}
    </section>
  );
}

interface SureProps {
  readonly chosen: readonly QueueEntry[];
  readonly sum: Sum;
  readonly now: number;
  onLeave(): void;
  done(words: string): void;
}

function Sure({ chosen, sum, now, onLeave, done }: SureProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // What was read is what is approved, whatever comes in meanwhile.
  const [what] = useState({ chosen, words: sureSaid(sum) });
  const [at, setAt] = useState<number | undefined>();
  useEffect(() => dialog.current?.showModal(), []);
  const go = async () => {
    if (at !== undefined) return;
    let approved = 0;
    for (const [number, entry] of what.chosen.entries()) {
      setAt(number);
      const [version] = entry.live;
      if (!version) continue;
      try {
        await theDesk().act(entry.learner.id, decision(entry, version.version, { outcome: 'approve', bulk: true }));
        approved += 1;
        const before = usedToday(now);
        used.value = { day: Math.floor(now / 86_400), entries: before.entries + 1, amount: before.amount + amountOf([entry]) };
      } catch {
        // It stays in the queue, and how many did is said.
      }
    }
    const skipped = what.chosen.length - approved;
    dialog.current?.close();
    done([tn('bulk.done', approved), ...(skipped > 0 ? [tn('bulk.skipped', skipped)] : [])].join(' '));
  };
  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="bulk-sure" onClose={onLeave} onCancel={(event) => { if (at !== undefined) event.preventDefault(); }} data-test="bulk-sure">
      <h2 id="bulk-sure">{t('bulk.sure')}</h2>
      <p data-test="bulk-what">{what.words}</p>
      <p role="status">{at !== undefined && t('bulk.working', { n: at + 1, total: what.chosen.length })}</p>
      <div class="of-actions">
        <button type="button" class="of-button of-main" aria-disabled={at !== undefined} onClick={() => void go()} data-test="bulk-yes">{t('bulk.yes')}</button>
        {at === undefined && <button type="button" class="of-button of-quiet" onClick={() => dialog.current?.close()} data-test="bulk-no">{t('do.cancel')}</button>}
      </div>
    </dialog>
  );
}
