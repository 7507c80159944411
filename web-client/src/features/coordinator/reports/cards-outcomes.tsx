/**
 * What changed for people: the programme's indicators, at the beginning and later.
 *
 * Owns this card. Must not: compare people who answered once with people who answered again.
 */
import { api } from '../../../api/client';
import { reports, type Cell, type Count, type Indicator, type Item, type Report } from '../../../api/reports';
import { number, percent } from '../format';
import { useLive } from '../live';
import { inLocale } from '../words';
import { Bars, type Bar } from './bars';
import { Card } from './card';
import { peopleOf, type CardProps } from './cards-people';
import { countOf, everybody, itemsOf, said, share } from './numbers';
import { reportQuery } from './view';
import { t } from './words';

/** Answers at one moment. */
interface Moment {
  readonly at: string;
  readonly n: Count;
  /** Now and, of the same people, at the beginning; as it is said. */
  readonly now: number | undefined;
  readonly before: number | undefined;
  readonly words: (value: number | undefined) => string;
}

export function OutcomesCard({ view }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/outcomes?${query}`, () => reports.report('outcomes', query));
  const surveys = useLive('catalogue', api.catalogue).value?.surveys ?? [];
  const unitOf = (question: string) => inLocale(surveys.flatMap(({ questions }) => questions).find(({ id }) => id === question)?.unit ?? {});
  /** Of what was sealed the office lists who answered, not how. */
  const isSealed = (question: string) => surveys.some(({ questions }) => questions.some((one) => one.id === question && one.sensitive));
  const told = (found: Report) => (found.indicators ?? []).map((indicator) => ({ indicator, moments: momentsOf(everybody(found), indicator, unitOf(indicator.question)) })).filter(({ moments }) => moments.length > 0);
  if (live.value && (live.value.indicators ?? []).length === 0) return null;
  return (
    <Card
      id="outcomes" title={t('card.outcomes')} report={live}
      empty={(found) => (told(found).length === 0 ? t('outcomes.none') : undefined)}
      answer={() => t('outcomes.answer')}
      table={(found) => ({
        head: [t('col.indicator'), t('col.when'), t('col.answered'), t('col.before'), t('col.now')],
        rows: told(found).flatMap(({ indicator, moments }) =>
          moments.map(({ at, n, now, before, words }) => ({ name: inLocale(indicator.title), cells: [momentSaid(at), said(n), at === 'enrolment' ? '' : words(before), words(now)] })),
        ),
      })}
    >
      {(found) => (
        <div class="rp-courses">
          {told(found).map(({ indicator, moments }) => (
            <div key={indicator.id} data-test={`indicator-${indicator.id}`}>
              <h3>{inLocale(indicator.title)}</h3>
              <Bars test={`outcomes-${indicator.id}`} bars={moments.flatMap((moment) => barsOf(view, indicator, moment, moments, isSealed(indicator.question)))} />
              <p class="of-soft of-fine">
                {inLocale(indicator.definition)} {t('meaning.source', { source: inLocale(indicator.source) })}
                {indicator.target !== undefined && ` · ${t('target.of', { n: indicator.kind === 'yes_share' ? percent(indicator.target) : number(indicator.target) })}`}
              </p>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

function barsOf(view: CardProps['view'], { id, kind, target }: Indicator, moment: Moment, all: readonly Moment[], sealed: boolean): Bar[] {
  const whole = kind === 'yes_share' ? 100 : Math.max(...all.map(({ now, before }) => Math.max(now ?? 0, before ?? 0)), 1);
  const href = peopleOf(view, { report: 'outcomes', figure: kind === 'yes_share' && !sealed ? 'yes' : 'n', item: { indicator: id, at: moment.at } });
  const n = t('outcomes.n', { n: said(moment.n) });
  const now: Bar = {
    key: moment.at, words: momentSaid(moment.at), value: moment.now ?? null, said: moment.words(moment.now), of: whole, colour: moment.at === 'enrolment' ? 'quiet' : 'meet',
    href, note: moment.at === 'enrolment' || moment.before === undefined ? n : `${n}. ${t('outcomes.before', { before: moment.words(moment.before) })}`,
    ...(kind === 'yes_share' && target !== undefined && moment.at !== 'enrolment' ? { target } : {}),
  };
  return [now];
}

const ORDER = (at: string) => (at === 'enrolment' ? -1 : at === 'completion' ? 0 : Number.parseInt(at.replace('months_', ''), 10));

function momentSaid(at: string): string {
  if (at === 'enrolment') return t('at.enrolment');
  return at === 'completion' ? t('at.completion') : t('at.months', { n: ORDER(at) });
}

function momentsOf(cell: Cell, { id, kind }: Indicator, unit: string): readonly Moment[] {
  return itemsOf(cell, 'indicators')
    .filter((item) => item['indicator'] === id && countOf(item, 'n') !== 0)
    .map((item) => (kind === 'yes_share' ? yesShare(item) : change(item, unit)))
    .sort((a, b) => ORDER(a.at) - ORDER(b.at));
}

function yesShare(item: Item): Moment {
  const n = countOf(item, 'n');
  return {
    at: String(item['at']), n,
    now: share(countOf(item, 'yes'), n),
    before: share(countOf(item, 'yes_before'), n),
    words: (value) => (value === undefined ? t('hidden') : percent(value)),
  };
}

/** Means: by what their answers grew and fell, told of the same people. */
function change(item: Item, unit: string): Moment {
  const [n, up, down, sum] = ['n', 'up', 'down', 'before'].map((name) => countOf(item, name));
  const known = n !== null && n !== undefined && n > 0 && up !== null && up !== undefined && down !== null && down !== undefined && sum !== null && sum !== undefined;
  return {
    at: String(item['at']), n: n ?? null,
    now: known ? (sum + up - down) / n : undefined,
    before: known ? sum / n : undefined,
    words: (value) => (value === undefined ? t('hidden') : t('outcomes.mean', { value: number(Math.round(value)), unit })),
  };
}
