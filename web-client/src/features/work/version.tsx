/**
 * Owns showing one version of an entry in words: what, when, how much, and who wrote it.
 *
 * Must not: judge between versions.
 */
import type { ComponentChildren } from 'preact';
import { amountSaid, taskOf, wordsIn } from '../../app/amounts';
import { meantDayOf, now, today, writtenAtOf } from '../../app/days';
import { sourceSaid } from '../../app/hours';
import { catalogue } from '../../app/store';
import type { WorkVersion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { ago, atHour, dayName } from '../../i18n/dates';
import { durationInWords } from '../../i18n/durations';
import { Icon } from '../../ui/icons';
import { Chip } from '../../ui/parts';

interface Props {
  readonly version: WorkVersion;
  readonly children?: ComponentChildren;
}

export function VersionFacts({ version, children }: Props) {
  const task = taskOf(catalogue.value, version.task);
  const when = ago(writtenAtOf(version), now.value, locale.value);
  const meant = meantDayOf(version);
  return (
    <div class={version.withdrawn ? 'version version-withdrawn' : 'version'} data-test="version">
      <p class="version-amount">{amountSaid(version, task, locale.value) || t('work.no_amount')}</p>
      {version.minutes !== undefined && <p class="soft version-words">{durationInWords(version.minutes, locale.value)}</p>}
      <p>{wordsIn(task?.title, locale.value) || version.task} · {dayName(version.day, today.value, locale.value)}</p>
      {meant !== undefined && (
        <p class="row row-tight version-meant" data-test="meant-day">
          <Icon name="calendar" /> <span>{t('work.meant', { day: dayName(meant, today.value, locale.value) })}</span>
        </p>
      )}
      {version.start !== undefined && <p>{t('work.started_at', { hour: atHour(version.start, locale.value) })}</p>}
      {version.note && <p class="version-note">{version.note}</p>}
      {version.withdrawn && <Chip>{t('work.withdrawn')}</Chip>}
      <p class="soft">{version.source ? sourceSaid(version.source) : t(version.mine ? 'work.version_mine' : 'work.version_other', { when })}</p>
      {children}
    </div>
  );
}
