/**
 * Owns what others may see of a profile without opening it: name, counts, whether it is shown at
 * all, and how soon it closes out of sight.
 *
 * Must not: change anything that was not asked for; each choice is kept as it is made.
 */
import { useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import { attempt, openProfile, theEngine } from '../../app/store';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Choices } from '../../ui/pads';
import './settings.css';

const NAME_LENGTH = 24;

export function Seen() {
  const mine = openProfile.value;
  if (!mine) return null;
  return (
    <Screen title={t('settings.seen')} backs>
      <Name now={mine.name ?? ''} />
      <Switch on={mine.countsHidden} words={t('seen.counts')} hint={t('seen.counts_hint')} test="hide-counts" onSwitch={(on) => void attempt(() => theEngine().hideCounts(on))} />
      <Switch on={mine.hidden} words={t('seen.hide')} hint={t('seen.hide_hint')} test="hide-profile" onSwitch={(on) => void attempt(() => theEngine().hideProfile(on))} />
      <h2>{t('seen.closes')}</h2>
      <p class="soft">{t('seen.closes_hint')}</p>
      <Choices
        label={t('seen.closes')}
        test="closes"
        columns={2}
        chosen={mine.lockHiddenSeconds}
        choices={[{ value: 30, text: t('seen.closes_30') }, { value: 120, text: t('seen.closes_120') }]}
        onChoose={(seconds) => void attempt(() => theEngine().lockHiddenAfter(seconds === 30 ? 30 : 120))}
      />
    </Screen>
  );
}

function Name({ now }: { readonly now: string }) {
  const [name, setName] = useState(now);
  const keep = async () => {
    if (await attempt(() => theEngine().nameProfile(name.trim() || undefined))) tell({ words: t(name.trim() ? 'seen.name_kept' : 'seen.name_gone') });
  };
  return (
    <form class="settings-field" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void keep(); }}>
      <label for="profile-name"><b>{t('seen.name')}</b></label>
      <span class="soft" id="profile-name-hint">{t('seen.name_hint')}</span>
      <input id="profile-name" data-test="name" autocomplete="off" maxLength={NAME_LENGTH} value={name} aria-describedby="profile-name-hint" onInput={(event) => setName(event.currentTarget.value)} />
      {name.trim() !== now && <Button submit test="name-keep">{t('do.save')}</Button>}
    </form>
  );
}

interface SwitchProps {
  readonly on: boolean;
  readonly words: string;
  readonly hint: string;
  readonly test: string;
  readonly onSwitch: (on: boolean) => void;
}

function Switch({ on, words, hint, test, onSwitch }: SwitchProps) {
  return (
    <button type="button" class="card settings-switch" role="switch" aria-checked={on} data-test={test} onClick={() => onSwitch(!on)}>
      <span class="row row-tight">
        <b class="grow">{words}</b>
        <span class="settings-state" aria-hidden="true">{t(on ? 'do.yes' : 'do.no')}</span>
      </span>
      <span class="soft">{hint}</span>
    </button>
  );
}
