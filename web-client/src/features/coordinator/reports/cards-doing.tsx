/**
 * What was done by week: paid work, and who came.
 *
 * Owns these cards. Must not: add up currencies, or call an hour paid that no statement was marked for.
 */
import { reports, type Cell, type Report } from '../../../api/reports';
import { dayOfSeconds } from '../../../app/days';
import { moneys } from '../pay/words';
import { dayShort, hours, number } from '../format';
import { useLive } from '../live';
import { may } from '../rights';
import { hashOf } from '../route';
import { Card } from './card';
import { peopleOf, type CardProps } from './cards-people';
import { countOf, everybody, itemsOf, said, share, shareSaid, sum } from './numbers';
import { lastMonth, reportQuery } from './view';
import { WeekColumns } from './weeks';
import { t } from './words';

export function HoursCard({ view }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/hours?${query}`, () => reports.report('hours', query));
  const money = (cell: Cell, week?: string) =>
    itemsOf(cell, week === undefined ? 'money' : 'money_by_week').filter((line) => week === undefined || line['week'] === week);
  const amounts = (cell: Cell, figure: 'approved' | 'paid', week?: string) => {
    const lines = money(cell, week).map((line) => ({ currency: String(line['currency']), amount: countOf(line, figure) }));
    if (lines.some(({ amount }) => amount === null)) return t('hidden');
    return moneys(lines.map(({ currency, amount }) => ({ currency, amount: amount ?? 0 }))) || '–';
  };
  const time = (minutes: number | null) => (minutes === null ? t('hidden') : hours(minutes));
  const month = lastMonth(dayOfSeconds(live.now));
  const unpaid = view.from || view.to ? view : { ...view, ...month };
  return (
    <Card
      id="hours" title={t('card.hours')} report={live}
      empty={(found) => (itemsOf(everybody(found), 'weeks').length === 0 ? t('hours.none') : undefined)}
      answer={(found) => {
        const all = everybody(found);
        return t('hours.answer', { hours: time(countOf(all, 'minutes')), approved: time(countOf(all, 'approved_minutes')), money: amounts(all, 'approved'), paid: amounts(all, 'paid') });
      }}
      table={(found) => ({
        head: [t('col.week'), t('col.workers'), t('col.hours'), t('col.approvedHours'), t('col.approvedMoney'), t('col.paid')],
        rows: itemsOf(everybody(found), 'weeks').map((week) => {
          const monday = String(week['week']);
          return {
            name: dayShort(monday),
            href: peopleOf(view, { report: 'hours', figure: 'workers', item: { week: monday } }),
            cells: [
              said(countOf(week, 'workers')), time(countOf(week, 'minutes')), time(countOf(week, 'approved_minutes')),
              amounts(everybody(found), 'approved', monday), amounts(everybody(found), 'paid', monday),
            ],
          };
        }),
      })}
    >
      {(found) => (
        <>
          <WeekColumns
            parts={[{ words: t('hours.approved'), colour: 'meet' }, { words: t('hours.waiting'), colour: 'work' }]}
            weeks={itemsOf(everybody(found), 'weeks').map((week) => {
              const [minutes, approved] = [countOf(week, 'minutes'), countOf(week, 'approved_minutes')];
              return {
                words: dayShort(String(week['week'])),
                values: minutes === null || approved === null ? undefined : [approved, Math.max(0, minutes - approved)],
                total: minutes === null ? t('hidden') : number(Math.round(minutes / 60)),
              };
            })}
          />
          {may('read_people_behind') && (
            <p class="of-actions">
              <a class="of-button of-main" href={hashOf({ page: 'unpaid', reports: unpaid })} data-test="to-unpaid" data-act="read_people_behind">{view.from || view.to ? t('unpaid.go') : t('unpaid.goLast')}</a>
            </p>
          )}
        </>
      )}
    </Card>
  );
}

const PRESENCE = ['present', 'late', 'absent', 'excused'] as const;
const COLOURS = { present: 'meet', late: 'work', absent: 'mind', excused: 'quiet' } as const;

export function AttendanceCard({ view }: CardProps) {
  const query = reportQuery(view);
  const live = useLive(`report/attendance?${query}`, () => reports.report('attendance', query));
  return (
    <Card
      id="attendance" title={t('card.attendance')} report={live}
      empty={(found: Report) => (itemsOf(everybody(found), 'weeks').length === 0 ? t('attendance.none') : undefined)}
      answer={(found) => {
        const all = everybody(found);
        const came = sum([countOf(all, 'present'), countOf(all, 'late')]);
        const asked = sum(PRESENCE.map((word) => countOf(all, word)));
        return share(came, asked) === undefined ? t('hidden') : t('attendance.answer', { share: shareSaid(came, asked) });
      }}
      table={(found) => ({
        head: [t('col.week'), ...PRESENCE.map((word) => t(`presence.${word}`))],
        rows: itemsOf(everybody(found), 'weeks').map((week) => ({
          name: dayShort(String(week['week'])),
          href: peopleOf(view, { report: 'attendance', figure: 'absent', item: { week: String(week['week']) } }),
          cells: PRESENCE.map((word) => said(countOf(week, word))),
        })),
      })}
    >
      {(found) => (
        <WeekColumns
          parts={PRESENCE.map((word) => ({ words: t(`presence.${word}`), colour: COLOURS[word] }))}
          weeks={itemsOf(everybody(found), 'weeks').map((week) => {
            const values = PRESENCE.map((word) => countOf(week, word));
            const told = values.flatMap((value) => (value === null ? [] : [value]));
            return { words: dayShort(String(week['week'])), values: told.length === values.length ? told : undefined, total: said(sum(values)) };
          })}
        />
      )}
    </Card>
  );
}
