/**
 * Hours noted in each week by the whole cohort, as columns and as a table.
 *
 * Owns this chart and the small one in each learner's row. Must not: compare a week in
 * progress with whole ones without saying so.
 */
import type { CohortReport } from '../../api/types';
import { byWeek } from './figures';
import { amount, dayShort, hours, number } from './format';
import { t } from './words';

const HEIGHT = 150;
const TOP = 22;
/** A learner's weeks never take more room than twelve do. */
const LINE_WIDTH = 108;

export function WeeksChart({ report }: { report: CohortReport }) {
  const weeks = byWeek(report);
  const most = Math.max(...weeks.map((week) => week.minutes), 0);
  return (
    <section class="of-card of-chart" aria-labelledby="weeks">
      <h2 id="weeks">{t('weeks.title')}</h2>
      {most === 0 ? (
        <p class="of-soft">{t('weeks.none')}</p>
      ) : (
        <>
          <svg class="of-weeks" width="100%" height={HEIGHT + TOP + 26} aria-hidden="true">
            <line class="of-base" x1="0" x2="100%" y1={HEIGHT + TOP} y2={HEIGHT + TOP} />
            {weeks.map((week, index) => {
              const height = Math.max(week.minutes > 0 ? 3 : 0, (week.minutes / most) * HEIGHT);
              const slot = 100 / weeks.length;
              const middle = `${slot * (index + 0.5)}%`;
              // Where there is less room than labels, some give way; the newest always stays.
              const back = weeks.length - 1 - index;
              const name = back % Math.ceil(weeks.length / 12) !== 0 ? 'of-absent' : back % Math.ceil(weeks.length / 5) !== 0 ? 'of-gives-way' : '';
              return (
                <g key={week.week}>
                  <rect
                    class={week.current ? 'of-week of-week-current' : 'of-week'}
                    x={`${slot * (index + 0.15)}%`} width={`${slot * 0.7}%`} y={TOP + HEIGHT - height} height={height} rx="5"
                  />
                  <text class={`of-week-value ${weeks.length > 8 ? name : ''}`} x={middle} y={TOP + HEIGHT - height - 6} text-anchor="middle">{number(Math.round(week.minutes / 60))}</text>
                  <text class={`of-week-name ${name}`} x={middle} y={TOP + HEIGHT + 19} text-anchor="middle">{dayShort(week.week)}</text>
                </g>
              );
            })}
          </svg>
          {weeks.some((week) => week.current) && (
            <p class="of-legend" aria-hidden="true">
              <svg class="of-key" viewBox="0 0 12 12"><rect class="of-week-current" x="1" y="1" width="10" height="10" rx="2" /></svg>
              {t('weeks.current')}
            </p>
          )}
          <p class="of-soft of-fine">{t('weeks.note')}</p>
          <details class="of-twin" data-test="weeks-table">
            <summary>{t('table.show')}</summary>
            <table class="of-small">
              <caption class="unseen">{t('weeks.title')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('weeks.week')}</th>
                  <th scope="col" class="of-n">{t('weeks.hours')}</th>
                  <th scope="col" class="of-n">{t('weeks.people')}</th>
                </tr>
              </thead>
              <tbody>
                {weeks.map((week) => (
                  <tr key={week.week}>
                    <th scope="row">
                      {dayShort(week.week)} {week.current && <span class="of-soft">({t('weeks.current')})</span>}
                    </th>
                    <td class="of-n">{hours(week.minutes)}</td>
                    <td class="of-n">{number(week.people)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </section>
  );
}

/** One learner's weeks; `most` is shared by all rows, so that rows compare. */
export function WeekLine({ weeks, minutes, most }: { weeks: readonly string[]; minutes: readonly number[]; most: number }) {
  const slot = Math.min(9, LINE_WIDTH / Math.max(1, weeks.length));
  const words = weeks.map((week, index) => t('learners.weekValues', { week: dayShort(week), hours: amount(minutes[index] ?? 0) })).join('; ');
  return (
    <svg class="of-line" role="img" aria-label={words} viewBox={`0 0 ${Math.max(1, weeks.length) * slot} 26`} width={weeks.length * slot} height="26">
      {weeks.map((week, index) => {
        const value = minutes[index] ?? 0;
        const height = value === 0 || most === 0 ? 2 : Math.max(4, (value / most) * 26);
        return <rect key={week} class={value === 0 ? 'of-week-none' : 'of-week'} x={index * slot + slot / 9} width={(slot * 7) / 9} y={26 - height} height={height} rx="1.5" />;
      })}
    </svg>
  );
}
