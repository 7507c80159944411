/**
 * A cohort's workshops: what is to come, what was, and how many came.
 *
 * Owns the order of these parts. Must not: count; the server does.
 */
import { useState } from 'preact/hooks';
import { dayOf } from '../../../app/days';
import { api, paths } from '../../../api/client';
import { PRESENCES, type AttendanceReport, type Counts } from '../../../api/schedule';
import { Icon } from '../../../ui/icons';
import { dayOfWeek } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort, type Place } from '../rights';
import { hashOf } from '../route';
import { DownloadTrouble, FileLink } from '../save-file';
import { EditSession } from './edit-session';
import './schedule.css';
import { t, tn } from './words';

type Counted = AttendanceReport['sessions'][number];

export function SessionsPage({ cohort }: { cohort: string }) {
  const live = useLive(`attendance/${cohort}`, () => api.attendance(cohort));
  const place = useCohort(cohort);
  const [editing, setEditing] = useState<'new' | string | undefined>(undefined);
  const done = (): void => {
    setEditing(undefined);
    live.refresh();
  };
  return (
    <Page
      live={live}
      fallbackTitle={t('title')}
      title={() => t('title')}
      back={{ href: hashOf({ page: 'cohort', id: cohort, view: EVERYONE }), words: t('back') }}
      actions={() => (
        <>
          <Download cohort={cohort} place={place} />
          {may('manage_sessions', place) && (
            <button type="button" class="of-button of-main" onClick={() => setEditing('new')} data-test="session-add" data-act="manage_sessions">{t('add')}</button>
          )}
        </>
      )}
    >
      {({ sessions, as_of }) => {
        const today = dayOf(new Date(as_of * 1000));
        const list = (which: readonly Counted[]) => (
          <ul class="of-sessions">
            {which.map((session) =>
              editing === session.id ? (
                <li key={session.id}><EditSession cohort={cohort} session={session} onDone={done} /></li>
              ) : (
                <Line key={session.id} session={session} place={place} today={today} onChange={() => setEditing(session.id)} />
              ),
            )}
          </ul>
        );
        const coming = sessions.filter(({ day }) => day >= today);
        const past = sessions.filter(({ day }) => day < today).reverse();
        return (
          <>
            <DownloadTrouble />
            {editing === 'new' && <EditSession cohort={cohort} onDone={done} />}
            {sessions.length === 0 && <p class="of-card" data-test="sessions-none">{t('none')}</p>}
            {coming.length > 0 && <section aria-label={t('coming')} data-test="coming"><h2>{t('coming')}</h2>{list(coming)}</section>}
            {past.length > 0 && <section aria-label={t('past')} data-test="past"><h2>{t('past')}</h2>{list(past)}</section>}
          </>
        );
      }}
    </Page>
  );
}

function Download({ cohort, place }: { cohort: string; place: Place }) {
  if (may('export_named', place)) {
    return <FileLink path={paths.attendanceCsv(cohort)} name="attendance.csv" words={t('download')} test="attendance-csv" act="export_named" />;
  }
  if (!may('export_nameless', place)) return null;
  return <FileLink path={paths.attendanceNamelessCsv(cohort)} name="attendance.csv" words={t('download.nameless')} test="attendance-csv" act="export_nameless" />;
}

interface LineProps {
  readonly session: Counted;
  readonly place: Place;
  readonly today: string;
  readonly onChange: () => void;
}

function Line({ session, place, today, onChange }: LineProps) {
  const { id, title, day, start, minutes, cancelled, counts } = session;
  const where = session.place ?? (session.link === undefined ? undefined : t('video'));
  const said = PRESENCES.some((presence) => counts[presence] > 0);
  return (
    <li class="of-card of-session" data-test={`session-${id}`}>
      <p class="of-session-when">
        <b>{t('when', { day: day === today ? t('today') : dayOfWeek(day), start })}</b> <span class="of-soft">{t('minutes', { n: minutes })}</span>
      </p>
      <h3>{title}</h3>
      <p class="of-soft">{[where, session.facilitator].filter(Boolean).join(' · ')}</p>
      {cancelled && <p class="of-session-off" data-test="session-off">{t('cancelled')}</p>}
      {!cancelled && (day <= today || said) && <Counted counts={counts} />}
      <div class="of-actions">
        {may('record_attendance', place) && !cancelled && (
          <>
            <a class="of-button of-main" href={hashOf({ page: 'roll', cohort: session.cohort, id })} data-test="session-roll" data-act="record_attendance"><Icon name="tick" /> {t('roll')}</a>
            <a class="of-button" href={hashOf({ page: 'door', id })} data-test="session-door" data-act="record_attendance"><Icon name="camera" /> {t('door')}</a>
          </>
        )}
        {may('manage_sessions', place) && (
          <button type="button" class="of-button of-quiet" onClick={onChange} data-test="session-change" data-act="manage_sessions"><Icon name="pencil" /> {t('change')}</button>
        )}
      </div>
    </li>
  );
}

function Counted({ counts }: { counts: Counts }) {
  const words = [...PRESENCES, 'not_said' as const].filter((each) => counts[each] > 0).map((each) => tn(`count.${each}`, counts[each]));
  return <p data-test="session-counts">{words.join(' · ')}</p>;
}
