/**
 * Who of a cohort has what an opening asks for, with the reasons for and against each.
 *
 * Owns this page. Must not: choose, or send anything: that is written with her, and she says yes to
 * every word first.
 */
import { api } from '../../../api/client';
import type { Candidate, Reason } from '../../../api/openings';
import type { Catalogue, Text } from '../../../engine/types';
import { Icon } from '../../../ui/icons';
import { dayLong } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { may, useLearner } from '../rights';
import { hashOf } from '../route';
import { inLocale } from '../words';
import './openings.css';
import { t, tn } from './words';

export function CandidatesPage({ cohort, id }: { cohort: string; id: string }) {
  const live = useLive(`candidates/${id}`, () => api.candidates(id));
  const programme = useLive('catalogue', api.catalogue).value;
  return (
    <Page
      live={live}
      fallbackTitle={t('candidates')}
      title={({ opening }) => opening.title}
      under={({ opening }) => opening.company ?? ''}
      back={{ href: hashOf({ page: 'notices', id: cohort }), words: t('backNotices') }}
    >
      {({ opening, learners }) => {
        const asks = opening.tracks.length + opening.courses.length + opening.certificates.length > 0;
        const fitting = learners.filter(({ fits }) => fits).length;
        return (
          <>
            <p class="of-lead" data-test="candidates-count">{asks ? tn('fitting', fitting) : t('candidates.asksNothing')} {t('candidates.lead')}</p>
            <ul class="of-queue">{learners.map((one) => <One key={one.id} one={one} cohort={cohort} programme={programme} />)}</ul>
          </>
        );
      }}
    </Page>
  );
}

function One({ one, cohort, programme }: { one: Candidate; cohort: string; programme: Catalogue | undefined }) {
  const place = useLearner(one.id, cohort);
  const stands = one.placed_on ? t('candidate.placed', { day: dayLong(one.placed_on) }) : one.referred_on ? t('candidate.referred', { day: dayLong(one.referred_on) }) : undefined;
  return (
    <li class="of-card" data-test="candidate" data-learner={one.id}>
      <h2>{one.name || one.label} <span class="of-soft">{one.name ? one.label : ''}</span></h2>
      <p>
        {one.fits && one.has.length > 0 && <b class="of-candidate-mark" data-test="candidate-fits"><Icon name="tick" /> {t('candidate.fits')}</b>}{' '}
        {one.interested && <b class="of-candidate-mark" data-test="candidate-interested"><Icon name="hand" /> {t('candidate.interested')}</b>}
      </p>
      {one.has.length > 0 && <p data-test="candidate-has">{t('candidate.has', { list: one.has.map((reason) => said(reason, programme)).join(' · ') })}</p>}
      {one.lacks.length > 0 && <p class="of-soft" data-test="candidate-lacks">{t('candidate.lacks', { list: one.lacks.map((reason) => said(reason, programme)).join(' · ') })}</p>}
      {one.referrals?.map(({ referral, state }) => <p key={referral} data-test="candidate-referral">{t(`state.${state}`)}</p>)}
      {stands && <p><b>{stands}</b></p>}
      {may('record_outcome', place) && (
        <div class="of-actions">
          <a class="of-button" href={hashOf({ page: 'referral', id: one.id })} data-test="candidate-write" data-act="record_outcome"><Icon name="pencil" /> {t('referral.go')}</a>
        </div>
      )}
    </li>
  );
}

function said(reason: Reason, programme: Catalogue | undefined): string {
  const title = (id: string, all: readonly { readonly id: string; readonly title: Text }[]) => inLocale(all.find((one) => one.id === id)?.title ?? { es: id });
  if ('tracks' in reason) return t('reason.track', { title: reason.tracks.map((id) => title(id, programme?.tracks ?? [])).join(` ${t('or')} `) });
  if ('course' in reason) return t('reason.course', { title: title(reason.course, [...(programme?.courses ?? []), ...(programme?.outside ?? [])]) });
  return t('reason.certificate', { title: title(reason.certificate, programme?.certificates ?? []) });
}
