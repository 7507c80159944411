/**
 * A phone that used a printed code: is it hers?
 *
 * Owns asking, the words to compare, and saying the answer. Must not: suggest one; whoever answers
 * has asked her, and has heard the words from her.
 */
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import { useThreeWords } from '../../app/three-words';
import { locale } from '../../i18n';
import { t } from './enrol-words';
import { may, type Place } from './rights';
import { sessionEnded } from './session';
import { reason } from './trouble';

interface Props {
  readonly learner: string;
  readonly place: Place;
  readonly writer: string;
  /** As places in the lists. */
  readonly words: readonly number[] | undefined;
  readonly onDone: () => void;
}

export function ConfirmPhone({ learner, place, writer, words, onDone }: Props) {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiError | undefined>();
  const answer = async (isHers: boolean) => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await api.confirmWriter(learner, { writer, is_hers: isHers });
      onDone();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(error);
    }
    setWorking(false);
  };
  return (
    <div class="of-waits" data-test="phone-waits">
      <p><span class="chip chip-work">{t('waits')}</span></p>
      <p>{t('waits.text')}</p>
      {words && <Words places={words} />}
      {may('confirm_writer', place) && (
        <div class="of-actions">
          <button type="button" class="of-button" aria-disabled={working} onClick={() => void answer(true)} data-test="confirm-yes" data-act="confirm_writer">{t('waits.yes')}</button>
          <button type="button" class="of-button of-quiet" aria-disabled={working} onClick={() => void answer(false)} data-test="confirm-no" data-act="confirm_writer">{t('waits.no')}</button>
        </div>
      )}
      {problem && <p class="of-problem" role="alert">{t('waits.failed', { reason: reason(problem) })}</p>}
    </div>
  );
}

/** In the language of this page large, and in the other one, since her phone speaks its own. */
function Words({ places }: { readonly places: readonly number[] }) {
  const here = useThreeWords(places, locale.value);
  const other = useThreeWords(places, locale.value === 'es' ? 'en' : 'es');
  if (!here) return null;
  return (
    <>
      <p>{t('waits.words')} <b class="of-words" data-test="three-words">{here.join(' · ')}</b></p>
      {other && <p class="of-soft">{t('waits.otherLanguage', { words: other.join(' · ') })}</p>}
      <p class="of-soft">{t('waits.compare')}</p>
    </>
  );
}
