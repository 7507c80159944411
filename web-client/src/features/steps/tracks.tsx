/**
 * Owns choosing a track after the common part: the tracks as cards, why, and what she chose.
 *
 * Must not: decide. Staff put her on the track; until then she may choose another.
 */
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { toChoose } from '../../app/her-programme';
import type { TrackStep } from '../../app/route';
import { back, go, settle } from '../../app/router';
import { act, catalogue, record } from '../../app/store';
import type { Track, RecordView } from '../../engine/types';
import { locale, t, type Key } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { Card, Chip, SavedTick } from '../../ui/parts';
import './steps.css';

const MOST = 500; // characters that her words may have
const REASONS: readonly { readonly code: string; readonly icon: IconName; readonly words: Key }[] = [
  { code: 'interest', icon: 'hand', words: 'tracks.why_interest' },
  { code: 'income', icon: 'card', words: 'tracks.why_income' },
  { code: 'time', icon: 'work', words: 'tracks.why_time' },
  { code: 'home', icon: 'home', words: 'tracks.why_home' },
  { code: 'experience', icon: 'tick', words: 'tracks.why_experience' },
];
const ICONS: readonly IconName[] = ['call', 'phone', 'tag', 'image', 'text', 'learn'];

/** On home, once the common part is done and until staff put her on a track. */
export function ChooseTrack({ mine }: { readonly mine: RecordView }) {
  const tracks = toChoose(catalogue.value, mine);
  if (tracks.length === 0) return null;
  const chosen = tracks.find(({ id }) => id === mine.choice?.track);
  return (
    <Card test="home-track">
      <Chip tone="learn" icon="next">{t('tracks.title')}</Chip>
      <p>{chosen ? t('tracks.waits', { track: wordsIn(chosen.title, locale.value) }) : t('tracks.ready')}</p>
      <Button kind={chosen ? 'ghost' : 'main'} icon={chosen ? 'pencil' : 'next'} test="track-open" onPress={() => go({ place: 'tracks' })}>
        {t(chosen ? 'tracks.change' : 'tracks.choose')}
      </Button>
    </Card>
  );
}

export function TracksScreen({ step, track: id }: { readonly step: TrackStep | undefined; readonly track: string | undefined }) {
  const mine = record.value;
  const tracks = mine ? toChoose(catalogue.value, mine) : [];
  const track = tracks.find((one) => one.id === id);
  if (track && step === 'said') return <Said track={track} />;
  if (track) return <Why track={track} />;
  return (
    <Screen title={t('tracks.which')} backs bar>
      <p>{t('tracks.about')}</p>
      {tracks.map((one, place) => (
        <button key={one.id} type="button" class="tile tile-learn" data-test={`track-${one.id}`} onClick={() => go({ place: 'tracks', track: one.id, step: 'why' })}>
          <span class="tile-icon"><Icon name={ICONS[place % ICONS.length] ?? 'learn'} /></span>
          <span class="grow">
            <span class="tile-title">{wordsIn(one.title, locale.value)}</span>
            {wordsIn(one.about, locale.value)}
          </span>
        </button>
      ))}
    </Screen>
  );
}

function Why({ track }: { readonly track: Track }) {
  const [reason, setReason] = useState<string | undefined>(undefined);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const words = text.trim();
    const done = await act({ type: 'choose_track', track: track.id, day: today.value, ...(reason === undefined ? {} : { reason }), ...(words === '' ? {} : { text: words }) });
    setBusy(false);
    if (done) settle({ place: 'home' }, { place: 'tracks', track: track.id, step: 'said' });
  };
  return (
    <Screen
      title={t('tracks.why')}
      screen={track.id}
      before={wordsIn(track.title, locale.value)}
      backs
      foot={<Button icon="tick" test="track-save" disabled={busy || (reason === undefined && text.trim() === '')} onPress={() => void save()}>{t('tracks.save')}</Button>}
    >
      <div class="stack" role="radiogroup" aria-label={t('tracks.why')}>
        {REASONS.map(({ code, icon, words }) => (
          <button key={code} type="button" role="radio" aria-checked={reason === code} class="card steps-reason" data-test={`why-${code}`} onClick={() => setReason(code)}>
            <Icon name={icon} class="icon-big" />
            <span class="grow">{t(words)}</span>
            {reason === code && <Icon name="tick" />}
          </button>
        ))}
      </div>
      {/* For a text area only its form's word keeps a half-typed answer out of the browser's own files. */}
      <form class="steps-words" autocomplete="off" noValidate onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('tracks.words')}
          <textarea data-test="why-text" maxLength={MOST} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </form>
    </Screen>
  );
}

function Said({ track }: { readonly track: Track }) {
  return (
    <Screen title={t('tracks.said')} screen="said" foot={<Button test="done" onPress={back}>{t('do.done')}</Button>}>
      <SavedTick test="track-said" />
      <p class="quote">{wordsIn(track.title, locale.value)}</p>
      <p class="soft">{t('tracks.said_next')}</p>
    </Screen>
  );
}
