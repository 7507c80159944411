/**
 * On a learner's page: what the directory says of her, and how to reach her without harm.
 *
 * Owns this part, and changing it. Must not: show a number before somebody asks for it, since each
 * look is noted; nor leave it on the screen when the page is left.
 */
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { Contact, KnownContact, Person } from '../../api/people';
import { Reach } from './contact';
import { PersonFields } from './enrol-fields';
import { EMPTY, personEdit, type Draft } from './enrol-form';
import { useRegions } from './tracks';
import { t } from './enrol-words';
import { dayLong } from './format';
import { useLive } from './live';
import { may, type Place } from './rights';
import { sessionEnded } from './session';
import { sentence } from './trouble';
import './enrol.css';

/** Whoever may change what stands here may see it. */
export function PersonPart({ id, place }: { id: string; place: Place }) {
  return may('edit_person', place) ? <Shown id={id} place={place} /> : null;
}

function Shown({ id, place }: { id: string; place: Place }) {
  const live = useLive(`person/${id}`, () => api.person(id));
  const [editing, setEditing] = useState<Draft | undefined>();
  const [known, setKnown] = useState<Draft>(EMPTY);
  const [working, setWorking] = useState(false);
  const [contact, setContact] = useState<Contact | undefined>();
  const [problem, setProblem] = useState<ApiError | undefined>();
  const regions = useRegions();
  const person = live.value;
  if (!person) return null;

  const attempt = async (work: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(error);
    }
    setWorking(false);
  };
  const look = () => attempt(async () => setContact(asked((await api.contact(id)).body)));
  // What stands there is read, and noted, before it is changed.
  const change = () =>
    attempt(async () => {
      const reach = person.contact === 'not_asked' ? undefined : asked((await api.contact(id)).body);
      const before = draftOf(person, reach);
      setKnown(before);
      setEditing(before);
    });
  const save = (draft: Draft) =>
    attempt(async () => {
      await api.editPerson(id, personEdit(draft, known));
      setEditing(undefined);
      setContact(undefined);
      live.refresh();
    });
  const consent = person.consents[0];

  return (
    <section aria-labelledby="person-title" data-test="person">
      <h2 id="person-title" class="of-section">{t('person.title')}</h2>
      <div class="of-card of-person">
        {editing ? (
          <form autocomplete="off" class="of-enrol-fields" noValidate onSubmit={(event) => { event.preventDefault(); void save(editing); }}>
            <PersonFields draft={editing} faults={problem?.faults ?? []} tracks={[]} regions={regions} onChange={setEditing} />
            <button type="submit" class="of-button of-main" aria-disabled={working} data-test="person-save">{t('person.save')}</button>
          </form>
        ) : (
          <>
            {person.about && <p>{person.about}</p>}
            {(person.gender ?? person.region) !== undefined && (
              <p data-test="person-said">
                {[person.gender && t(`gender.${person.gender}`), regions.find((region) => region.id === person.region)?.title ?? person.region].filter(Boolean).join(' · ')}
              </p>
            )}
            {person.birth_year !== undefined && <p>{t('person.birthYear', { year: person.birth_year })}</p>}
            <p class="of-soft" data-test="person-consent">{consent ? t('person.consent', { day: dayLong(consent.given), version: consent.version }) : t('person.noConsent')}</p>
            {person.contact === 'no' && <p><span class="chip chip-mind" data-test="no-contact">{t('person.no')}</span></p>}
            {person.contact === 'not_asked' && <p class="of-soft">{t('person.notAsked')}</p>}
            {person.contact === 'yes' && !contact && may('read_contact', place) && (
              <div class="of-actions">
                <button type="button" class="of-button" aria-disabled={working} onClick={() => void look()} data-test="see-contact" data-act="read_contact">{t('person.reach')}</button>
                <span class="of-soft">{t('person.reachNote')}</span>
              </div>
            )}
            {contact && contact.channel !== 'none' && <Reach contact={contact} name={person.learner.name} />}
            <div class="of-actions">
              <button type="button" class="of-button of-quiet" aria-disabled={working} onClick={() => void change()} data-test="person-change" data-act="edit_person">{t('person.change')}</button>
            </div>
          </>
        )}
        {problem && <p class="of-problem" role="alert" data-test="person-problem">{problem.faults.length ? t('mind') : sentence(problem)}</p>}
      </div>
    </section>
  );
}

function asked(contact: KnownContact): Contact | undefined {
  return contact.channel === 'not_asked' ? undefined : contact;
}

function draftOf(person: Person, contact: Contact | undefined): Draft {
  const covers = person.consents[0]?.covers ?? [];
  return {
    ...EMPTY,
    name: person.learner.name,
    birthYear: person.birth_year === undefined ? '' : String(person.birth_year),
    about: person.about ?? '',
    gender: person.gender ?? '',
    region: person.region ?? '',
    agrees: covers.includes('record'),
    mayContact: covers.includes('contact'),
    mayCount: covers.includes('reports'),
    channel: contact?.channel ?? 'call',
    number: contact?.number ?? '',
    from: contact?.from ?? '',
    until: contact?.until ?? '',
    askFor: contact?.ask_for ?? '',
    leaveMessage: contact?.leave_message ?? false,
  };
}
