/**
 * Owns the frame of every screen: Atrás, Salir, heading, foot and the bar of places.
 *
 * Must not: know what a screen is about. The heading takes the focus when a screen appears, so
 * that keyboard and screen reader start there.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { Button } from '../ui/button';
import { Icon, type IconName } from '../ui/icons';
import { goOut } from './leaving';
import { back, route, settle } from './router';
import type { Place } from './route';
import { openId } from './store';
import { waiting } from './waiting';

interface ScreenProps {
  readonly title: string;
  /** Changes when another screen of the same place is shown (a step, a page). */
  readonly screen?: string;
  /** Drawn instead of the plain heading; it or `top` must hold `<Heading>`. */
  readonly head?: ComponentChildren;
  readonly before?: string | undefined;
  readonly backs?: boolean;
  readonly onBack?: () => void;
  readonly bar?: boolean;
  readonly foot?: ComponentChildren;
  readonly top?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Heading({ children, of }: { readonly children: ComponentChildren; readonly of: string }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    ref.current?.focus({ preventScroll: true });
  }, [of]);
  return <h1 ref={ref} tabIndex={-1} data-test="heading">{children}</h1>;
}

export function Screen({ title, screen = '', head, before, backs = false, onBack = back, bar = false, foot, top, children }: ScreenProps) {
  const isOpen = openId.value !== undefined;
  return (
    <div class="screen" data-test={`screen-${route.value.place}`}>
      {(backs || isOpen || top) && (
        <header class="screen-top">
          {backs && <Button kind="ghost" icon="back" class="btn-back" test="back" onPress={onBack}>{t('do.back')}</Button>}
          {top}
          {isOpen && <Button kind="plain" class="screen-leave" test="leave" onPress={() => void goOut()}>{t('do.leave')}</Button>}
        </header>
      )}
      <main class="screen-body">
        {before && <p class="soft">{before}</p>}
        {head ?? <Heading of={`${route.value.place} ${screen}`}>{title}</Heading>}
        {children}
      </main>
      {foot && <div class="screen-foot">{foot}</div>}
      {bar && <Bar />}
    </div>
  );
}

const PLACES: readonly { readonly place: 'home' | 'learn' | 'work' | 'messages'; readonly icon: IconName; readonly name: Key; readonly also: readonly Place[] }[] = [
  { place: 'home', icon: 'home', name: 'nav.home', also: ['sessions', 'openings', 'steps', 'tracks', 'certificates', 'certificate'] },
  { place: 'learn', icon: 'learn', name: 'nav.learn', also: ['course', 'outside'] },
  { place: 'work', icon: 'work', name: 'nav.work', also: ['entry', 'earnings'] },
  { place: 'messages', icon: 'messages', name: 'nav.messages', also: ['question', 'reply', 'conversation', 'survey'] },
];

function Bar() {
  const here = route.value.place;
  return (
    <nav class="bar" aria-label={t('nav.label')}>
      {PLACES.map(({ place, icon, name, also }) => (
        <button
          type="button"
          key={place}
          class="bar-place"
          data-test={`nav-${place}`}
          aria-current={here === place || also.includes(here) ? 'page' : undefined}
          onClick={() => (place === 'home' ? settle({ place }) : settle({ place: 'home' }, { place }))}
        >
          <Icon name={icon} />
          {t(name)}
          {place === 'messages' && waiting.value > 0 && <span class="bar-count" data-test="waiting">{waiting.value}</span>}
        </button>
      ))}
    </nav>
  );
}
