/**
 * Her own account: signing in by two steps, made here by herself, and the codes for her paper.
 *
 * Owns these steps. Must not: keep the secret, a password or a code once the page is left; nor show
 * the ten codes twice: the server has only their hashes.
 */
import { useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { SharedSecret } from '../../../api/accounts';
import { Icon } from '../../../ui/icons';
import { QrCode } from '../../../ui/qr-code';
import './admin.css';
import { t, tn } from './words';
import { useAttempt } from '../attempt';
import { arrive } from './first-password';
import { dateLong } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { askSession, session } from '../session';
import { sentence } from '../trouble';

type Step =
  | { readonly at: 'now' }
  | { readonly at: 'password'; readonly then: 'begin' | 'end' }
  | { readonly at: 'scan'; readonly shared: SharedSecret }
  | { readonly at: 'paper'; readonly codes: readonly string[] };

/** `must`: a post of hers asks for it, and nothing else is open before. */
export function SecondFactorPage({ must = false }: { must?: boolean }) {
  const live = useLive('second-factor', api.secondFactor);
  const [step, setStep] = useState<Step>({ at: 'now' });
  const known = session.value;
  const name = known.state === 'in' ? known.session.name : '';
  const finish = () => {
    setStep({ at: 'now' });
    live.refresh();
    void askSession();
  };
  return (
    <Page live={live} fallbackTitle={t('me.title')} title={() => (must ? t('two.mustTitle') : t('me.title'))} under={() => name}>
      {(own) => {
        switch (step.at) {
          case 'now':
            return (
              <section class="of-card of-account" aria-labelledby="two" data-test="second-factor" data-state={own.state}>
                <h2 id="two">{t('two.title')}</h2>
                <p>{t(must ? 'two.must' : 'two.what')}</p>
                {own.since !== undefined && <p><span class="chip chip-meet">{t('two.on', { day: dateLong(own.since) })}</span></p>}
                {own.state === 'on' && <p data-test="recovery-left">{tn('two.left', own.recovery_left)}</p>}
                <div class="of-actions">
                  <button type="button" class="of-button of-main" onClick={() => setStep({ at: 'password', then: 'begin' })} data-test="two-begin">
                    <Icon name="phone" /> {t(own.state === 'on' ? 'two.again' : 'two.begin')}
                  </button>
                  {own.state === 'on' && (
                    <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'password', then: 'end' })} data-test="two-end">{t('two.end')}</button>
                  )}
                </div>
              </section>
            );
          case 'password':
            return (
              <Prove
                asksCode={own.state === 'on'}
                prove={async (password, code) => {
                  if (step.then === 'begin') return setStep({ at: 'scan', shared: (await api.beginSecondFactor(password, code)).body });
                  await api.endSecondFactor(password, code ?? '');
                  finish();
                }}
                leave={() => setStep({ at: 'now' })}
              />
            );
          case 'scan':
            return <Scan shared={step.shared} done={(codes) => setStep({ at: 'paper', codes })} />;
          case 'paper':
            return <Paper codes={step.codes} done={finish} />;
        }
      }}
    </Page>
  );
}

interface ProveProps {
  readonly asksCode: boolean;
  prove(password: string, code: string | undefined): Promise<void>;
  leave(): void;
}

function Prove({ asksCode, prove, leave }: ProveProps) {
  const { attempt, working, problem } = useAttempt();
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const secret = password.current?.value ?? '';
    if (secret) void attempt(() => prove(secret, code.current?.value || undefined));
    else password.current?.focus();
  };
  return (
    <form autocomplete="off" class="of-card of-account" onSubmit={submit} data-test="two-prove">
      <h2>{t('two.prove')}</h2>
      <label class="of-field">
        {t('two.password')}
        <input ref={password} type="password" autocomplete="current-password" data-test="two-password" />
      </label>
      {asksCode && (
        <label class="of-field">
          {t('two.codeNow')}
          <input ref={code} autocomplete="one-time-code" data-test="two-code-now" />
        </label>
      )}
      <p class="of-problem" role="alert" data-test="two-problem">{problem && sentence(problem)}</p>
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={working} data-test="two-next">{t('two.next')}</button>
        <button type="button" class="of-button of-quiet" onClick={leave}>{t('account.leave')}</button>
      </div>
    </form>
  );
}

/** As programs that count codes read it. */
export function codeAddress({ issuer, login, secret }: SharedSecret): string {
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(login)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

function Scan({ shared, done }: { shared: SharedSecret; done: (codes: readonly string[]) => void }) {
  const { attempt, working, problem } = useAttempt();
  const code = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const shown = code.current?.value ?? '';
    if (!shown) return code.current?.focus();
    void attempt(async () => done((await api.confirmSecondFactor(shown)).body.recovery_codes));
  };
  return (
    <form autocomplete="off" class="of-card of-account" onSubmit={submit} data-test="two-scan">
      <h2>{t('two.scanTitle')}</h2>
      <p>{t('two.scan')}</p>
      <QrCode text={codeAddress(shared)} label={t('two.qr')} test="two-qr" />
      <p>{t('two.typed')}</p>
      <p class="of-secret" data-test="two-secret">{(shared.secret.match(/.{1,4}/g) ?? []).join(' ')}</p>
      <label class="of-field">
        {t('two.shows')}
        <input ref={code} inputMode="numeric" autocomplete="one-time-code" data-test="two-code" />
      </label>
      <p class="of-problem" role="alert" data-test="two-problem">{problem && sentence(problem)}</p>
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="two-confirm">{t('two.confirm')}</button>
    </form>
  );
}

function Paper({ codes, done }: { codes: readonly string[]; done: () => void }) {
  return (
    <section class="of-card of-account" aria-labelledby="paper" data-test="two-paper">
      <h2 id="paper" tabIndex={-1} ref={arrive}>{t('two.paperTitle')}</h2>
      <p>{t('two.paper')}</p>
      <ol class="of-recovery">
        {codes.map((code) => <li key={code} class="of-secret" data-test="recovery-code">{code}</li>)}
      </ol>
      <div class="of-actions of-screen-only">
        <button type="button" class="of-button" onClick={() => print()}><Icon name="print" /> {t('two.print')}</button>
        <button type="button" class="of-button of-main" onClick={done} data-test="two-done">{t('two.done')}</button>
      </div>
    </section>
  );
}
