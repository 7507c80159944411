/**
 * Owns the list of what she noted: by week and day, each with how far it has come.
 *
 * Must not: hide anything; what was withdrawn stands struck through.
 */
import { amountSaid, taskOf, totalSaid, wordsIn } from '../../app/amounts';
import { addDays, today, weekOf } from '../../app/days';
import { Screen } from '../../app/frame';
import { askedOf, hasTwoOfHers, standingSaid } from '../../app/hours';
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
  const { weeks: earnedWeeks = [], payments = [] } = record.value?.earnings ?? {};
  const earned = earnedWeeks.length > 0 || payments.length > 0;
  return (
    <Screen title={t('work.title')} bar>
      <Button kind="work" icon="plus" test="work-add" onPress={() => go({ place: 'work_form' })}>{t('work.add')}</Button>
      {earned && <Button kind="ghost" test="earnings" onPress={() => go({ place: 'earnings' })}>{t('earn.title')}</Button>}
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
  const two = hasTwoOfHers(entry);
  const asked = two ? undefined : askedOf(record.value, entry);
  const standing = standingSaid(entry.hours, today.value, locale.value);
  const withdrawn = !entry.openQuestion && version.withdrawn;
  const open = () => {
    if (two) go({ place: 'question', entry: entry.id });
    else if (asked) go({ place: 'reply', entry: entry.id, about: asked.about });
    else go({ place: 'entry', entry: entry.id });
  };
  return (
    <li>
      <button
        type="button"
        class={withdrawn ? 'list-row work-row-withdrawn' : 'list-row'}
        data-test="entry"
        data-entry={entry.id}
        data-withdrawn={withdrawn}
        data-question={two || asked !== undefined}
        data-state={entry.hours.state}
        onClick={open}
      >
        <Icon name={iconNamed(task?.icon ?? '')} class="work-icon" />
        <span class="grow">
          <span class="work-name" data-test="entry-task">{wordsIn(task?.title, locale.value) || version.task}</span>
          {withdrawn && <Chip>{t('work.withdrawn')}</Chip>}
          {two && <Chip tone="mind" icon="ask">{t('work.question')}</Chip>}
          {asked?.kind === 'assisted' && <Chip tone="mind" icon="ask" test="entry-assisted">{t('hours.so')}</Chip>}
          {!two && standing && <Chip tone={standing.tone} icon={standing.icon} test="entry-standing">{standing.words}</Chip>}
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
