/**
 * Deciding on one entry: approve, ask with a reason, or decline with one.
 *
 * Owns these forms. Must not: offer what is not hers to decide, or say that something is done
 * before the notebook has it on the disk.
 */
import { useEffect, useState } from 'preact/hooks';
import { ASK_REASONS, DECLINE_REASONS, whyAsked, whyDeclined } from '../../../app/hours';
import type { QueueEntry, VersionId } from '../../../desk/types';
import type { Tasks } from '../tasks';
import { theDesk } from './desk';
import { canApprove, decision, whatSaid, type Word } from './entry';
import { failureSaid, fetchHerWords, t } from './words';

/** A code without a sentence of its own: the note says it. */
const OTHER = 'otra-cosa';
const MOST = 500; // characters that a note may have

interface Props {
  readonly entry: QueueEntry;
  readonly tasks: Tasks;
  readonly kept: VersionId | undefined;
  /** Said after the notebook has it. */
  done(words: string): void;
}

export function Decide({ entry, tasks, kept, done }: Props) {
  const [form, setForm] = useState<'ask' | 'decline' | undefined>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const chosen = entry.live.find(({ version }) => version === kept);
  const decide = async (word: Word) => {
    // Asking is about all of them; the first stands for the choice that a question does not make.
    const version = chosen ?? entry.live[0];
    if (busy || !version) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await theDesk().act(entry.learner.id, decision(entry, version.version, word));
      setForm(undefined);
      done(t(`done.${word.outcome}`, { who: entry.learner.name || entry.learner.label, what: whatSaid(version, tasks) }));
    } catch (thrown) {
      setProblem(t('done.failed', { reason: failureSaid(thrown) }));
    }
    setBusy(false);
  };
  const approvable = chosen !== undefined && canApprove(entry, chosen);
  const approve = () => {
    if (approvable) void decide({ outcome: 'approve' });
    else if (chosen === undefined) setProblem(t('entry.keepFirst'));
  };
  const missing = chosen !== undefined && !chosen.withdrawn && !approvable;
  return (
    <div class="of-decide">
      {missing && <p class="of-soft" data-test="no-pay">{t(entry.pay === undefined || entry.live.length === 1 ? 'entry.noPay' : 'entry.payOther')}</p>}
      {problem && <p class="of-problem" role="alert" data-test="decide-problem">{problem}</p>}
      {form === undefined ? (
        <div class="of-actions">
          <button type="button" class="of-button of-main" aria-disabled={busy || !approvable} onClick={approve} data-test="approve">
            {t(busy ? 'do.saving' : 'do.approve')}
          </button>
          <button type="button" class="of-button" onClick={() => setForm('ask')} data-test="ask">{t('do.ask')}</button>
          <button type="button" class="of-button of-quiet" onClick={() => setForm('decline')} data-test="decline">{t('do.decline')}</button>
        </div>
      ) : (
        <Reasons key={form} about={form} busy={busy} onLeave={() => setForm(undefined)} onGo={(reason, note) => void decide({ outcome: form, reason, note })} />
      )}
    </div>
  );
}

interface ReasonsProps {
  readonly about: 'ask' | 'decline';
  readonly busy: boolean;
  onLeave(): void;
  onGo(reason: string, note: string): void;
}

function Reasons({ about, busy, onLeave, onGo }: ReasonsProps) {
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const [, hear] = useState(0);
  // What she will read is in another table.
  useEffect(() => void fetchHerWords().catch(() => undefined).then(() => hear((n) => n + 1)), []);
  const said = (code: string): string => (about === 'ask' ? whyAsked(code) : whyDeclined(code));
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason === '') return setProblem(t(`${about}.missing`));
    if (reason === OTHER && note.trim() === '') return setProblem(t(`${about}.missingNote`));
    onGo(reason, note);
  };
  return (
    <form autocomplete="off" class="of-reasons" noValidate onSubmit={submit} data-test={`${about}-form`}>
      <label class="of-field">
        {t(`${about}.title`)}
        <select value={reason} onChange={(event) => { setReason(event.currentTarget.value); setProblem(undefined); }} data-test="reason">
          <option value="" disabled>{t('ask.choose')}</option>
          {(about === 'ask' ? ASK_REASONS : DECLINE_REASONS).map((code) => <option key={code} value={code}>{said(code)}</option>)}
          <option value={OTHER}>{t(`${about}.other`)}</option>
        </select>
      </label>
      <label class="of-field">
        {t(reason === OTHER ? `${about}.noteMust` : `${about}.note`)}
        <textarea autocomplete="off" maxLength={MOST} rows={2} value={note} onInput={(event) => { setNote(event.currentTarget.value); setProblem(undefined); }} data-test="reason-note" />
      </label>
      {reason !== '' && (
        <p class="of-reads" data-test="she-reads">
          <span class="of-soft">{t('ask.reads')}</span> {said(reason)} {note.trim() && t('entry.note', { text: note.trim() })}
        </p>
      )}
      {problem && <p class="of-problem" role="alert" data-test="reason-problem">{problem}</p>}
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={busy} data-test="reason-go">{t(busy ? 'do.saving' : `${about}.go`)}</button>
        <button type="button" class="of-button of-quiet" onClick={onLeave} data-test="reason-leave">{t('do.cancel')}</button>
      </div>
    </form>
  );
}
