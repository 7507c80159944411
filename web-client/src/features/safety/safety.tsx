/**
 * Owns saying in plain words what locking protects from, and what it does not.
 *
 * Must not: promise safety that the phone does not give.
 */
import { Screen } from '../../app/frame';
import { t, type Key } from '../../i18n';
import { Icon, type IconName } from '../../ui/icons';
import type { Tone } from '../../ui/parts';
import './safety.css';

const DOES: readonly Key[] = ['safety.does_open', 'safety.does_guess', 'safety.does_copy', 'safety.does_leave'];
const DOES_NOT: readonly Key[] = ['safety.not_seen', 'safety.not_here', 'safety.not_picture', 'safety.not_watch', 'safety.not_delete', 'safety.not_force'];
const CAN: readonly Key[] = ['safety.can_secret', 'safety.can_leave', 'safety.can_hide', 'safety.can_card', 'safety.can_ask'];

export function Safety() {
  return (
    <Screen title={t('safety.title')} backs>
      <p>{t('safety.intro')}</p>
      <Part title={t('safety.does')} icon="tick" words={DOES} tone="meet" />
      <Part title={t('safety.does_not')} icon="withdraw" words={DOES_NOT} tone="work" />
      <Part title={t('safety.can')} icon="hand" words={CAN} tone="plain" />
    </Screen>
  );
}

interface PartProps {
  readonly title: string;
  readonly icon: IconName;
  readonly words: readonly Key[];
  readonly tone: Tone;
}

function Part({ title, icon, words, tone }: PartProps) {
  return (
    <section class={`card safety-${tone}`} data-test={`safety-${tone}`}>
      <h2>{title}</h2>
      <ul class="safety-list">
        {words.map((key) => <li key={key}><Icon name={icon} /><span>{t(key)}</span></li>)}
      </ul>
    </section>
  );
}
