/**
 * That somebody also wrote from a copy of a phone, and what of it only a person can put right.
 *
 * Owns these words. Must not: say who it was; a phone that was changed or restored looks the same.
 */
import type { Fork } from '../../api/types';
import { amount, dayOfWeek, number } from './format';
import { t } from './words';

export function DeviceFork({ fork, ended }: { readonly fork: Fork; readonly ended: boolean }) {
  if (ended && fork.work.length === 0) return null;
  return (
    <div data-test="device-forked">
      {!ended && <p>{t('devices.forked')}</p>}
      {fork.work.length > 0 && (
        <>
          <p>{t('devices.apart')}</p>
          <ul>
            {fork.work.map((work) => (
              <li key={work.entry} data-test="device-apart">
                {dayOfWeek(work.day)} · {work.minutes === undefined ? t('work.units', { n: number(work.units ?? 0) }) : amount(work.minutes)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
