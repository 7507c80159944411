/**
 * Asks why a phone is revoked and since when what it sent is in doubt, and says what that does.
 *
 * Owns this question. Must not: revoke by itself, or promise that what was sent is undone.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RevocationReason, Seconds } from '../../api/types';
import { startOfToday } from './board-words';
import { t } from './words';

const REASONS: readonly RevocationReason[] = ['lost', 'stolen', 'broken', 'handed_over', 'other'];
const SINCES = ['now', 'today', 'yesterday', 'week'] as const;
type Since = (typeof SINCES)[number];
const DAY = 86_400;

/** The moment from which on what arrived is in doubt; none: only what arrives from now on. */
export function sinceMoment(choice: Since, now: Seconds): Seconds | undefined {
  switch (choice) {
    case 'now':
      return undefined;
    case 'today':
      return startOfToday(now);
    case 'yesterday':
      return startOfToday(startOfToday(now) - 1);
    case 'week':
      return startOfToday(now - 7 * DAY);
  }
}

interface Props {
  readonly name: string;
  readonly now: Seconds;
  onClose(): void;
  revoke(reason: RevocationReason, since: Seconds | undefined): Promise<void>;
}

export function RevokeDialog({ name, now, onClose, revoke }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState<RevocationReason | undefined>();
  const [since, setSince] = useState<Since>('now');
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason) void revoke(reason, sinceMoment(since, now));
  };
  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="revoke-title" onClose={onClose} data-test="revoke-dialog">
      <form autocomplete="off" class="of-revoke" onSubmit={submit}>
        <h2 id="revoke-title">{t('devices.revokeTitle', { name })}</h2>
        <p>{t('devices.revokeWhat')}</p>
        <label class="of-field">
          {t('devices.why')}
          <select required value={reason ?? ''} onChange={(event) => setReason(event.currentTarget.value as RevocationReason)} data-test="revoke-reason">
            <option value="" disabled>{t('devices.choose')}</option>
            {REASONS.map((each) => <option key={each} value={each}>{t(`devices.reason.${each}`)}</option>)}
          </select>
        </label>
        <label class="of-field">
          {t('devices.sinceWhen')}
          <select value={since} onChange={(event) => setSince(event.currentTarget.value as Since)} data-test="revoke-since">
            {SINCES.map((each) => <option key={each} value={each}>{t(`devices.since.${each}`)}</option>)}
          </select>
        </label>
        <div class="of-actions">
          <button type="button" class="of-button of-quiet" onClick={() => dialog.current?.close()} data-test="revoke-cancel">{t('devices.cancel')}</button>
          <button type="submit" class="of-button of-main" aria-disabled={!reason} data-test="revoke-confirm">{t('devices.revoke')}</button>
        </div>
      </form>
    </dialog>
  );
}
