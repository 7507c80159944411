/**
 * Hours entered for somebody: from paper, from a call, for a phone that stopped working.
 *
 * Owns this page. Must not: call anything approved, or need the office; it is signed here and sent
 * by itself.
 */
import { useState } from 'preact/hooks';
import { dayOfSeconds } from '../../../app/days';
import { newEntryId } from '../../../app/entry-id';
import type { LearnerId, StaffEntry, StaffView } from '../../../desk/types';
import { taskName, useTasks, type Tasks } from '../tasks';
import { amountOf } from '../versions';
import { inLocale } from '../words';
import { dayOfWeek } from '../format';
import { theDesk } from './desk';
import { EMPTY, herWord, read, SOURCES, type Draft, type Problem } from './enter-form';
import { DeskGate } from './gate';
import { Here } from './here';
import { failureSaid, t } from './words';

export function EnterPage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Entering key={learner} learner={learner} />
    </DeskGate>
  );
}

function Entering({ learner }: { learner: LearnerId }) {
  const tasks = useTasks();
  const [said, setSaid] = useState('');
  return (
    <Here learner={learner} title={(name) => (name === undefined ? t('enter.titlePlain') : t('enter.title', { name }))}>
      {(view) => (
        <>
          <p class={said ? 'of-done' : 'unseen'} role="status" data-test="enter-said">{said}</p>
          <EnterForm learner={learner} tasks={tasks} done={setSaid} />
          <Entered view={view} tasks={tasks} done={setSaid} />
        </>
      )}
    </Here>
  );
}

function whatOf(version: { readonly task: string; readonly day: string; readonly minutes?: number; readonly units?: number }, tasks: Tasks): string {
  return [taskName(tasks, version.task), dayOfWeek(version.day), amountOf({ ...version, withdrawn: false }, tasks)].filter(Boolean).join(', ');
}

const HOURS = Array.from({ length: 25 }, (_, at) => String(at));
const FIVES = Array.from({ length: 12 }, (_, at) => String(at * 5));

function EnterForm({ learner, tasks, done }: { learner: LearnerId; tasks: Tasks; done: (words: string) => void }) {
  // Made when the form opens: saved twice, it is one entry.
  const [id, setId] = useState(newEntryId);
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, day: dayOfSeconds(Date.now() / 1000) });
  const [problem, setProblem] = useState<Problem | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const task = tasks.get(draft.task);
  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblem(undefined);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const entered = read(draft, task);
    if ('problem' in entered) return setProblem(entered.problem);
    setBusy(true);
    setFailure(undefined);
    try {
      await theDesk().act(learner, { type: 'enter_work', entry: id, ...entered });
      done(t('enter.saved', { what: whatOf(entered.fields, tasks) }));
      setId(newEntryId());
      // A sheet of paper has more than one line: source and task stay.
      setDraft({ ...EMPTY, source: draft.source, task: draft.task, day: draft.day });
    } catch (thrown) {
      setFailure(t('done.failed', { reason: failureSaid(thrown) }));
    }
    setBusy(false);
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void save(event)} data-test="enter-form">
      <p>{t('enter.what')}</p>
      <fieldset class="of-fieldset">
        <legend>{t('enter.source')}</legend>
        {SOURCES.map((source) => (
          <label key={source} class="of-check">
            <input type="radio" name="source" checked={draft.source === source} onChange={() => set({ source })} data-test={`source-${source}`} />
            {t(`enter.source.${source}`)}
          </label>
        ))}
      </fieldset>
      <div class="of-days">
        <label class="of-field">
          {t('enter.task')}
          <select value={draft.task} onChange={(event) => set({ task: event.currentTarget.value })} data-test="enter-task">
            <option value="" disabled>{t('enter.choose')}</option>
            {[...tasks.values()].map((each) => <option key={each.id} value={each.id}>{inLocale(each.title)}</option>)}
          </select>
        </label>
        <label class="of-field">
          {t('enter.day')}
          <input type="date" value={draft.day} onInput={(event) => set({ day: event.currentTarget.value })} data-test="enter-day" />
        </label>
      </div>
      {task?.measure === 'units' ? (
        <label class="of-field">
          {task.unit ? t('enter.unitsOf', { unit: inLocale(task.unit) }) : t('enter.units')}
          <input class="of-short" inputMode="numeric" autocomplete="off" value={draft.units} onInput={(event) => set({ units: event.currentTarget.value })} data-test="enter-units" />
        </label>
      ) : (
        <div class="of-days">
          {([['hours', HOURS], ['minutes', FIVES]] as const).map(([which, choices]) => (
            <label key={which} class="of-field">
              {t(`enter.${which}`)}
              <select value={draft[which]} onChange={(event) => set({ [which]: event.currentTarget.value })} data-test={`enter-${which}`}>
                {choices.map((each) => <option key={each} value={each}>{each}</option>)}
              </select>
            </label>
          ))}
        </div>
      )}
      <div class="of-days">
        <label class="of-field">
          {t('enter.start')}
          <input type="time" value={draft.start} onInput={(event) => set({ start: event.currentTarget.value })} data-test="enter-start" />
        </label>
        <label class="of-field">
          {t('enter.note')}
          <textarea autocomplete="off" maxLength={500} rows={2} value={draft.note} onInput={(event) => set({ note: event.currentTarget.value })} data-test="enter-note" />
        </label>
      </div>
      {problem && <p class="of-problem" role="alert" data-test="enter-problem">{t(`enter.problem.${problem}`)}</p>}
      {failure && <p class="of-problem" role="alert">{failure}</p>}
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={busy} data-test="enter-save">{t(busy ? 'do.saving' : 'enter.save')}</button>
      </div>
    </form>
  );
}

/** Those of her entries that were made for her, and how they stand. */
function Entered({ view, tasks, done }: { view: StaffView; tasks: Tasks; done: (words: string) => void }) {
  const entries = view.entries.filter(({ live }) => live.some(({ source }) => source !== undefined));
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="entered">
      <h2 id="entered" class="of-section">{t('enter.list')}</h2>
      <ul class="of-queue">
        {entries.map((entry) => <Line key={entry.id} learner={view.learner} entry={entry} tasks={tasks} done={done} />)}
      </ul>
    </section>
  );
}

const STANDS = {
  waiting: 'enter.waits', question: 'enter.waits', asked: 'enter.asked', approved: 'enter.approved', declined: 'enter.declined', withdrawn: 'enter.withdrawn',
} as const;

function Line({ learner, entry, tasks, done }: { learner: LearnerId; entry: StaffEntry; tasks: Tasks; done: (words: string) => void }) {
  const [failure, setFailure] = useState<string | undefined>();
  const version = entry.live.find(({ source }) => source !== undefined);
  if (!version?.source) return null;
  const { source, task, day, minutes, units, start, note } = version;
  const remove = async () => {
    setFailure(undefined);
    const of = <K extends string, V>(key: K, value: V | undefined) => (value === undefined ? {} : { [key]: value });
    const fields = { task, day, ...of('minutes', minutes), ...of('units', units), ...of('start', start), ...of('note', note) };
    try {
      await theDesk().act(learner, { type: 'enter_work', entry: entry.id, fields, source, withdrawn: true, seen: entry.live.filter((each) => each.source !== undefined).map(({ op }) => op) });
      done(t('enter.removed', { what: whatOf(version, tasks) }));
    } catch (thrown) {
      setFailure(t('done.failed', { reason: failureSaid(thrown) }));
    }
  };
  const word = herWord(entry);
  return (
    <li class="of-card of-decided" data-test="entered" data-entry={entry.id} data-state={entry.hours.state}>
      <p><b>{whatOf(version, tasks)}</b> <span class="of-soft">{t(`by.${source}`)}</span></p>
      <p class="of-decided-marks">
        <span class={`chip ${entry.hours.state === 'approved' ? 'chip-meet' : 'chip-plain'}`}>{t(STANDS[entry.hours.state])}</span>
        <span class={`chip ${word === 'no' ? 'chip-mind' : 'chip-plain'}`} data-test="her-word">{t(`enter.${word}`)}</span>
        {entry.hours.state !== 'withdrawn' && entry.hours.state !== 'approved' && (
          <button type="button" class="of-button of-quiet" onClick={() => void remove()} data-test="enter-remove">{t('enter.remove')}</button>
        )}
      </p>
      {failure && <p class="of-problem" role="alert">{failure}</p>}
    </li>
  );
}
