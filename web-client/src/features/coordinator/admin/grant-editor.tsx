/**
 * The posts of an account: those it has, one more, one less.
 *
 * Owns this part of a form. Must not: send anything; whoever holds the form does.
 */
import { useId, useState } from 'preact/hooks';
import type { Role } from '../../../api/types';
import { Icon } from '../../../ui/icons';
import { t } from './words';
import { daysWords, type DraftGrant, grantWords, type Places } from './grant-words';

const ROLES: readonly Role[] = ['coordinator', 'facilitator', 'mentor', 'auditor', 'administrator'];

interface Props {
  readonly grants: readonly DraftGrant[];
  readonly places: Places;
  onChange(grants: readonly DraftGrant[]): void;
}

export function GrantEditor({ grants, places, onChange }: Props) {
  const [adding, setAdding] = useState(grants.length === 0);
  return (
    <fieldset class="of-fieldset" data-test="grants">
      <legend>{t('grants.title')}</legend>
      <p class="of-soft">{t('grants.what')}</p>
      <ul class="of-grants">
        {grants.map((grant, index) => (
          <li key={JSON.stringify(grant)} data-test="grant">
            <span>
              <b>{grantWords(grant, places)}</b> <span class="of-soft">{daysWords(grant)}</span>
            </span>
            <button type="button" class="of-button of-quiet" onClick={() => onChange(grants.filter((_, other) => other !== index))} data-test="grant-remove">
              <Icon name="bin" /> {t('grants.remove')}
              <span class="unseen"> {grantWords(grant, places)}</span>
            </button>
          </li>
        ))}
      </ul>
      {adding ? (
        <OneMore places={places} add={(grant) => { onChange([...grants, grant]); setAdding(false); }} />
      ) : (
        <button type="button" class="of-button" onClick={() => setAdding(true)} data-test="grant-more"><Icon name="plus" /> {t('grants.more')}</button>
      )}
    </fieldset>
  );
}

/** Where a post can hold: the administrator's is everywhere, a mentor's is her group. */
function scopesOf(role: Role): readonly DraftGrant['scope'][] {
  if (role === 'administrator') return ['programme'];
  return role === 'mentor' ? ['learners'] : ['programme', 'center', 'cohort'];
}

function OneMore({ places, add }: { places: Places; add: (grant: DraftGrant) => void }) {
  const [role, setRole] = useState<Role>('facilitator');
  const [scope, setScope] = useState<DraftGrant['scope']>('center');
  const [center, setCenter] = useState(places.centers[0]?.id ?? '');
  const [cohort, setCohort] = useState(places.cohorts[0]?.id ?? '');
  const [labels, setLabels] = useState('');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const choose = (next: Role) => {
    setRole(next);
    if (!scopesOf(next).includes(scope)) setScope(scopesOf(next)[0] ?? 'programme');
  };
  const learners = labels.split(/[\s,;]+/).filter(Boolean);
  const complete = { programme: true, center: center !== '', cohort: cohort !== '', learners: learners.length > 0 }[scope] && (!from || !until || from <= until);
  const done = () => {
    setWrong(!complete);
    if (!complete) return;
    add({
      role, scope,
      ...(scope === 'center' ? { center } : {}),
      ...(scope === 'cohort' ? { cohort } : {}),
      ...(scope === 'learners' ? { learners } : {}),
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
    });
  };
  return (
    <div class="of-grant-form">
      <label class="of-field">
        {t('grant.role')}
        <select value={role} onChange={(event) => choose(event.currentTarget.value as Role)} data-test="grant-role">
          {ROLES.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}
        </select>
      </label>
      <p class="of-soft of-grant-what" data-test="grant-what">{t(`role.${role}.what`)}</p>
      <label class="of-field">
        {t('grant.where')}
        <select value={scope} onChange={(event) => setScope(event.currentTarget.value as DraftGrant['scope'])} data-test="grant-scope">
          {scopesOf(role).map((each) => <option key={each} value={each}>{t(`scope.${each}`)}</option>)}
        </select>
      </label>
      {scope === 'center' && (
        <label class="of-field">
          {t('scope.center')}
          <select value={center} onChange={(event) => setCenter(event.currentTarget.value)} data-test="grant-center">
            {places.centers.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}
          </select>
        </label>
      )}
      {scope === 'cohort' && (
        <label class="of-field">
          {t('scope.cohort')}
          <select value={cohort} onChange={(event) => setCohort(event.currentTarget.value)} data-test="grant-cohort">
            {places.cohorts.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}
          </select>
        </label>
      )}
      {scope === 'learners' && (
        <label class="of-field">
          {t('grant.labels')}
          <input value={labels} autocomplete="off" autocapitalize="characters" spellcheck={false} onInput={(event) => setLabels(event.currentTarget.value)} data-test="grant-labels" />
        </label>
      )}
      <label class="of-field">
        {t('grant.from')}
        <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} data-test="grant-from" />
      </label>
      <label class="of-field">
        {t('grant.until')}
        <input type="date" value={until} aria-describedby={id} onInput={(event) => setUntil(event.currentTarget.value)} data-test="grant-until" />
      </label>
      <p class="of-problem" id={id} role="alert">{wrong && t('grant.incomplete')}</p>
      <button type="button" class="of-button" onClick={done} data-test="grant-add">{t('grant.add')}</button>
    </div>
  );
}
