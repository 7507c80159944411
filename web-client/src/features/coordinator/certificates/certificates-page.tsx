/**
 * Who of a cohort has which certificate, and what it opens to her; giving one, and taking one back.
 *
 * Owns this page. Must not: decide when a rule holds; the office's server does, and writes.
 */
import { useState } from 'preact/hooks';
import type { CertificateAward, Certificates, GivenCertificate, Holder } from '../../../api/certificates';
import { api } from '../../../api/client';
import { locale } from '../../../i18n';
import { dateName } from '../../../i18n/dates';
import { Icon } from '../../../ui/icons';
import { useAttempt } from '../attempt';
import { number } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort } from '../rights';
import { hashOf, lastCohort } from '../route';
import { sentence } from '../trouble';
import { inLocale } from '../words';
import { t, tn } from './words';

/** With its year: a certificate is looked at years later. */
function day(text: string): string {
  return dateName(text, '', locale.value);
}

export function CertificatesPage({ cohort }: { cohort: string }) {
  const live = useLive(`certificates/${cohort}`, () => api.certificates(cohort));
  const left = lastCohort.value;
  const way = left?.id === cohort ? left : ({ page: 'cohort', id: cohort, view: EVERYONE } as const);
  return (
    <Page live={live} fallbackTitle={t('title')} title={() => t('title')} back={{ href: hashOf(way), words: t('back') }}>
      {(all) => {
        const good = all.learners.flatMap((learner) => learner.certificates).filter((one) => one.revoked === undefined).length;
        const anything = Object.values(all.defined).some((defined) => defined.length > 0) || good > 0;
        if (!anything) return <p class="of-card" data-test="certificates-undefined">{t('nothing_defined')}</p>;
        return (
          <>
            <p class="of-lead"><b data-test="certificates-count">{number(good)}</b> <span>{tn('lead', good)}</span></p>
            {(all.awards ?? []).map((award) => <OneAward key={award.id} award={award} all={all} />)}
            <ul class="of-questions">
              {all.learners.map((learner) => <OneLearner key={learner.id} learner={learner} all={all} cohort={cohort} changed={live.refresh} />)}
            </ul>
          </>
        );
      }}
    </Page>
  );
}

/** Who may take what is limited is staff's to say: how many places are left stands first. */
function OneAward({ award: { id, title, places, taken }, all }: { readonly award: CertificateAward; readonly all: Certificates }) {
  const may = all.learners.filter(({ awards = [] }) => awards.some((one) => one.award === id && one.taken === undefined)).length;
  return (
    <div class="of-card" data-test="certificates-award" data-award={id}>
      <h2><Icon name="award" /> {t('opens', { title: inLocale(title) })}</h2>
      {places !== undefined && taken !== undefined && <p data-test="award-left">{t('left', { left: number(Math.max(0, places - taken)), places: number(places) })}</p>}
      {places === undefined && taken !== undefined && <p data-test="award-left">{tn('took', taken)}</p>}
      <p class="of-soft" data-test="award-may">{tn('may', may)}</p>
    </div>
  );
}

interface OneProps {
  readonly learner: Holder;
  readonly all: Certificates;
  readonly cohort: string;
  readonly changed: () => void;
}

function OneLearner({ learner, all, cohort, changed }: OneProps) {
  const { attempt, working, problem } = useAttempt();
  const [chosen, setChosen] = useState('');
  const gives = may('issue_certificate', useCohort(cohort));
  const has = (id: string) => learner.certificates.some((one) => one.certificate === id && one.revoked === undefined && one.cohort === cohort);
  const open = (all.defined[learner.definition] ?? []).filter(({ id }) => !has(id));
  const give = async () => {
    if (!chosen || working) return;
    if (await attempt(() => api.giveCertificate(learner.id, chosen))) {
      setChosen('');
      changed();
    }
  };
  const name = learner.name || learner.label;
  return (
    <li class="of-card" data-test="certificates-learner" data-learner={learner.id}>
      <h2>
        <a href={hashOf({ page: 'learner', id: learner.id })} data-test="learner-link">{name}</a>{' '}
        <span class="of-soft">{learner.name ? learner.label : ''}</span>
      </h2>
      {learner.certificates.length === 0 && <div class="of-deed"><p class="of-soft">{t('none')}</p></div>}
      {learner.certificates.map((one) => <OneCertificate key={one.id} one={one} learner={learner} mayRevoke={gives} changed={changed} />)}
      {(learner.awards ?? []).map((one) => <ToHer key={one.award} one={one} learner={learner} all={all} cohort={cohort} />)}
      {gives && open.length > 0 && (
        <form autocomplete="off" class="of-actions" onSubmit={(event) => { event.preventDefault(); void give(); }}>
          <label class="of-field">
            {t('give')}
            <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)} data-test="certificate-which">
              <option value="" disabled>{t('choose')}</option>
              {open.map(({ id, title, by }) => <option key={id} value={id}>{by === 'rule' ? t('is_rule', { title: inLocale(title) }) : inLocale(title)}</option>)}
            </select>
          </label>
          <button type="submit" class="of-button of-quiet" aria-disabled={working || !chosen} data-test="certificate-give" data-act="issue_certificate"><Icon name="award" /> {t('give_it', { name })}</button>
        </form>
      )}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
    </li>
  );
}

interface ToHerProps {
  readonly one: { readonly award: string; readonly taken?: string };
  readonly learner: Holder;
  readonly all: Certificates;
  readonly cohort: string;
}

/** That she took it is noted on a staff device, where her record is. */
function ToHer({ one, learner, all, cohort }: ToHerProps) {
  const award = all.awards?.find(({ id }) => id === one.award);
  const records = may('record_outcome', useCohort(cohort));
  const title = award ? inLocale(award.title) : one.award;
  const full = award?.places !== undefined && award.taken !== undefined && award.taken >= award.places;
  if (one.taken !== undefined) return <p data-test="award-taken"><span class="chip chip-meet">{t('has_taken', { title, day: day(one.taken) })}</span></p>;
  return (
    <div class="of-deed" data-test="award-open">
      <p><b>{t('may_take', { title })}</b></p>
      {full && <p class="of-soft" data-test="award-full">{t('full')}</p>}
      {records && !full && (
        <div class="of-actions">
          <a class="of-button of-quiet" href={hashOf({ page: 'outcome', id: learner.id })} data-test="award-record" data-act="record_outcome"><Icon name="tick" /> {t('record')}</a>
        </div>
      )}
    </div>
  );
}

interface CertificateProps {
  readonly one: GivenCertificate;
  readonly learner: Holder;
  readonly mayRevoke: boolean;
  readonly changed: () => void;
}

function OneCertificate({ one, learner, mayRevoke, changed }: CertificateProps) {
  const { attempt, working, problem } = useAttempt();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const revoke = async () => {
    if (!reason.trim() || working) return;
    if (await attempt(() => api.revokeCertificate(learner.id, one.id, reason.trim()))) {
      setAsking(false);
      changed();
    }
  };
  return (
    <div class="of-deed" data-test="certificates-one" data-certificate={one.id}>
      <p><b>{inLocale(one.title)}</b> <span class="of-soft">{t('given_on', { day: day(one.day) })}</span></p>
      <p class="of-soft">{one.by === undefined ? t('by_rule') : t('given_by', { name: one.by })}</p>
      {one.expires !== undefined && <p class="of-soft">{t('until', { day: day(one.expires) })}</p>}
      {one.revoked !== undefined && <p data-test="certificates-revoked"><span class="chip chip-mind">{t('revoked', { day: day(one.revoked) })}</span> {one.reason !== undefined && t('why', { reason: one.reason })}</p>}
      {mayRevoke && one.revoked === undefined && !asking && (
        <div class="of-actions">
          <button type="button" class="of-button of-quiet" data-test="certificate-revoke" data-act="issue_certificate" onClick={() => setAsking(true)}>{t('revoke')}</button>
        </div>
      )}
      {asking && (
        <form autocomplete="off" onSubmit={(event) => { event.preventDefault(); void revoke(); }}>
          <label class="of-field">
            {t('revoke_why')}
            <textarea autocomplete="off" maxLength={160} rows={2} value={reason} onInput={(event) => setReason(event.currentTarget.value)} data-test="certificate-reason" />
          </label>
          <div class="of-actions">
            <button type="submit" class="of-button of-main" aria-disabled={working || !reason.trim()} data-test="certificate-revoke-yes" data-act="issue_certificate">{t('revoke_it')}</button>
            <button type="button" class="of-button of-quiet" onClick={() => setAsking(false)}>{t('keep')}</button>
          </div>
        </form>
      )}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
    </div>
  );
}
