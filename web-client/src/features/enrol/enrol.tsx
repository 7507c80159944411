/**
 * Owns the first time on a phone: language, code, picture, secret, and going in.
 *
 * Must not: lose what was typed when something fails, offer a picture taken on this phone, or
 * begin before there is a secret: nothing of hers is ever kept unlocked.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lost } from '../../app/before';
import { ChooseSecret } from '../../app/choose-secret';
import { arrive } from '../../app/entering';
import { arrivedCode, asVisit } from '../../app/arrived';
import { Screen } from '../../app/frame';
import { back, go, replace, route } from '../../app/router';
import { Scanner } from '../../app/scanner';
import { WrongDate } from '../../app/wrong-date';
import { failureOf, freshSecret, profiles, theEngine } from '../../app/store';
import type { EngineFailure, Secret } from '../../engine/types';
import { locale, LOCALES, speak, t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import { Welcome } from './welcome';
import { PicturePicker } from './picture-picker';
import { codeIn, readCode } from './code';
import './enrol.css';

const entering = signal(false);
const typed = signal('');
const picture = signal<number | undefined>(undefined);
const trouble = signal<string | undefined>(undefined);

/** Failures that the code itself causes lead back to it; others stay where she is. */
const ABOUT_CODE: readonly (EngineFailure | 'unknown')[] = ['code_unknown', 'code_expired'];

/** The next person on this phone finds nothing of hers here. */
function forget(): void {
  typed.value = '';
  picture.value = undefined;
  trouble.value = undefined;
  asVisit.value = false;
}

async function enter(secret: Secret): Promise<void> {
  if (picture.value === undefined || entering.value) return;
  entering.value = true;
  trouble.value = undefined;
  try {
    const profile = await theEngine().enrol(readCode(typed.value).shown, picture.value, secret, asVisit.value);
    freshSecret.value = secret; // a card is offered next, and need not ask for it again
    // A visit has no card: with her own phone's card nothing on this one opens, and the visit ends.
    await arrive(profile, asVisit.value ? undefined : { place: 'card' });
  } catch (error) {
    const code = failureOf(error);
    if (ABOUT_CODE.includes(code)) replace({ place: 'enrol', step: 'code' });
    trouble.value = t(`failure.${code}`);
  }
  entering.value = false;
}

function scanned(text: string): void {
  const code = codeIn(text);
  if (code !== undefined) typed.value = code;
  trouble.value = code === undefined ? t('enrol.scan_strange') : undefined;
}

function goBack(): void {
  trouble.value = undefined;
  back();
}

export function Enrol() {
  const at = route.value;
  const step = at.place === 'enrol' ? at.step : undefined;
  useEffect(() => forget, []);
  useEffect(() => {
    if (arrivedCode.value === undefined) return;
    typed.value = readCode(arrivedCode.value).shown;
    arrivedCode.value = undefined;
  }, [arrivedCode.value]);
  if (entering.value) {
    return (
      <Screen title={t('enrol.entering')} screen="entering">
        <p>{t('enrol.entering_text')}</p>
        <div class="enrol-middle" role="status"><Welcome working /></div>
      </Screen>
    );
  }
  const hasCode = !readCode(typed.value).missing;
  if (step === 'secret' && hasCode && picture.value !== undefined) {
    return <ChooseSecret why={t('secret.why_enrol')} trouble={trouble.value} onChosen={(secret) => void enter(secret)} />;
  }
  if ((step === 'picture' || step === 'secret') && hasCode) return <ChoosePicture />;
  return step ? <Code /> : <Language backs={(profiles.value?.length ?? 0) > 0} />;
}

function Language({ backs }: { readonly backs: boolean }) {
  return (
    <Screen title={t('enrol.welcome')} screen="language" backs={backs} onBack={goBack}>
      {lost.value
        ? <p class="enrol-trouble" role="status" data-test="lost">{t('lost.what')} {t('lost.now')}</p>
        : <p>{t('enrol.welcome_text')}</p>}
      <WrongDate />
      <div class="enrol-middle"><Welcome /></div>
      <h2>{t('enrol.language')}</h2>
      <div class="stack">
        {LOCALES.map(({ locale: each, name }) => (
          <Button
            key={each}
            kind={each === locale.value ? 'main' : 'ghost'}
            test={`language-${each}`}
            onPress={() => void speak(each).then(() => go({ place: 'enrol', step: 'code' }))}
          >
            <span lang={each}>{name}</span>
          </Button>
        ))}
      </div>
    </Screen>
  );
}

function Code() {
  const read = readCode(typed.value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (read.strange) trouble.value = t('enrol.code_strange');
    else if (read.missing) trouble.value = tn('enrol.code_short', read.missing);
    else {
      trouble.value = undefined;
      go({ place: 'enrol', step: 'picture' });
    }
  };
  const take = (input: HTMLInputElement) => {
    const atEnd = input.selectionStart === input.value.length;
    const grows = input.value.length > typed.value.length;
    const next = readCode(input.value);
    // Written into shape only while typing onwards: never under a hand that is correcting.
    typed.value = atEnd && grows && !next.strange ? next.shown : input.value;
    trouble.value = undefined;
  };
  return (
    <Screen title={t('enrol.code')} screen="code" backs onBack={goBack}>
      <WrongDate />
      <form class="stack" autocomplete="off" onSubmit={submit} noValidate>
        <p id="code-hint">{t('enrol.code_hint')}</p>
        <label class="unseen" for="code">{t('enrol.code_label')}</label>
        <input
          id="code"
          class="enrol-code"
          data-test="enrol-code"
          value={typed.value}
          onInput={(event) => take(event.currentTarget)}
          placeholder="XXXX-XXXX"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="next"
          aria-describedby="code-trouble code-hint"
          aria-invalid={trouble.value ? true : undefined}
        />
        <p id="code-trouble" class={trouble.value ? 'enrol-trouble' : 'unseen'} role="alert" data-test="enrol-trouble">{trouble.value}</p>
        <Button submit test="enrol-next">{t('do.next')}</Button>
      </form>
      <Scanner label={t('enrol.scan')} onText={scanned} />
    </Screen>
  );
}

function ChoosePicture() {
  const taken = new Set(profiles.value?.map((profile) => profile.picture));
  return (
    <Screen
      title={t('enrol.picture')}
      screen="picture"
      backs
      onBack={goBack}
      foot={<Button test="enrol-picture-next" disabled={picture.value === undefined} onPress={() => go({ place: 'enrol', step: 'secret' })}>{t('do.next')}</Button>}
    >
      <p class="soft">{t('enrol.picture_hint')}</p>
      <PicturePicker taken={taken} chosen={picture.value} onChoose={(next) => { picture.value = next; }} />
    </Screen>
  );
}
