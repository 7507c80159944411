/**
 * Owns asking two people of the centre to open a profile whose secret was forgotten: the code that
 * she tells them, who has answered, and the way in.
 *
 * Must not: tell whether there is a profile behind "otro perfil"; a request looks the same.
 */
import { useEffect, useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { settle } from '../../app/router';
import { waitSaid } from '../../app/secret';
import { attempt, byCentre, failureOf, openId, theEngine } from '../../app/store';
import { useWait } from '../../app/wait';
import { correctedNow } from '../../engine/clock';
import type { Who } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';

const LOOK_MS = 3_000;

type State =
  | { readonly at: 'begin' }
  | { readonly at: 'asked'; readonly code: string; readonly expiresAt: number; readonly names: readonly string[] }
  | { readonly at: 'over' };

export function WithCentre({ who }: { readonly who: Who }) {
  const [state, setState] = useState<State>({ at: 'begin' });
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useWait(0);
  const code = state.at === 'asked' ? state.code : undefined;
  useEffect(() => {
    if (code === undefined) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const next = await step().catch((error: unknown) => (failureOf(error) === 'offline' ? 'again' : 'end'));
      if (!over && next === 'again') timer = setTimeout(() => void look(), LOOK_MS);
    };
    const step = async (): Promise<'again' | 'end'> => {
      const looked = await theEngine().lookCentre();
      if (over) return 'end';
      if (looked.result === 'over') setState({ at: 'over' });
      if (looked.result === 'waits') setState((now) => (now.at === 'asked' ? { ...now, names: looked.names } : now));
      if (looked.result !== 'ok') return looked.result === 'waits' ? 'again' : 'end';
      byCentre.value = true;
      openId.value = looked.profile;
      settle({ place: 'home' });
      return 'end';
    };
    timer = setTimeout(() => void look(), LOOK_MS);
    return () => { over = true; clearTimeout(timer); };
  }, [code]);
  const ask = async () => {
    setBusy(true);
    await attempt(async () => {
      const asked = await theEngine().askCentre(who);
      if (asked.result === 'wait') setLeft(asked.waitSeconds);
      else setState({ at: 'asked', code: asked.code, expiresAt: asked.expiresAt, names: [] });
    });
    setBusy(false);
  };
  return (
    <Screen
      title={t('with_centre.title')}
      screen={state.at}
      backs
      foot={state.at !== 'asked' && <Button icon="hand" test="centre-ask" disabled={busy || left > 0} onPress={() => void ask()}>{t(state.at === 'over' ? 'with_centre.again' : 'with_centre.ask')}</Button>}
    >
      {state.at === 'begin' && <p>{t('with_centre.what')}</p>}
      {state.at === 'over' && <p role="status" data-test="centre-over">{t('with_centre.over')}</p>}
      {left > 0 && <p class="secret-wait" role="timer" data-test="secret-wait" data-seconds={left}>{t('secret.wait', { time: waitSaid(left) })}</p>}
      {busy && <p class="soft" role="status">{t('app.wait')}</p>}
      {state.at === 'asked' && (
        <>
          <p>{t('with_centre.tell')}</p>
          <p class="centre-code" data-test="centre-code" aria-label={[...state.code].join(' ')}>{state.code.slice(0, 4)}-{state.code.slice(4)}</p>
          <Card test="centre-given">
            <Chip tone={state.names.length > 0 ? 'meet' : 'learn'} icon={state.names.length > 0 ? 'tick' : 'hand'}>{t('with_centre.given', { n: state.names.length })}</Chip>
            {state.names.map((name, at) => <p key={at}><b>{name}</b></p>)}
            <p class="soft" role="status">{t('with_centre.waiting')}</p>
          </Card>
          <Minutes until={state.expiresAt} />
        </>
      )}
    </Screen>
  );
}

function Minutes({ until }: { readonly until: number }) {
  const [left] = useWait(Math.max(0, Math.round(until - correctedNow())));
  return <p class="soft" role="timer">{t('with_centre.left', { time: waitSaid(left) })}</p>;
}
