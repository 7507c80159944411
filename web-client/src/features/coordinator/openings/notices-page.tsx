/**
 * A cohort's noticeboard: openings, fairs, seed capital; what phones are told and what is over.
 *
 * Owns the order of these parts. Must not: tell a phone of an opening that nobody answers for; the
 * server keeps to that.
 */
import { useState } from 'preact/hooks';
import { dayOf } from '../../../app/days';
import { api } from '../../../api/client';
import type { KeptNotice } from '../../../api/openings';
import { Icon } from '../../../ui/icons';
import { useAttempt } from '../attempt';
import { dayLong } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort, type Place } from '../rights';
import { hashOf, lastCohort } from '../route';
import { sentence } from '../trouble';
import { EditNotice } from './edit-notice';
import { closing } from './notice-form';
import './openings.css';
import { t, tn } from './words';

export function NoticesPage({ cohort }: { cohort: string }) {
  const live = useLive(`notices/${cohort}`, () => api.notices(cohort));
  const place = useCohort(cohort);
  const [editing, setEditing] = useState<'new' | string | undefined>(undefined);
  const left = lastCohort.value;
  const way = left?.id === cohort ? left : ({ page: 'cohort', id: cohort, view: EVERYONE } as const);
  const done = (): void => {
    setEditing(undefined);
    live.refresh();
  };
  return (
    <Page
      live={live}
      fallbackTitle={t('title')}
      title={() => t('title')}
      back={{ href: hashOf(way), words: t('back') }}
      actions={() => may('manage_notices', place) && (
        <button type="button" class="of-button of-main" onClick={() => setEditing('new')} data-test="notice-add" data-act="manage_notices">{t('add')}</button>
      )}
    >
      {(notices) => {
        const today = dayOf(new Date(live.now * 1000));
        const open = notices.filter(({ closed, ends_on }) => !closed && ends_on >= today);
        const over = notices.filter((notice) => !open.includes(notice));
        const list = (which: readonly KeptNotice[]) => (
          <ul class="of-sessions">
            {which.map((notice) => (
              <li key={notice.id}>
                {editing === notice.id
                  ? <EditNotice cohort={cohort} notice={notice} onDone={done} />
                  : <OneNotice notice={notice} place={place} over={over.includes(notice)} onChange={() => setEditing(notice.id)} changed={live.refresh} />}
              </li>
            ))}
          </ul>
        );
        return (
          <>
            <p class="of-lead">{t('lead')}</p>
            {editing === 'new' && <EditNotice cohort={cohort} onDone={done} />}
            {notices.length === 0 && <p class="of-card" data-test="notices-none">{t('none')}</p>}
            {open.length > 0 && <section aria-label={t('open')} data-test="notices-open"><h2>{t('open')}</h2>{list(open)}</section>}
            {over.length > 0 && <section aria-label={t('over')} data-test="notices-over"><h2>{t('over')}</h2>{list(over)}</section>}
          </>
        );
      }}
    </Page>
  );
}

interface Props {
  readonly notice: KeptNotice;
  readonly place: Place;
  readonly over: boolean;
  readonly onChange: () => void;
  readonly changed: () => void;
}

function OneNotice({ notice, place, over, onChange, changed }: Props) {
  const { id, cohort, kind, title, text, company, ends_on, by, verified, told, closed, interested } = notice;
  const { attempt, working, problem } = useAttempt();
  const close = async (): Promise<void> => {
    if (await attempt(() => api.changeNotice(id, closing(notice, !closed)))) changed();
  };
  const isOpening = kind === 'opening';
  return (
    <article class="of-card" data-test="notice" data-notice={id}>
      <p class="of-soft">{t(`kind.${kind}`)}{company === undefined ? '' : ` · ${company}`}</p>
      <h3>{title}</h3>
      <p class="of-notice-text">{text}</p>
      <p><b>{t('until', { day: dayLong(ends_on) })}</b>{closed && ` · ${t('closed')}`}</p>
      {isOpening && !verified && <p class="of-problem" data-test="notice-unverified">{t('unverified')}</p>}
      {isOpening && verified && <p class="of-soft" data-test="notice-verified"><Icon name="tick" /> {t('verified', { name: by })}</p>}
      {!isOpening && <p class="of-soft">{t('by', { name: by })}</p>}
      {told && !over && <p class="of-soft" data-test="notice-told">{t('told')}</p>}
      {interested !== undefined && <p data-test="notice-interested">{tn('interested', interested)}</p>}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
      {may('manage_notices', place) && (
        <div class="of-actions">
          {isOpening && <a class="of-button of-main" href={hashOf({ page: 'candidates', cohort, id })} data-test="notice-candidates" data-act="manage_notices"><Icon name="look" /> {t('candidates')}</a>}
          <button type="button" class="of-button of-quiet" onClick={onChange} data-test="notice-change" data-act="manage_notices"><Icon name="pencil" /> {t(isOpening && !verified ? 'verify' : 'change')}</button>
          <button type="button" class="of-button of-quiet" aria-disabled={working} onClick={() => void close()} data-test="notice-close" data-act="manage_notices">{t(closed ? 'reopen' : 'close')}</button>
        </div>
      )}
    </article>
  );
}
