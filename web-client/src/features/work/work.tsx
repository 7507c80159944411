/**
 * Owns the list of what she noted: by week and day, each with how far it has come.
 *
 * Must not: hide anything; what was withdrawn stands struck through.
 */
import { amountSaid, taskOf, totalSaid, wordsIn } from '../../app/amounts';
import { addDays, today, weekOf } from '../../app/days';
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { catalogue, record } from '../../app/store';
import type { Day, WorkEntry } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dateName, dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Icon, iconNamed } from '../../ui/icons';
import { HeldKnots } from '../../ui/knots';
import { Chip } from '../../ui/parts';
import { weeksOfWork, type WeekOfWork } from './weeks';
import './work.css';

export function Work() {
  const weeks = weeksOfWork(record.value?.work ?? []);
  return (
    <Screen title={t('work.title')} bar>
      <Button kind="work" icon="plus" test="work-add" onPress={() => go({ place: 'work_form' })}>{t('work.add')}</Button>
      {weeks.length === 0 && <p>{t('work.none')}</p>}
      {weeks.map((week) => <Week key={week.monday} week={week} />)}
    </Screen>
  );
}

function weekSaid(monday: Day): string {
  const current = weekOf(today.value);
  if (monday === current) return t('work.week_this');
  if (monday === addDays(current, -7)) return t('work.week_last');
  return t('work.week_of', { day: dateName(monday, today.value, locale.value) });
}

function Week({ week }: { readonly week: WeekOfWork }) {
  return (
    <section class="work-week" data-test={`week-${week.monday}`}>
      <div class="row work-week-head">
        <h2 class="grow">{weekSaid(week.monday)}</h2>
        <b class="work-total" data-test="week-total">{totalSaid(week.entries, catalogue.value, locale.value)}</b>
      </div>
      {week.days.map(({ day, entries }) => (
        <div key={day}>
          <h3 class="work-day">{dayName(day, today.value, locale.value)}</h3>
          <ul class="list">{entries.map((entry) => <Row key={entry.id} entry={entry} />)}</ul>
        </div>
      ))}
    </section>
  );
}

function Row({ entry }: { readonly entry: WorkEntry }) {
  const version = entry.live[0];
  if (!version) return null;
  const task = taskOf(catalogue.value, version.task);
  const withdrawn = !entry.openQuestion && version.withdrawn;
  return (
    <li>
      <button
        type="button"
        class={withdrawn ? 'list-row work-row-withdrawn' : 'list-row'}
        data-test="entry"
        data-entry={entry.id}
        data-withdrawn={withdrawn}
        data-question={entry.openQuestion}
        onClick={() => go({ place: entry.openQuestion ? 'question' : 'entry', entry: entry.id })}
      >
        <Icon name={iconNamed(task?.icon ?? '')} class="work-icon" />
        <span class="grow">
          <span class="work-name" data-test="entry-task">{wordsIn(task?.title, locale.value) || version.task}</span>
          {withdrawn && <Chip>{t('work.withdrawn')}</Chip>}
          {entry.openQuestion && <Chip tone="mind" icon="ask">{t('work.question')}</Chip>}
          <span class="work-end">
            {!entry.openQuestion && <b class="work-amount" data-test="entry-amount">{amountSaid(version, task, locale.value)}</b>}
            <HeldKnots held={version.held} label={t(`held.${version.held}`)} />
          </span>
        </span>
        <Icon name="next" class="work-go" />
      </button>
    </li>
  );
}
