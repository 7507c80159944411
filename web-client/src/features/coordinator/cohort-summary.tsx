/**
 * The head of a cohort page: how many go on, what waits for a person, five figures.
 *
 * Owns this part. Must not: call silence a dropout; only that nothing was heard is known.
 */
import type { CohortReport } from '../../api/types';
import { byWeek, totals, type Totals } from './figures';
import { hours, number, percent } from './format';
import type { Standing, State, View } from './learners-view';
import { hashOf, showView } from './route';
import { t, tn } from './words';

interface Props {
  readonly report: CohortReport;
  readonly id: string;
  readonly view: View;
}

export function Summary({ report, id, view }: Props) {
  const sums = totals(report);
  return (
    <>
      <div class="of-first">
        <section class="of-card of-hero" aria-labelledby="hero">
          <p id="hero" class="of-lead">
            <b data-test="active-count">{number(sums.standing.active)}</b>{' '}
            <span>{t('hero.of', { total: number(report.learners.length) })}</span>
          </p>
          <Split counts={sums.standing} total={report.learners.length} />
          {sums.standing.unheard > 0 && <p class="of-soft">{t('hero.unheardNote')}</p>}
        </section>
        <Waiting sums={sums} id={id} view={view} />
      </div>
      <Figures report={report} sums={sums} />
    </>
  );
}

const PARTS: readonly { readonly standing: Standing; readonly words: 'hero.active' | 'hero.paused' | 'hero.unheard' }[] = [
  { standing: 'active', words: 'hero.active' },
  { standing: 'paused', words: 'hero.paused' },
  { standing: 'unheard', words: 'hero.unheard' },
];

/** One thread in three parts; the legend below it is its text. */
function Split({ counts, total }: { counts: Totals['standing']; total: number }) {
  let from = 0;
  return (
    <>
      <svg class="of-split" aria-hidden="true" width="100%" height="18">
        <defs>
          <pattern id="of-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="8" height="8" class="of-hatch-ground" />
            <rect width="3" height="8" class="of-hatch-line" />
          </pattern>
        </defs>
        {PARTS.map(({ standing }) => {
          const share = (counts[standing] / total) * 100;
          const part = <rect key={standing} class={`of-part-${standing}`} x={`${from}%`} width={`${share}%`} height="18" />;
          from += share;
          return part;
        })}
      </svg>
      <ul class="of-legend">
        {PARTS.map(({ standing, words }) => (
          <li key={standing}>
            <svg class="of-key" aria-hidden="true" viewBox="0 0 12 12"><path class={`of-part-${standing}`} d="M6 0l6 6-6 6-6-6z" /></svg>
            <b>{number(counts[standing])}</b> {t(words)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Waiting({ sums, id, view }: { sums: Totals; id: string; view: View }) {
  const filter = (state: State) => ({ ...view, text: '', state });
  const show = (state: State) => (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showView(id, filter(state), 'push');
    const people = document.querySelector<HTMLElement>('#people');
    people?.focus({ preventScroll: true });
    people?.scrollIntoView();
  };
  const lines = [
    { n: sums.questions, words: tn('needs.questions', sums.questions), mark: 'mind', href: hashOf({ page: 'questions', id }), test: 'needs-questions' },
    ...(
      [
        { n: sums.standing.unheard, words: tn('needs.unheard', sums.standing.unheard), mark: 'unheard', state: 'unheard' },
        { n: sums.standing.paused, words: tn('needs.paused', sums.standing.paused), mark: 'paused', state: 'paused' },
        { n: sums.missing, words: tn('needs.missing', sums.missing), mark: 'missing', state: 'missing' },
      ] as const
    ).map(({ state, ...line }) => ({ ...line, href: hashOf({ page: 'cohort', id, view: filter(state) }), test: `needs-${state}`, onClick: show(state) })),
  ].filter((line) => line.n > 0);
  return (
    <section class="of-card of-waiting" aria-labelledby="waiting">
      <h2 id="waiting">{t('needs.title')}</h2>
      {lines.length === 0 ? (
        <p class="of-soft">{t('needs.none')}</p>
      ) : (
        <ul>
          {lines.map(({ n: _, words, mark, href, test, ...rest }) => (
            <li key={test}>
              <a href={href} data-test={test} {...rest}>
                <svg class="of-key" aria-hidden="true" viewBox="0 0 12 12"><path class={`of-part-${mark}`} d="M6 0l6 6-6 6-6-6z" /></svg>
                <span>{words}</span>
                <span class="of-see" aria-hidden="true">{t('needs.see')} ›</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figures({ report, sums }: { report: CohortReport; sums: Totals }) {
  const { enrolled, started, completed } = report.funnel;
  const share = (n: number) => t('kpi.share', { percent: percent(enrolled === 0 ? 0 : (n / enrolled) * 100) });
  const thisWeek = byWeek(report).find((week) => week.current);
  const units = sums.units > 0 ? tn('kpi.units', sums.units, { n: number(sums.units) }) : undefined;
  const figures = [
    { key: 'enrolled', label: t('kpi.enrolled'), value: number(enrolled), note: t('kpi.started', { n: number(started) }) },
    { key: 'active', label: t('kpi.active'), value: number(sums.standing.active), note: share(sums.standing.active) },
    { key: 'completed', label: t('kpi.completed'), value: number(completed), note: share(completed) },
    { key: 'hours', label: t('kpi.hours'), value: hours(sums.minutes), note: units ?? (thisWeek && t('kpi.perWeek', { hours: hours(thisWeek.minutes) })) },
    { key: 'questions', label: t('kpi.questions'), value: number(sums.questions), note: sums.questions > 0 ? t('kpi.questionsNote') : t('kpi.questionsNone') },
  ];
  return (
    <dl class="of-figures" aria-label={t('kpi.title')}>
      {figures.map((figure) => (
        <div key={figure.key} class={`of-card of-figure of-figure-${figure.key}`}>
          <dt>{figure.label}</dt>
          <dd class="of-value" data-test={`figure-${figure.key}`}>{figure.value}</dd>
          <dd class="of-soft">{figure.note}</dd>
        </div>
      ))}
    </dl>
  );
}
