/**
 * Owns the page that a certificate's code opens: whether it is good, in plain words, with or without
 * a road.
 *
 * Must not: need a profile, show what nobody vouches for, or send anywhere what stands after the `#`.
 */
import { useEffect, useState } from 'preact/hooks';
import { dayOf, dayOfSeconds, today } from '../../app/days';
import { judge, newestIssuers, type Issuers, type Judged, type Worth } from '../../engine/certificates';
import { locale, LOCALES, speak, t } from '../../i18n';
import { dateName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import './verify.css';

type Found =
  | { readonly state: 'looking' }
  /** Nothing stands after the `#`. */
  | { readonly state: 'empty' }
  /** This phone has never heard of the keys, and there is no road. */
  | { readonly state: 'unheard' }
  | { readonly state: 'judged'; readonly judged: Judged; readonly issuers: Issuers };

const LOOKS: Record<Worth, { readonly tone: 'meet' | 'mind' | 'work'; readonly icon: IconName }> = {
  good: { tone: 'meet', icon: 'tick' },
  expired: { tone: 'work', icon: 'calendar' },
  revoked: { tone: 'mind', icon: 'withdraw' },
  not_ours: { tone: 'mind', icon: 'stop' },
  altered: { tone: 'mind', icon: 'stop' },
  damaged: { tone: 'work', icon: 'ask' },
  newer: { tone: 'work', icon: 'ask' },
};

async function look(): Promise<Found> {
  const link = location.hash.slice(1);
  if (link === '') return { state: 'empty' };
  const issuers = await newestIssuers();
  if (issuers === undefined) return { state: 'unheard' };
  return { state: 'judged', judged: await judge(link, issuers, dayOf(new Date())), issuers };
}

export function VerifyPage() {
  const [found, setFound] = useState<Found>({ state: 'looking' });
  const again = () => {
    setFound({ state: 'looking' });
    void look().then(setFound, () => setFound({ state: 'unheard' }));
  };
  useEffect(() => {
    again();
    addEventListener('hashchange', again);
    return () => removeEventListener('hashchange', again);
  }, []);
  return (
    <div class="screen verify">
      <main class="screen-body">
        <h1>{t('verify.title')}</h1>
        {found.state === 'looking' && <p role="status">{t('app.wait')}</p>}
        {found.state === 'empty' && <p data-test="verify-empty">{t('verify.empty')}</p>}
        {found.state === 'unheard' && (
          <>
            <p role="alert" data-test="verify-unheard">{t('verify.unheard')}</p>
            <Button test="verify-again" onPress={again}>{t('app.try_again')}</Button>
          </>
        )}
        {found.state === 'judged' && <Result judged={found.judged} issuers={found.issuers} />}
        <div class="row verify-languages" role="group" aria-label={t('settings.language')}>
          {LOCALES.map(({ locale: each, name }) => (
            <Button key={each} kind={each === locale.value ? 'main' : 'ghost'} test={`language-${each}`} onPress={() => void speak(each, false)}>
              <span lang={each}>{name}</span>
            </Button>
          ))}
        </div>
      </main>
    </div>
  );
}

function Result({ judged, issuers }: { readonly judged: Judged; readonly issuers: Issuers }) {
  const { worth } = judged;
  const { tone, icon } = LOOKS[worth];
  const said = (day: string) => dateName(day, today.value, locale.value);
  return (
    <>
      <div class={`verify-worth verify-${tone}`} role="status" data-test="verify-worth" data-worth={worth}>
        <Icon name={icon} />
        <b>{t(`verify.${worth}`)}</b>
      </div>
      <p>{worth === 'revoked' && judged.revokedOn ? t('verify.revoked_on', { day: said(judged.revokedOn) }) : t(`verify.${worth}_text`)}</p>
      {judged.name !== undefined && (
        <dl class="verify-what">
          <div><dt>{t('verify.name')}</dt><dd data-test="verify-name">{judged.name}</dd></div>
          <div><dt>{t('verify.for')}</dt><dd data-test="verify-for">{judged.achievement}</dd></div>
          <div><dt>{t('verify.programme')}</dt><dd>{judged.programme}</dd></div>
          {judged.day !== undefined && <div><dt>{t('verify.day')}</dt><dd>{said(judged.day)}</dd></div>}
          {judged.expires !== undefined && <div><dt>{t('verify.expires')}</dt><dd>{said(judged.expires)}</dd></div>}
        </dl>
      )}
      <p class="soft" data-test="verify-as-of">{t('verify.as_of', { day: said(dayOfSeconds(issuers.as_of)) })}</p>
    </>
  );
}
