/**
 * The fields about a person, as they are typed at her side: few, large, one below the other.
 *
 * Owns these fields and which fault belongs to which. Must not: save, or remember across people.
 */
import type { ComponentChildren } from 'preact';
import type { FieldFault } from '../../api/errors';
import type { Draft } from './enrol-form';
import { problemWords, t } from './enrol-words';

const GENDERS = ['female', 'male', 'other', 'unsaid'] as const;

interface Props {
  readonly draft: Draft;
  readonly faults: readonly FieldFault[];
  readonly tracks: readonly { readonly id: string; readonly title: string }[];
  readonly regions: readonly { readonly id: string; readonly title: string }[];
  readonly onChange: (next: Draft) => void;
}

export function PersonFields({ draft, faults, tracks, regions, onChange }: Props) {
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const text = (name: keyof Draft & ('name' | 'birthYear' | 'about' | 'number' | 'askFor'), field: string, more: object = {}) => (
    <Field label={t(name === 'number' ? 'contact.number' : name === 'askFor' ? 'contact.askFor' : name)} field={field} faults={faults}>
      {(described) => (
        <input value={draft[name]} onInput={(event) => set({ [name]: event.currentTarget.value })} data-test={`person-${field}`} autocomplete="off" {...described} {...more} />
      )}
    </Field>
  );
  return (
    <>
      {text('name', 'name', { autocapitalize: 'words', maxLength: 80 })}
      {text('birthYear', 'birth_year', { inputMode: 'numeric', maxLength: 4, class: 'of-short' })}
      {tracks.length > 0 && (
        <Field label={t('track')} field="track" faults={faults}>
          {(described) => (
            <select value={draft.track} onChange={(event) => set({ track: event.currentTarget.value })} data-test="person-track" {...described}>
              <option value="">{t('trackNone')}</option>
              {tracks.map((track) => <option key={track.id} value={track.id}>{track.title}</option>)}
            </select>
          )}
        </Field>
      )}
      {text('about', 'about', { maxLength: 200 })}
      <Field label={t('gender')} field="gender" faults={faults}>
        {(described) => (
          <select value={draft.gender} onChange={(event) => set({ gender: event.currentTarget.value as Draft['gender'] })} data-test="person-gender" autocomplete="off" {...described}>
            <option value="">{t('notAsked')}</option>
            {GENDERS.map((gender) => <option key={gender} value={gender}>{t(`gender.${gender}`)}</option>)}
          </select>
        )}
      </Field>
      {regions.length > 0 && (
        <Field label={t('region')} field="region" faults={faults}>
          {(described) => (
            <select value={draft.region} onChange={(event) => set({ region: event.currentTarget.value })} data-test="person-region" autocomplete="off" {...described}>
              <option value="">{t('notAsked')}</option>
              {regions.map((region) => <option key={region.id} value={region.id}>{region.title}</option>)}
            </select>
          )}
        </Field>
      )}

      <fieldset class="of-fieldset">
        <legend>{t('consent.title')}</legend>
        <p class="of-soft">{t('consent.read')}</p>
        <p class="of-consent">{t('consent.text')}</p>
        <Check label={t('consent.record')} on={draft.agrees} set={(agrees) => set({ agrees })} test="consent-record" />
        <Check label={t('consent.contact')} on={draft.mayContact} set={(mayContact) => set({ mayContact })} test="consent-contact" />
        <Check label={t('consent.reports')} on={draft.mayCount} set={(mayCount) => set({ mayCount })} test="consent-reports" />
        <Faults field="consent" faults={faults} />
      </fieldset>

      {draft.mayContact && (
        <fieldset class="of-fieldset">
          <legend>{t('contact.title')}</legend>
          <div class="of-choices">
            {(['call', 'message', 'none'] as const).map((channel) => (
              <label key={channel} class="of-check">
                <input type="radio" name="channel" checked={draft.channel === channel} onChange={() => set({ channel })} data-test={`channel-${channel}`} />
                {t(`contact.${channel}`)}
              </label>
            ))}
          </div>
          <Faults field="channel" faults={faults} />
          {draft.channel !== 'none' && (
            <>
              {text('number', 'number', { type: 'tel', inputMode: 'tel', maxLength: 24 })}
              <div class="of-pair">
                {(['from', 'until'] as const).map((end) => (
                  <Field key={end} label={t(`contact.${end}`)} field={end} faults={faults}>
                    {(described) => <input type="time" value={draft[end]} onInput={(event) => set({ [end]: event.currentTarget.value })} data-test={`person-${end}`} {...described} />}
                  </Field>
                ))}
              </div>
              {text('askFor', 'ask_for', { maxLength: 80 })}
              <Check label={t('contact.leave')} on={draft.leaveMessage} set={(leaveMessage) => set({ leaveMessage })} test="person-leave_message" />
            </>
          )}
        </fieldset>
      )}
    </>
  );
}

export function Check({ label, on, set, test }: { label: string; on: boolean; set: (on: boolean) => void; test: string }) {
  return (
    <label class="of-check">
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} data-test={test} />
      {label}
    </label>
  );
}

interface Described {
  readonly 'aria-invalid'?: true;
  readonly 'aria-describedby'?: string;
}

function Field({ label, field, faults, children }: { label: string; field: string; faults: readonly FieldFault[]; children: (described: Described) => ComponentChildren }) {
  const wrong = faults.some((fault) => fault.field === field);
  return (
    <label class="of-field">
      {label}
      {children(wrong ? { 'aria-invalid': true, 'aria-describedby': `fault-${field}` } : {})}
      <Faults field={field} faults={faults} />
    </label>
  );
}

function Faults({ field, faults }: { field: string; faults: readonly FieldFault[] }) {
  const fault = faults.find((candidate) => candidate.field === field);
  if (!fault) return null;
  return <span id={`fault-${field}`} class="of-problem" data-test={`fault-${field}`}>{problemWords(fault.problem)}</span>;
}
