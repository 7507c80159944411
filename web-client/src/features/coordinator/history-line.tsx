/**
 * One version of a value: what it says, which phone wrote it, when, and when it arrived.
 *
 * Owns this line. Must not: know what kind of value it is.
 */
import type { ComponentChildren } from 'preact';
import type { Version } from '../../api/types';
import { moment } from './format';
import { arrivedLater } from './versions';
import { t } from './words';

export function HistoryLine({ version, phone, children }: { version: Version; phone: string; children: ComponentChildren }) {
  return (
    <li class={version.live ? 'of-live' : ''} data-test="version" data-live={version.live}>
      <span class="of-history-value">{children}</span>
      <span class="of-history-marks">
        {version.standing === 'held' && <span class="chip chip-work">{t('history.held')}</span>}
        <span class={version.live ? 'chip chip-meet' : 'chip chip-plain'}>{t(version.live ? 'history.now' : 'history.earlier')}</span>
      </span>
      <span class="of-soft of-history-by">
        <Written version={version} phone={phone} />
      </span>
    </li>
  );
}

/** `Teléfono 1, 17 nov 2026, 14:05 · llegó el 19 nov 2026, 9:00`. */
export function Written({ version, phone }: { version: Version; phone: string }) {
  return (
    <>
      {t('version.by', { phone, when: moment(version.at) })}
      {arrivedLater(version) && <span class="of-received"> · {t('history.received', { when: moment(version.received_at) })}</span>}
    </>
  );
}
