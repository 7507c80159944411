/**
 * A file that somebody carried here: taken in, told how much it was, and answered.
 *
 * Owns this page. Must not: look into a file, keep it, or say whose it is.
 */
import { useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { MAX_FILE_BYTES, type ReceivedFile } from '../../api/courier';
import { save, share, shares } from '../../app/hand-on';
import { Icon } from '../../ui/icons';
import { useAttempt } from './attempt';
import './enrol.css';
import './files.css';
import { number } from './format';
import { t, tn, troubleWords } from './files-words';
import { sentence } from './trouble';

export function FilesPage() {
  const [received, setReceived] = useState<ReceivedFile | undefined>();
  const [pasted, setPasted] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const { working, problem, attempt } = useAttempt();
  const input = useRef<HTMLInputElement>(null);
  const take = (text: string) => attempt(async () => {
    setReceived(undefined);
    setEmpty(false);
    setReceived((await api.takeFile(text)).body);
    setPasted('');
  });
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MAX_FILE_BYTES) setReceived({ pieces: ['too_large'], people: 0, unknown: 0, changes: 0 });
    else await take(await file.text());
    if (input.current) input.current.value = '';
  };
  const paste = () => {
    if (pasted.trim() === '') setEmpty(true);
    else void take(pasted);
  };
  return (
    <>
      <div class="of-head"><div class="of-titles"><h1 data-test="page-title">{t('title')}</h1></div></div>
      <section class="of-card of-files" data-act="take_courier_file">
        <p>{t('what')}</p>
        <label class={`of-button of-main of-files-choose${working ? ' of-files-busy' : ''}`}>
          <Icon name="download" /> <span>{t(working ? 'working' : 'choose')}</span>
          <input ref={input} type="file" accept=".txt,text/plain" disabled={working} onChange={(event) => void choose(event.currentTarget.files?.[0])} data-test="files-file" />
        </label>
        <form class="of-files" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); paste(); }}>
          <label class="of-field">
            {t('paste')}
            <textarea
              rows={4} autocomplete="off" autocapitalize="off" spellcheck={false} value={pasted} aria-invalid={isEmpty} aria-describedby="files-problem"
              onInput={(event) => setPasted(event.currentTarget.value)} data-test="files-text"
            />
          </label>
          <button type="submit" class="of-button" aria-disabled={working} data-test="files-paste">{t('paste.go')}</button>
        </form>
        <p id="files-problem" class="of-problem" role="alert" data-test="files-problem">{isEmpty ? t('empty') : problem && (problem.code === 'central_only' ? t('central') : sentence(problem))}</p>
      </section>
      <div role="status">{received && <Received file={received} />}</div>
      {received?.answer && <Answer text={received.answer} />}
    </>
  );
}

function Received({ file }: { file: ReceivedFile }) {
  const { people, changes, unknown } = file;
  const outcomes = file.pieces.map((outcome, at) => ({ outcome, at }));
  const troubles = outcomes.filter(({ outcome }) => outcome !== 'taken');
  const taken = outcomes.length - troubles.length;
  return (
    <section class="of-card of-files" data-test="files-received" data-taken={taken} data-changes={changes} data-people={people}>
      <h2>{t(taken > 0 ? 'got.title' : 'got.nothing')}</h2>
      {taken > 0 && (
        <>
          {changes > 0
            ? <p class="of-files-sum"><b>{tn('got.changes', changes, { n: number(changes) })}</b> {tn('got.people', people, { n: number(people) })}</p>
            : <p>{t('got.no_changes')}</p>}
          {unknown > 0 && <p class="of-problem">{tn('got.unknown', unknown, { n: number(unknown) })}</p>}
        </>
      )}
      {troubles.map(({ outcome, at }) => (
        <p key={at} class="of-problem" data-test={outcome}>
          {file.pieces.length > 1 ? t('part', { n: at + 1, words: troubleWords(outcome) }) : troubleWords(outcome)}
        </p>
      ))}
      {taken > 0 && <p class="of-soft">{t('got.again')}</p>}
    </section>
  );
}

/** For the phone that wrote the file. Shared by a press of its own: browsers ask for that. */
function Answer({ text }: { text: string }) {
  const [gone, setGone] = useState(false);
  const file = new File([text], `${t('answer.file')}-${new Date().toISOString().slice(0, 10)}.txt`, { type: 'text/plain' });
  const give = async (way: typeof share | typeof save) => {
    if ((await way(file)) !== 'kept_back') setGone(true);
  };
  return (
    <section class="of-card of-files" aria-labelledby="files-answer">
      <h2 id="files-answer">{t('answer.title')}</h2>
      <p>{t('answer.what')}</p>
      <div class="of-actions">
        {shares(file) && <button type="button" class="of-button of-main" onClick={() => void give(share)} data-test="files-share"><Icon name="send" /> {t('answer.share')}</button>}
        <button type="button" class={`of-button${shares(file) ? '' : ' of-main'}`} onClick={() => void give(save)} data-test="files-save"><Icon name="download" /> {t('answer.save')}</button>
      </div>
      <p role="status" class="of-soft">{gone && t('answer.gone')}</p>
    </section>
  );
}
