/**
 * A learner's phones with what staff may do about each: name it, revoke it, replace it, release
 * what it wrote.
 *
 * Owns this list and asking for it. Whoever may not see devices sees the phones of the record.
 * Must not: blame; a silent phone may just be without internet.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { Device, Devices as DeviceList, LearnerId, Phone } from '../../api/types';
import { gapWords, stateChip, stillToCome } from './board-words';
import './board.css';
import { DeviceFork } from './device-fork';
import { ConfirmPhone } from './enrol-confirm';
import { dateLong, span } from './format';
import { When } from './learners-table';
import { useLive } from './live';
import { CLOCK_WORTH_SAYING_SECONDS, Phones } from './phones';
import { ResetDialog } from './reset-dialog';
import { may, type Place } from './rights';
import { RevokeDialog } from './revoke-dialog';
import { sessionEnded } from './session';
import { sentence } from './trouble';
import { t, tn } from './words';

interface Props {
  readonly id: LearnerId;
  /** Where she is, for what may be done here. */
  readonly place: Place;
  /** As her record has them: for whoever sees no devices, and which of them wait. */
  readonly phones: readonly Phone[];
  readonly now: number;
  /** Somebody said whose a phone is. */
  readonly onAnswered: () => void;
}

export function Devices(props: Props) {
  return may('list_devices', props.place) ? <Listed {...props} /> : <Phones {...props} learner={props.id} />;
}

function Listed({ id, place, phones, now, onAnswered }: Props) {
  const live = useLive(`devices/${id}`, () => api.devices(id));
  const list = live.value;
  // Her record was asked for again: it may tell of a phone, or of changes, that this list does not have.
  const told = useRef(phones);
  useEffect(() => {
    if (told.current === phones) return;
    told.current = phones;
    live.refresh();
  }, [phones]);
  if (!list || list.devices.length === 0) return <Phones learner={id} place={place} phones={phones} now={now} onAnswered={onAnswered} />;
  return (
    <section aria-labelledby="phones">
      <h2 id="phones" class="of-section">{t('phones.title')}</h2>
      <ul class="of-phones">
        {list.devices.map((device) => (
          <OneDevice key={device.device} device={device} place={place} list={list} now={live.now} changed={live.refresh}>
            {phones.filter((phone) => phone.writer === device.writer && phone.waits).map((phone) => (
              <ConfirmPhone key={phone.writer} learner={id} place={place} writer={phone.writer} words={phone.compare_words} onDone={onAnswered} />
            ))}
          </OneDevice>
        ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  readonly device: Device;
  readonly place: Place;
  readonly list: DeviceList;
  readonly now: number;
  changed(): void;
  readonly children: ComponentChildren;
}

function OneDevice({ device, place, list, now, changed, children }: DeviceProps) {
  const [open, setOpen] = useState<'name' | 'revoke' | 'reset' | undefined>();
  const [problem, setProblem] = useState<ApiError | undefined>();
  const act = async (what: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await what();
      setOpen(undefined);
      changed();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setProblem(error);
    }
  };
  const ended = device.state === 'revoked' || device.state === 'replaced';
  const fork = list.forks?.find((one) => one.device === device.device);
  return (
    <li class="of-card" data-test="phone" data-device={device.device} data-state={device.state}>
      <p class="of-phone-name">
        <b data-test="device-name">{device.label}</b> <span class="of-soft">{t('phones.since', { day: dateLong(device.since) })}</span>{' '}
        <span class={`chip ${stateChip(device.state)}`}>{t(`board.state.${device.state}`)}</span>
      </p>
      <p>
        <span class="of-soft">{t('phones.data')}: </span>
        <When at={device.last_data} now={now} />
        <span class="of-soft"> · {tn('phones.changes', device.changes)}</span>
      </p>
      {children}
      {stillToCome(device).map((words) => <p key={words}>{words}</p>)}
      {device.gaps.length > 0 && <p class="of-soft">{gapWords(device.gaps)}</p>}
      {Math.abs(device.clock_offset_seconds) > CLOCK_WORTH_SAYING_SECONDS && (
        <p class="of-clock" data-test="phone-clock">
          {t(device.clock_offset_seconds > 0 ? 'phones.ahead' : 'phones.behind', { by: span(Math.abs(device.clock_offset_seconds)) })}
        </p>
      )}
      {device.revoked && (
        <p data-test="device-revoked">{t('devices.revokedOn', { day: dateLong(device.revoked.at), reason: t(`devices.reason.${device.revoked.reason}`) })}</p>
      )}
      {device.replaced_at !== undefined && <p>{t('devices.replacedOn', { day: dateLong(device.replaced_at) })}</p>}
      {device.held_back > 0 && <p data-test="device-held">{tn('devices.held', device.held_back)}</p>}
      {fork && <DeviceFork fork={fork} ended={ended} />}
      <div class="of-device-tools">
        {device.held_back > 0 && may('release_held', place) && (
          <button type="button" class="of-button" onClick={() => void act(() => api.releaseDevice(device.device, list.through))} data-test="device-release" data-act="release_held">
            {t('devices.release')}
          </button>
        )}
        {may('rename_device', place) && (
          <button type="button" class="of-button of-quiet" onClick={() => setOpen(open === 'name' ? undefined : 'name')} data-test="device-rename" data-act="rename_device">
            {t('devices.rename')}
          </button>
        )}
        {!ended && may('reset_secret', place) && (
          <button type="button" class="of-button of-quiet" onClick={() => setOpen('reset')} data-test="device-reset" data-act="reset_secret">{t('devices.reset')}</button>
        )}
        {!ended && may('revoke_device', place) && (
          <button type="button" class="of-button of-quiet" onClick={() => setOpen('revoke')} data-test="device-revoke" data-act="revoke_device">{t('devices.revoke')}</button>
        )}
      </div>
      {open === 'name' && <NameForm name={device.label} save={(name) => act(() => api.renameDevice(device.device, name))} />}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
      {open === 'revoke' && (
        <RevokeDialog
          name={device.label}
          now={now}
          onClose={() => setOpen(undefined)}
          revoke={(reason, since) => act(() => api.revokeDevice(device.device, reason, since))}
        />
      )}
      {open === 'reset' && (
        <ResetDialog device={device.device} name={device.label} onClose={() => { setOpen(undefined); changed(); }} />
      )}
    </li>
  );
}

function NameForm({ name, save }: { name: string; save: (name: string) => Promise<void> }) {
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const chosen = field.current?.value.trim() ?? '';
    if (chosen) void save(chosen);
    else field.current?.focus();
  };
  return (
    <form autocomplete="off" class="of-device-tools" onSubmit={submit}>
      <label class="of-field">
        {t('devices.name')}
        <input ref={field} defaultValue={name} maxLength={40} autocomplete="off" data-test="device-new-name" />
      </label>
      <button type="submit" class="of-button" data-test="device-save-name">{t('devices.save')}</button>
    </form>
  );
}
