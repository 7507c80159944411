/**
 * Owns the workshop's part of home: which one is next, when and where.
 *
 * Must not: change its place; with nothing to show it says so.
 */
import { now, today } from '../../app/days';
import { go } from '../../app/router';
import { dayOfSession, minuteOf, sorted, whenSaid } from '../../app/workshops';
import type { Session } from '../../engine/types';
import { locale, t } from '../../i18n';
import { Chip, Card } from '../../ui/parts';
import './sessions.css';

export function NextSession({ sessions }: { readonly sessions: readonly Session[] }) {
  const { next, coming } = sorted(sessions, today.value, minuteOf(now.value));
  const first = coming[0];
  const off = first?.cancelled === true ? first : undefined;
  return (
    <Card test="home-session" onPress={() => go({ place: 'sessions' })}>
      <Chip tone="meet" icon="calendar">{t('session.next')}</Chip>
      {next ? (
        <>
          <b class="session-name">{next.title}</b>
          <span class="session-line" data-test="home-session-when">{whenSaid(next, today.value, locale.value)}</span>
          <span class="session-line soft" data-test="home-session-where">{next.place ?? (next.link === undefined ? '' : t('session.video'))}</span>
        </>
      ) : (
        <span class="session-line">{t('session.none')}</span>
      )}
      {off && (
        <span class="session-line" data-test="home-session-off">
          {t('session.cancelled_line', { title: off.title ?? '', day: dayOfSession(off.day, today.value, locale.value) })}
        </span>
      )}
    </Card>
  );
}
