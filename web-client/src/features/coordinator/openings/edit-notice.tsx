/**
 * Writing a notice, or changing one; an opening is told to phones once somebody answers for it.
 *
 * Owns the form. Must not: judge what is typed; the server says which field it means.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { newEntryId } from '../../../app/entry-id';
import { api } from '../../../api/client';
import { ApiError } from '../../../api/errors';
import type { KeptNotice } from '../../../api/openings';
import { NOTICE_KINDS, type NoticeKind, type Text } from '../../../engine/types';
import { useAttempt } from '../attempt';
import { useLive } from '../live';
import { sentence } from '../trouble';
import { inLocale } from '../words';
import { draftOf, EMPTY, faultsOf, formOf, type Draft } from './notice-form';
import { t } from './words';

interface Props {
  readonly cohort: string;
  /** Absent: a new one. */
  readonly notice?: KeptNotice | undefined;
  readonly onDone: () => void;
}

type Line = 'title' | 'company' | 'place' | 'link' | 'ends_on';
const LINES: readonly { readonly name: Line; readonly more: object }[] = [
  { name: 'title', more: { maxLength: 80 } },
  { name: 'company', more: { maxLength: 80 } },
  { name: 'place', more: { maxLength: 120 } },
  { name: 'link', more: { type: 'url', inputMode: 'url', maxLength: 300 } },
  { name: 'ends_on', more: { type: 'date' } },
];

export function EditNotice({ cohort, notice, onDone }: Props) {
  const [id] = useState(newEntryId);
  const [draft, setDraft] = useState<Draft>(notice ? draftOf(notice) : EMPTY);
  const [faulty, setFaulty] = useState<ApiError | undefined>();
  const { attempt, working, problem: refused } = useAttempt();
  const programme = useLive('catalogue', api.catalogue).value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const problem = faulty ?? refused;
  const isOpening = draft.kind === 'opening';
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const faults = faultsOf(draft);
    setFaulty(faults.length ? new ApiError('form_faults', undefined, faults) : undefined);
    if (faults.length) return;
    if (await attempt(() => (notice ? api.changeNotice(notice.id, formOf(draft)) : api.addNotice(cohort, formOf(draft, id))))) onDone();
  };
  const wrong = (field: string): boolean => problem?.faults.some((fault) => fault.field === field) === true;
  const asks: readonly { readonly name: 'tracks' | 'courses' | 'certificates'; readonly all: readonly { readonly id: string; readonly title: Text }[] }[] = [
    { name: 'tracks', all: programme?.tracks ?? [] },
    { name: 'courses', all: [...(programme?.courses ?? []), ...(programme?.outside ?? [])] },
    { name: 'certificates', all: programme?.certificates ?? [] },
  ];
  return (
    <form autocomplete="off" class="of-card of-session-form" noValidate data-test="notice-form" onSubmit={(event) => void save(event)}>
      <h2 tabIndex={-1} ref={heading}>{t(notice ? 'form.change' : 'form.new')}</h2>
      {!notice && (
        <label class="of-field">
          {t('form.kind')}
          <select value={draft.kind} onChange={(event) => setDraft({ ...draft, kind: event.currentTarget.value as NoticeKind })} data-test="notice-kind">
            {NOTICE_KINDS.map((kind) => <option key={kind} value={kind}>{t(`kind.${kind}`)}</option>)}
          </select>
        </label>
      )}
      {LINES.filter(({ name }) => name !== 'company' || isOpening).map(({ name, more }) => (
        <Field key={name} name={name} label={t(`form.${name}`)} wrong={wrong(name)}>
          {(described) => <input value={draft[name]} autocomplete="off" onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })} data-test={`notice-${name}`} {...described} {...more} />}
        </Field>
      ))}
      <Field name="text" label={t('form.text')} wrong={wrong('text')}>
        {(described) => <textarea autocomplete="off" rows={4} maxLength={1_000} value={draft.text} onInput={(event) => setDraft({ ...draft, text: event.currentTarget.value })} data-test="notice-text" {...described} />}
      </Field>
      {isOpening && asks.filter(({ all }) => all.length > 0).map(({ name, all }) => (
        <fieldset key={name} class="of-wanted">
          <legend>{t(`form.${name}`)}</legend>
          {all.map(({ id: of, title }) => (
            <label key={of} class="of-check">
              <input type="checkbox" checked={draft[name].includes(of)} onChange={(event) => setDraft({ ...draft, [name]: toggled(draft[name], of, event.currentTarget.checked) })} data-test={`notice-${name}-${of}`} />
              {inLocale(title)}
            </label>
          ))}
        </fieldset>
      ))}
      {isOpening && (
        <label class="of-check">
          <input type="checkbox" checked={draft.verified} onChange={(event) => setDraft({ ...draft, verified: event.currentTarget.checked })} data-test="notice-verify" />
          {t('form.verified')}
        </label>
      )}
      <p class="of-soft">{t(isOpening && !draft.verified ? 'form.waits' : 'form.told')}</p>
      {problem && <p class="of-problem" role="alert" data-test="notice-problem">{problem.faults.length ? t('form.problem') : sentence(problem)}</p>}
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={working} data-test="notice-save">{t('form.save')}</button>
        <button type="button" class="of-button of-quiet" onClick={onDone} data-test="notice-stop">{t('form.stop')}</button>
      </div>
    </form>
  );
}

function toggled(all: readonly string[], id: string, on: boolean): readonly string[] {
  return on ? [...all.filter((each) => each !== id), id] : all.filter((each) => each !== id);
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly wrong: boolean;
  readonly children: (described: object) => ComponentChildren;
}

function Field({ name, label, wrong, children }: FieldProps) {
  return (
    <label class="of-field">
      {label}
      {children(wrong ? { 'aria-invalid': true, 'aria-describedby': `wrong-${name}` } : {})}
      {wrong && <span id={`wrong-${name}`} class="of-problem">{t('form.wrong')}</span>}
    </label>
  );
}
