/**
 * Learning: who is still there week by week, which courses are taken up, and where they stop.
 *
 * Owns these cards. Must not: take a week that has not begun for one that was missed.
 */
import { reports, type Cell, type Report } from '../../../api/reports';
import { number } from '../format';
import { useLive } from '../live';
import { Bars, type Bar } from './bars';
import { Card } from './card';
import { peopleOf, type CardProps } from './cards-people';
import { countOf, everybody, groups, itemsOf, said, share, shareSaid } from './numbers';
import { askedFor, reportQuery } from './view';
import { MOST_LINES, ShareLines } from './weeks';
import { t } from './words';

export function RetentionCard({ view, names }: CardProps) {
  // Answers to surveys stand in the card of groups alone.
  const by = view.by === undefined || askedFor(view.by) !== undefined ? 'cohort' : view.by;
  const query = reportQuery(view, by);
  const live = useLive(`report/retention?${query}`, () => reports.report('retention', query));
  const shares = (cell: Cell) => itemsOf(cell, 'weeks').map((week) => share(countOf(week, 'active'), countOf(week, 'begun')));
  const lines = (found: Report) => {
    const some = groups(found, by).filter(({ cell }) => shares(cell).some((known) => known !== undefined));
    const all = { words: t('everybody'), shares: shares(everybody(found)) };
    // One group says what everybody says.
    return some.length < 2 ? [all] : [all, ...some.slice(0, MOST_LINES - 1).map(({ value, cell }) => ({ words: names.value(by, value), shares: shares(cell) }))];
  };
  return (
    <Card
      id="retention" title={t('card.retention')} report={live}
      empty={(found) => (itemsOf(everybody(found), 'weeks').length === 0 ? t('weeks.none') : undefined)}
      answer={(found) => {
        const weeks = itemsOf(everybody(found), 'weeks');
        // The newest week may have begun today, and cohorts that ended go on counting weeks.
        // One that is hidden says nothing.
        const told = weeks.filter((week) => countOf(week, 'active') !== null && countOf(week, 'begun') !== null);
        const last = told.filter((week) => week !== weeks.at(-1) && countOf(week, 'active') !== 0).at(-1) ?? told[0];
        return last && t('retention.answer', { n: said(countOf(last, 'week')), share: shareSaid(countOf(last, 'active'), countOf(last, 'begun')) });
      }}
      table={(found) => ({
        head: [t('col.week'), t('col.begun'), t('col.active'), t('col.share'), ...groups(found, by).map(({ value }) => names.value(by, value))],
        rows: itemsOf(everybody(found), 'weeks').map((week, index) => ({
          name: t('week.n', { n: said(countOf(week, 'week')) }),
          href: peopleOf(view, { report: 'retention', figure: 'active', item: { week: countOf(week, 'week') ?? 0 } }),
          cells: [
            said(countOf(week, 'begun')), said(countOf(week, 'active')), shareSaid(countOf(week, 'active'), countOf(week, 'begun')),
            ...groups(found, by).map(({ cell }) => {
              const hers = itemsOf(cell, 'weeks').find((each) => each['week'] === week['week']);
              return hers ? shareSaid(countOf(hers, 'active'), countOf(hers, 'begun')) || t('hidden') : index === 0 ? t('hidden') : '';
            }),
          ],
        })),
      })}
    >
      {(found) => <ShareLines lines={lines(found)} />}
    </Card>
  );
}

/** The most courses that a drawing shows; the table has all. */
const TOP = 8;

export function CoursesCard({ view, names }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/courses?${query}`, () => reports.report('courses', query));
  const bars = (found: Report): Bar[] =>
    itemsOf(everybody(found), 'courses')
      .map((course): Bar => ({
        key: String(course['course']),
        words: names.course(String(course['course'])),
        behind: countOf(course, 'started'),
        value: countOf(course, 'finished'),
        colour: 'learn',
        href: peopleOf(view, { report: 'courses', figure: 'finished', item: { course: String(course['course']) } }),
        note: t('courses.started', { n: said(countOf(course, 'started')) }),
      }))
      .filter((bar) => bar.behind !== 0)
      .sort((a, b) => (b.behind ?? 0) - (a.behind ?? 0));
  return (
    <Card
      id="courses" title={t('card.courses')} report={live}
      empty={(found) => (bars(found).length === 0 ? t('courses.none') : undefined)}
      answer={(found) => {
        const [first] = bars(found);
        return first && t('courses.answer', { course: first.words, n: said(first.behind ?? null) });
      }}
      table={(found) => ({
        head: [t('col.course'), t('col.started'), t('col.finished'), t('col.share')],
        rows: bars(found).map((bar) => ({ name: bar.words, href: bar.href, cells: [said(bar.behind ?? null), said(bar.value), shareSaid(bar.value, bar.behind ?? null)] })),
      })}
    >
      {(found) => <Bars test="courses" bars={bars(found).slice(0, TOP)} />}
    </Card>
  );
}

/** Lessons at which most stop, named first. */
const STOPS = 3;

export function ProgressCard({ view, names }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/progress?${query}`, () => reports.report('progress', query));
  const lines = (found: Report) =>
    itemsOf(everybody(found), 'lessons').map((line) => {
      const [course, lesson] = [String(line['course']), countOf(line, 'lesson') ?? 0];
      const people = (figure: string) => peopleOf(view, { report: 'progress', figure, item: { course, lesson } });
      return { course, lesson, begun: countOf(line, 'begun'), done: countOf(line, 'done'), stopped: countOf(line, 'stopped'), people };
    });
  return (
    <Card
      id="progress" title={t('card.progress')} report={live}
      empty={(found) => (lines(found).length === 0 ? t('courses.none') : undefined)}
      answer={(found) => {
        const most = lines(found).filter(({ stopped }) => (stopped ?? 0) > 0).sort((a, b) => (b.stopped ?? 0) - (a.stopped ?? 0)).slice(0, STOPS);
        if (most.length === 0) return t('progress.none');
        return t('progress.answer', { lessons: most.map(({ course, lesson, stopped }) => t('progress.stop', { lesson: names.lesson(course, lesson), course: names.course(course), n: number(stopped ?? 0) })).join('; ') });
      }}
      table={(found) => ({
        head: [t('col.lesson'), t('col.begun'), t('col.done'), t('col.stopped')],
        rows: lines(found).map((line) => ({
          name: `${names.course(line.course)} · ${names.lesson(line.course, line.lesson)}`, href: line.people('stopped'),
          cells: [said(line.begun), said(line.done), said(line.stopped)],
        })),
      })}
    >
      {(found) => (
        <div class="rp-courses">
          {[...new Set(lines(found).map(({ course }) => course))].map((course) => (
            <div key={course}>
              <h3>{names.course(course)}</h3>
              <Bars
                test={`progress-${course}`}
                bars={lines(found).filter((line) => line.course === course).map((line) => ({
                  key: String(line.lesson),
                  words: names.lesson(course, line.lesson),
                  behind: line.begun,
                  value: line.done,
                  colour: 'learn',
                  href: line.people('done'),
                  note: (line.stopped ?? 0) > 0 ? t('progress.stopped', { n: number(line.stopped ?? 0) }) : undefined,
                }))}
              />
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}
