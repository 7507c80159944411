/**
 * Owns her workshops: arriving by the code of the door, what is to come, and where she was.
 *
 * Must not: judge a code; central does. A code of a workshop that this phone was not told of is
 * noted like any other.
 */
import { useEffect, useState } from 'preact/hooks';
import { readSessionCode, useUpSession, type SessionCode } from '../../app/arrived';
import { now, today } from '../../app/days';
import { Screen } from '../../app/frame';
import { Scanner } from '../../app/scanner';
import { act, record } from '../../app/store';
import { minuteOf, sorted, whenSaid } from '../../app/workshops';
import type { Session, SessionId } from '../../engine/types';
import { locale, t } from '../../i18n';
import { durationShort } from '../../i18n/durations';
import { Icon } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import './sessions.css';

export function SessionsScreen() {
  const [arrived, setArrived] = useState<SessionId | undefined>(undefined);
  const [wrong, setWrong] = useState(false);
  const sessions = record.value?.sessions ?? [];
  const { coming, past } = sorted(sessions, today.value, minuteOf(now.value));

  const note = async ({ session, proof }: SessionCode): Promise<void> => {
    const saved = await act({ type: 'attend', session, day: today.value, ...(proof && { proof }) });
    if (saved) setArrived(session);
  };
  useEffect(() => {
    // It came in the address; also while this screen is shown.
    const take = () => {
      const code = useUpSession();
      if (code) void note(code);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  const scanned = (text: string): void => {
    const code = readSessionCode(text);
    setWrong(code === undefined);
    if (code) void note(code);
  };

  return (
    <Screen title={t('session.title')} backs bar>
      {arrived !== undefined && <Arrived session={sessions.find(({ id }) => id === arrived)} />}
      <Scanner label={t('session.scan')} onText={scanned} />
      {wrong && <p role="alert" data-test="session-not-code">{t('session.not_code')}</p>}
      <p class="soft">{t('session.scan_how')}</p>
      {sessions.length === 0 && <p data-test="sessions-none">{t('session.none_text')}</p>}
      <List title={t('session.coming')} sessions={coming} test="sessions-coming" />
      <List title={t('session.past')} sessions={past} test="sessions-past" />
    </Screen>
  );
}

function Arrived({ session }: { readonly session: Session | undefined }) {
  return (
    <div role="status" data-test="session-arrived">
      <Card>
        <b class="session-here">
          <Icon name="tick" /> {session?.title === undefined ? t('session.here_unknown') : t('session.here', { title: session.title })}
        </b>
        {session?.title === undefined && <p>{t('session.unknown_text')}</p>}
        <p class="soft">{t('session.here_kept')}</p>
      </Card>
    </div>
  );
}

function List({ title, sessions, test }: { readonly title: string; readonly sessions: readonly Session[]; readonly test: string }) {
  if (sessions.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul class="list" data-test={test}>{sessions.map((session) => <Line key={session.id} session={session} />)}</ul>
    </>
  );
}

function Line({ session }: { readonly session: Session }) {
  const { title, minutes, place, link, facilitator, cancelled, attended } = session;
  return (
    <li class="session" data-test={`session-${session.id}`}>
      <b class="session-name">{title ?? t('session.unknown')}</b>
      <p>{whenSaid(session, today.value, locale.value)}{minutes !== undefined && <span class="soft"> · {t('session.length', { length: durationShort(minutes) })}</span>}</p>
      {place !== undefined && <p>{place}</p>}
      {facilitator !== undefined && <p class="soft">{t('session.with', { name: facilitator })}</p>}
      {cancelled === true && <Chip tone="mind" icon="stop" test="session-cancelled">{t('session.cancelled')}</Chip>}
      {link !== undefined && cancelled !== true && (
        <a class="btn btn-ghost" href={link} target="_blank" rel="noopener noreferrer" data-test="session-link"><Icon name="play" />{t('session.open_video')}</a>
      )}
      {attended && <Mark session={session} />}
    </li>
  );
}

function Mark({ session }: { readonly session: Session }) {
  const { attended } = session;
  if (!attended) return null;
  const was = attended.presence === 'present' || attended.presence === 'late';
  return (
    <>
      <Chip tone={was ? 'meet' : 'plain'} icon={was ? 'tick' : undefined} test="session-mark">
        {t(attended.called ? `session.${attended.presence}` : 'session.scanned')}
      </Chip>
      {attended.scanned && !was && <p class="soft" data-test="session-differs">{t('session.scan_and_absent')}</p>}
    </>
  );
}
