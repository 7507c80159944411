/**
 * How people stand: the way from enrolled to completed, how they are now, by group, against what was
 * meant, from whom nothing came, and why somebody left.
 *
 * Owns these cards. Must not: call silence leaving, or add up what is hidden.
 */
import { reports, type Cell, type Count, type Report } from '../../../api/reports';
import { ago, number } from '../format';
import { useLive, type Live } from '../live';
import { may } from '../rights';
import { hashOf } from '../route';
import { reason } from '../trouble';
import { inLocale } from '../words';
import { Bars, type Bar } from './bars';
import { Card } from './card';
import type { Names } from './names';
import { countOf, everybody, groups, itemsOf, said, share, shareSaid } from './numbers';
import { askedFor, peopleQuery, reportQuery, sealedQuery, type Figure, type ReportsView } from './view';
import { t, told, tn } from './words';

export interface CardProps {
  readonly view: ReportsView;
  readonly names: Names;
}

/** Where the people behind a figure are listed, for who may see them. */
export function peopleOf(view: ReportsView, figure: Figure): string | undefined {
  return may('read_people_behind') ? hashOf({ page: 'behind', reports: view, figure }) : undefined;
}

/** What the funnel counts, in order; those the office does not count are left out. */
const STEPS = ['enrolments', 'started', 'completed', 'certified', 'placed', 'completed_placed'] as const;
const TARGETS = { enrolments: 'enrolled', completed: 'completed', certified: 'certified', placed: 'placed' } as const;
const STATES = [
  ['active', 'meet'], ['silent', 'quiet'], ['paused', 'work'], ['left', 'mind'], ['ended', 'mind'], ['completed', 'learn'],
] as const;

function counts(report: Report, figure: string): boolean {
  return figure in report.definitions;
}

/** How many completed, and how many of them have work. */
export function funnelSaid(found: Report): string {
  return funnelLines(found).join(' ');
}

/** What is asked most on a line of its own: a rate of placement is not read past another share. */
export function funnelLines(found: Report): readonly string[] {
  const all = everybody(found);
  const [completed, placed] = [countOf(all, 'completed'), countOf(all, 'completed_placed')];
  if (completed === null) return [t(may('read_people_behind') ? 'funnel.few' : 'hidden.all')];
  const part = shareSaid(completed, all.enrolments);
  const rate = counts(found, 'completed_placed') && share(placed, completed) !== undefined
    ? [t('placement.answer', { placed: said(placed), completed: said(completed), share: shareSaid(placed, completed) })]
    : [];
  return [t('funnel.answer', { completed: said(completed), enrolled: said(all.enrolments), share: part && `(${part})`, persons: said(all.persons) }), ...rate];
}

export function FunnelCard({ view, report }: CardProps & { report: Live<Report> }) {
  const bars = (found: Report): Bar[] => {
    const all = everybody(found);
    return STEPS.filter((step) => counts(found, step)).map((step) => ({
      key: step,
      words: t(`figure.${step}`),
      value: countOf(all, step),
      // A rate of placement is one of those who completed.
      of: step === 'completed_placed' ? countOf(all, 'completed') : all.enrolments,
      colour: step === 'enrolments' || step === 'started' ? 'learn' : 'meet',
      href: peopleOf(view, { report: 'funnel', figure: step }),
    }));
  };
  return (
    <Card
      id="funnel" title={t('card.funnel')} report={report}
      empty={(found) => (everybody(found).enrolments === 0 ? t('nobody') : undefined)}
      answer={funnelSaid}
      table={(found) => ({
        head: [t('col.what'), t('col.enrolments'), t('col.persons'), t('col.share')],
        rows: bars(found).map((bar) => ({
          name: bar.words, href: bar.href,
          cells: [said(bar.value), personsOf(everybody(found), bar.key), shareSaid(bar.value, bar.of ?? null)],
        })),
      })}
    >
      {(found) => <Bars test="funnel" shares bars={bars(found)} />}
    </Card>
  );
}

function personsOf(cell: Cell, figure: string): string {
  if (figure === 'enrolments') return said(cell.persons);
  return `${figure}_persons` in cell ? said(countOf(cell, `${figure}_persons`)) : '';
}

export function StatesCard({ view, report }: CardProps & { report: Live<Report> }) {
  const bars = (found: Report): Bar[] =>
    STATES.map(([state, colour]) => ({
      key: state,
      words: t(`state.${state}`),
      value: countOf(everybody(found), state),
      of: everybody(found).enrolments,
      colour,
      href: peopleOf(view, { report: 'funnel', figure: state }),
      note: state === 'silent' ? t('silent.note') : undefined,
    }));
  return (
    <Card
      id="states" title={t('card.states')} report={report}
      empty={(found) => (everybody(found).enrolments === 0 ? t('nobody') : undefined)}
      table={(found) => ({
        head: [t('col.what'), t('col.enrolments'), t('col.share')],
        rows: bars(found).map((bar) => ({ name: bar.words, href: bar.href, cells: [said(bar.value), shareSaid(bar.value, bar.of ?? null)] })),
      })}
    >
      {(found) => <Bars test="states" shares bars={bars(found)} />}
    </Card>
  );
}

export function TargetsCard({ view, report }: CardProps & { report: Live<Report> }) {
  const lines = (found: Report) =>
    STEPS.flatMap((step) => {
      const meant = step in TARGETS ? found.targets?.[TARGETS[step as keyof typeof TARGETS]] : undefined;
      return meant === undefined || !counts(found, step) ? [] : [{ step, meant, is: countOf(everybody(found), step) }];
    });
  if (!report.value?.targets || lines(report.value).length === 0) return null;
  return (
    <Card
      id="targets" title={t('card.targets')} report={report}
      table={(found) => ({
        head: [t('col.what'), t('col.is'), t('col.meant'), t('col.share')],
        rows: lines(found).map(({ step, meant, is }) => ({ name: t(`figure.${step}`), cells: [said(is), number(meant), shareSaid(is, meant)] })),
      })}
    >
      {(found) => (
        <Bars
          test="targets" shares
          bars={lines(found).map(({ step, meant, is }) => ({
            key: step, words: t(`figure.${step}`), value: is, of: Math.max(meant, is ?? 0), target: meant, colour: 'meet',
            href: peopleOf(view, { report: 'funnel', figure: step }),
          }))}
        />
      )}
    </Card>
  );
}

/** Who completed, by whatever the page tells apart. */
export function GroupsCard({ view, names }: CardProps) {
  const apart = view.by ?? 'gender';
  const question = names.asked.find(({ id }) => id === askedFor(apart));
  const by = askedFor(apart) ?? apart;
  const query = question?.sealed ? sealedQuery(apart) : reportQuery(view, apart);
  const called = question ? inLocale(question.text) : (told(`dimension.${by}`) ?? by);
  const live = useLive(`report/funnel?${query}`, () => reports.report('funnel', query));
  const figures = ['started', 'active', 'silent', 'left', 'completed', 'certified', 'placed', 'completed_placed'];
  const there = (found: Report) => figures.filter((figure) => counts(found, figure));
  return (
    <Card
      id="groups" title={question ? t('card.groups_answer', { question: called }) : t('card.groups', { by: called.toLowerCase() })} report={live}
      empty={(found) => (everybody(found).enrolments === 0 ? t('nobody') : undefined)}
      table={(found) => ({
        head: [called, t('col.enrolments'), t('col.persons'), ...there(found).map((figure) => told(`figure.${figure}`) ?? figure)],
        rows: [{ value: undefined, cell: everybody(found) }, ...groups(found, by)].map(({ value, cell }) => ({
          name: value === undefined ? t('everybody') : names.value(by, value),
          cells: [said(cell.enrolments), said(cell.persons), ...there(found).map((figure) => said(countOf(cell, figure)))],
        })),
      })}
    >
      {(found) => (
        <>
          {question?.sealed && <p class="of-soft" data-test="groups-sealed">{t('groups.sealed', { least: found.least })}</p>}
          <Bars
            test="groups" shares
            bars={groups(found, by).map(({ value, cell }) => ({
              key: value ?? 'none',
              words: names.value(by, value),
              value: countOf(cell, 'completed'),
              of: cell.enrolments,
              colour: 'meet',
              note: cell.enrolments === null ? t('hidden.group', { least: found.least }) : t('groups.of', { n: said(cell.enrolments) }),
            }))}
          />
        </>
      )}
    </Card>
  );
}

/** From whom nothing came. No dropout: a phone may be without a road. */
export function QuietCard({ view }: CardProps) {
  const figure: Figure = { report: 'outcomes', figure: 'going_on', quiet: 7 };
  const query = peopleQuery(view, figure);
  const live = useLive(`behind/outcomes?${query}`, () => reports.people('outcomes', query));
  const found = live.value;
  return (
    <section class="of-card of-chart rp-card" aria-labelledby="title-quiet" data-test="card-quiet">
      <div class="rp-title"><h2 id="title-quiet">{t('card.quiet')}</h2></div>
      <p class="of-soft">{t('quiet.note')}</p>
      {!found && live.error && !live.refreshing && <p class="of-problem" role="alert">{reason(live.error)}</p>}
      {found && (
        <>
          <ul class="rp-quiet">
            {(['7', '14', '28'] as const).map((days) => (
              <li key={days}>
                <a href={hashOf({ page: 'behind', reports: view, figure: { ...figure, quiet: Number(days) } })} data-test={`quiet-${days}`}>
                  <b>{number(found.quiet[days])}</b> {t(`quiet.${days}`)} <span class="of-see" aria-hidden="true">›</span>
                </a>
              </li>
            ))}
          </ul>
          {found.people.length > 0 && (
            <ol class="rp-first">
              {found.people.slice(0, 4).map((person) => (
                <li key={`${person.id} ${person.cohort}`}>
                  <a href={hashOf({ page: 'learner', id: person.id })}>{person.name || person.label}</a>
                  <span class="of-soft"> {lastData(person.last_data, live.now)}</span>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </section>
  );
}

export function lastData(heard: number | undefined, now: number): string {
  return heard === undefined ? t('data.never') : t('data.last', { when: ago(heard, now) });
}

/** Why they left, as staff wrote it. */
export function ReasonsCard({ view, names }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/outcomes?${query}`, () => reports.report('outcomes', query));
  const bars = (found: Report): Bar[] =>
    itemsOf(everybody(found), 'reasons')
      .map((item) => {
        const code = String(item['reason'] ?? '');
        const value: Count = countOf(item, 'left');
        return {
          key: code || 'none', words: code ? names.value('reason', code) : t('reason.none'), value, colour: 'mind' as const,
          href: peopleOf(view, { report: 'outcomes', figure: 'left', item: { reason: code } }),
        };
      })
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  return (
    <Card
      id="reasons" title={t('card.reasons')} report={live}
      empty={(found) => (countOf(everybody(found), 'left') === 0 ? t('reasons.none') : undefined)}
      answer={(found) => {
        const left = countOf(everybody(found), 'left');
        const part = share(left, everybody(found).enrolments);
        return left === null || part === undefined ? t('hidden') : tn('reasons.answer', left, { n: number(left), share: shareSaid(left, everybody(found).enrolments) });
      }}
      table={(found) => ({ head: [t('col.reason'), t('col.enrolments')], rows: bars(found).map((bar) => ({ name: bar.words, href: bar.href, cells: [said(bar.value)] })) })}
    >
      {(found) => <Bars test="reasons" bars={bars(found)} />}
    </Card>
  );
}
