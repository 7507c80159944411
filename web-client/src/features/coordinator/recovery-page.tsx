/**
 * The centre's recovery key: answering a phone that asks, and one's own paper.
 *
 * Owns these two forms. Must not: keep a code or a paper longer than the form is open; what the
 * paper opens is never here.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError } from '../../api/errors';
import type { RecoveryRequest } from '../../api/people';
import { answerOf, PaperError } from '../../engine/holder';
import './enrol.css';
import './recovery.css';
import { moment } from './format';
import { PaperCard } from './recovery-paper';
import { t } from './recovery-words';
import { sessionEnded } from './session';
import { sentence } from './trouble';

type State =
  | { readonly at: 'code' }
  | { readonly at: 'found'; readonly code: string; readonly request: RecoveryRequest }
  | { readonly at: 'given'; readonly name: string; readonly answers: number };

const CODE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** As people write it: case and dashes carry nothing, and letters that look like digits are these. */
export function readRequestCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s\-–—]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return CODE.test(code) ? code : undefined;
}

export function RecoveryPage() {
  return (
    <>
      <div class="of-head"><div class="of-titles"><h1 data-test="page-title">{t('title')}</h1></div></div>
      <Answer />
      <PaperCard />
    </>
  );
}

function Answer() {
  const [state, setState] = useState<State>({ at: 'code' });
  const [typed, setTyped] = useState('');
  const [paper, setPaper] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => () => setPaper(''), []);

  const go = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (thrown) {
      if (thrown instanceof PaperError) setProblem(t(`paper.${thrown.code}`));
      else {
        const error = asApiError(thrown);
        if (error.code === 'not_signed_in') sessionEnded();
        else setProblem(error.code === 'not_found' ? t('code.none') : sentence(error));
      }
    }
    setBusy(false);
  };
  const look = () => go(async () => {
    const code = readRequestCode(typed);
    if (code === undefined) {
      setProblem(t('code.strange'));
      return;
    }
    setState({ at: 'found', code, request: (await api.recoveryRequest(code)).body });
  });
  const give = (code: string, request: RecoveryRequest) => go(async () => {
    const { learner, part = '', ephemeral } = request;
    const answer = await answerOf(paper, { code, learner: learner.id, part, ephemeral });
    const { body } = await api.giveRecovery(code, answer);
    setPaper('');
    setTyped('');
    setState({ at: 'given', name: learner.name, answers: body.answers });
  });
  const again = () => {
    setState({ at: 'code' });
    setPaper('');
    setProblem('');
  };

  return (
    <section class="of-card of-recovery" aria-labelledby="recovery-answer">
      <h2 id="recovery-answer">{t('answer.title')}</h2>
      {state.at === 'code' && (
        <form class="of-recovery" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void look(); }}>
          <p>{t('answer.what')}</p>
          <label class="of-field">
            {t('code.label')}
            <input
              class="of-short" autocomplete="off" autocapitalize="characters" spellcheck={false} placeholder="XXXX-XXXX" data-test="recovery-code"
              value={typed} aria-invalid={problem !== ''} aria-describedby="recovery-problem" onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <Problem words={problem} />
          <button type="submit" class="of-button of-main" aria-disabled={busy} data-test="recovery-look">{t('code.go')}</button>
        </form>
      )}
      {state.at === 'found' && (
        <form class="of-recovery" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void give(state.code, state.request); }}>
          <p class="of-recovery-who" data-test="recovery-who"><b>{state.request.learner.name}</b> · {state.request.learner.label}</p>
          <p>{t('who.ask', { name: state.request.learner.name })}</p>
          <p class="of-soft">{t('who.until', { when: moment(state.request.expires_at) })}</p>
          {state.request.given.length > 0 && <p data-test="recovery-given">{t('who.given', { name: state.request.given.join(', ') })}</p>}
          {state.request.part === undefined ? (
            <p class="of-problem" role="alert" data-test="recovery-no-part">{t('who.no_part')}</p>
          ) : (
            <>
              <label class="of-field">
                {t('paper.label')}
                <textarea
                  rows={3} autocomplete="off" autocapitalize="off" spellcheck={false} data-test="recovery-paper"
                  value={paper} aria-invalid={problem !== ''} aria-describedby="recovery-problem" onInput={(event) => setPaper(event.currentTarget.value)}
                />
              </label>
              <Problem words={problem} />
              <p class="of-soft">{t('who.noted')}</p>
            </>
          )}
          <div class="of-actions">
            <button type="button" class="of-button of-quiet" onClick={again} data-test="recovery-back">{t('who.no')}</button>
            {state.request.part !== undefined && <button type="submit" class="of-button of-main" aria-disabled={busy} data-test="recovery-give">{t('who.yes')}</button>}
          </div>
        </form>
      )}
      {state.at === 'given' && (
        <div role="status" data-test="recovery-done">
          <p>{t(state.answers >= 2 ? 'given.open' : 'given.first', { name: state.name })}</p>
          <button type="button" class="of-button" onClick={again} data-test="recovery-again">{t('given.again')}</button>
        </div>
      )}
    </section>
  );
}

function Problem({ words }: { words: string }) {
  return <p id="recovery-problem" class="of-problem" role="alert" data-test="recovery-problem">{words}</p>;
}
