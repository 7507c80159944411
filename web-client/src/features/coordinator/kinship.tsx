/**
 * On a learner's page: who of the staff is a relative of hers and does not decide about her, and
 * whether another number is hers too.
 *
 * Owns these two parts. Must not: do anything before it was said what it will do.
 */
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Relation } from '../../api/kinship';
import type { PersonName } from '../../api/people';
import { Icon } from '../../ui/icons';
import './admin/admin.css';
import { t } from './admin/words';
import { useAttempt } from './attempt';
import { useLive } from './live';
import { may, type Place } from './rights';
import { hashOf } from './route';
import { session } from './session';
import { sentence } from './trouble';

export function Kinship({ id, label, place }: { id: string; label: string; place: Place }) {
  const kin = may('record_kinship', place);
  const same = may('merge_people', place);
  if (!kin && !same) return null;
  return (
    <section class="of-kinship" aria-labelledby="kinship">
      <h2 id="kinship" class="of-section">{t('kin.section')}</h2>
      <div class="of-two">
        {kin && <Kin id={id} place={place} />}
        {same && <Same id={id} label={label} />}
      </div>
    </section>
  );
}

function Kin({ id, place }: { id: string; place: Place }) {
  const live = useLive(`kin/${id}`, () => api.kin(id));
  const { attempt, working, problem } = useAttempt();
  const [open, setOpen] = useState(false);
  const [login, setLogin] = useState('');
  const [relation, setRelation] = useState<Relation>('relative');
  const known = session.value;
  const own = known.state === 'in' ? known.session.login : '';
  if (!live.value) return null;
  const { kin, colleagues } = live.value;
  const others = colleagues.filter((each) => !kin.some((one) => one.login === each.login));
  const then = async (work: () => Promise<unknown>) => {
    if (!(await attempt(work))) return;
    setOpen(false);
    setLogin('');
    live.refresh();
  };
  return (
    <section class="of-card of-account" aria-labelledby="kin" data-test="kin">
      <h3 id="kin">{t('kin.title')}</h3>
      {kin.length === 0 && <p class="of-soft">{t('kin.none')}</p>}
      <ul class="of-grants">
        {kin.map((one) => (
          <li key={one.login} data-test="kin-one" data-login={one.login}>
            <span><b>{one.name}</b> <span class="of-soft">{t(`kin.${one.relation}`)}</span></span>
            {may('end_kinship', place) && one.login !== own && (
              <button type="button" class="of-button of-quiet" aria-disabled={working} onClick={() => void then(() => api.endKin(id, one.login))} data-test="kin-end" data-act="end_kinship">
                {t('kin.end')}
                <span class="unseen"> {one.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {open ? (
        <form autocomplete="off" class="of-deed" onSubmit={(event) => { event.preventDefault(); if (login) void then(() => api.recordKin(id, login, relation)); }}>
          <label class="of-field">
            {t('kin.who')}
            <select required value={login} onChange={(event) => setLogin(event.currentTarget.value)} data-test="kin-who">
              <option value="" disabled>{t('kin.choose')}</option>
              {others.map((each) => <option key={each.login} value={each.login}>{each.login === own ? t('kin.me', { name: each.name }) : each.name}</option>)}
            </select>
          </label>
          {(['relative', 'herself'] as const).map((each) => (
            <label key={each} class="of-check">
              <input type="radio" name="relation" checked={relation === each} onChange={() => setRelation(each)} data-test={`kin-${each}`} />
              {t(`kin.${each}`)}
            </label>
          ))}
          <p>{t('kin.what')}</p>
          <div class="of-actions">
            <button type="submit" class="of-button of-main" aria-disabled={working || !login} data-test="kin-save" data-act="record_kinship">{t('kin.save')}</button>
            <button type="button" class="of-button of-quiet" onClick={() => setOpen(false)}>{t('account.leave')}</button>
          </div>
        </form>
      ) : (
        <button type="button" class="of-button of-quiet" onClick={() => setOpen(true)} data-test="kin-add" data-act="record_kinship"><Icon name="plus" /> {t('kin.add')}</button>
      )}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
    </section>
  );
}

type Step = { readonly at: 'closed' } | { readonly at: 'which' } | { readonly at: 'sure'; readonly other: string; readonly who: readonly PersonName[] } | { readonly at: 'parting' };

function Same({ id, label }: { id: string; label: string }) {
  const live = useLive(`same/${id}`, () => api.same(id));
  const { attempt, working, problem } = useAttempt();
  const [step, setStep] = useState<Step>({ at: 'closed' });
  const [other, setOther] = useState('');
  if (!live.value) return null;
  const { same, alike = [] } = live.value;
  const then = async (work: () => Promise<unknown>) => {
    if (!(await attempt(work))) return;
    setStep({ at: 'closed' });
    setOther('');
    live.refresh();
  };
  const lookAt = (other: string) => void attempt(async () => setStep({ at: 'sure', other, who: (await api.joinSame(id, other, true)).body.same }));
  const look = (event: Event) => {
    event.preventDefault();
    if (other.trim()) lookAt(other.trim());
  };
  return (
    <section class="of-card of-account" aria-labelledby="same" data-test="same">
      <h3 id="same">{t('same.title')}</h3>
      {same.length === 0 && <p class="of-soft">{t('same.none')}</p>}
      <People people={same} />
      {step.at === 'closed' && alike.length > 0 && (
        <div data-test="same-alike">
          <p>{t('same.alike')}</p>
          <div class="of-actions">
            {alike.map((one) => (
              <button key={one.id} type="button" class="of-button of-quiet" aria-disabled={working} onClick={() => lookAt(one.label)} data-learner={one.id} data-act="merge_people">
                <Icon name="look" /> {one.name || one.label} · {one.label} · {one.cohort}
              </button>
            ))}
          </div>
        </div>
      )}
      {step.at === 'closed' && (
        <div class="of-actions">
          <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'which' })} data-test="same-add" data-act="merge_people"><Icon name="plus" /> {t('same.add')}</button>
          {same.length > 0 && <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'parting' })} data-test="same-part" data-act="merge_people">{t('same.part')}</button>}
        </div>
      )}
      {step.at === 'which' && (
        <form autocomplete="off" class="of-deed" onSubmit={look}>
          <label class="of-field">
            {t('same.which')}
            <input value={other} autocomplete="off" autocapitalize="characters" spellcheck={false} onInput={(event) => setOther(event.currentTarget.value)} data-test="same-other" />
          </label>
          <div class="of-actions">
            <button type="submit" class="of-button of-main" aria-disabled={working} data-test="same-look">{t('same.look')}</button>
            <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'closed' })}>{t('account.leave')}</button>
          </div>
        </form>
      )}
      {step.at === 'sure' && (
        <div class="of-deed" data-test="same-sure">
          <p>{t('same.these', { label })}</p>
          <People people={step.who} />
          <p>{t('same.what')}</p>
          <div class="of-actions">
            <button type="button" class="of-button of-main" aria-disabled={working} onClick={() => void then(() => api.joinSame(id, step.other.trim(), false))} data-test="same-join" data-act="merge_people">{t('same.join')}</button>
            <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'closed' })}>{t('account.leave')}</button>
          </div>
        </div>
      )}
      {step.at === 'parting' && (
        <div class="of-deed">
          <p>{t('same.partWhat')}</p>
          <div class="of-actions">
            <button type="button" class="of-button of-main" aria-disabled={working} onClick={() => void then(() => api.partSame(id))} data-test="same-part-yes" data-act="merge_people">{t('same.part')}</button>
            <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'closed' })}>{t('account.leave')}</button>
          </div>
        </div>
      )}
      {problem && <p class="of-problem" role="alert" data-test="same-problem">{sentence(problem)}</p>}
    </section>
  );
}

function People({ people }: { people: readonly PersonName[] }) {
  return (
    <ul class="of-grants">
      {people.map((one) => (
        <li key={one.id} data-test="same-one" data-learner={one.id}>
          <a href={hashOf({ page: 'learner', id: one.id })}>{one.name || one.label}</a> <span class="of-soft">{one.label} · {one.cohort}</span>
        </li>
      ))}
    </ul>
  );
}
