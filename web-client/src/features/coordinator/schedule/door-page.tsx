/**
 * A workshop's code, large, for the door or the wall.
 *
 * Owns the address in it: this server's, the session, and its proof; nobody's name.
 */
import { api } from '../../../api/client';
import type { Roll } from '../../../api/schedule';
import { QrCode } from '../../../ui/qr-code';
import { dayOfWeek } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { hashOf } from '../route';
import './schedule.css';
import { t } from './words';

/** Where a phone that scans it goes: the fragment is never sent anywhere. */
export function sessionAddress(session: string, proof: string): string {
  return `${location.origin}/#/sesion/${session}/${proof}`;
}

export function DoorPage({ id }: { id: string }) {
  const live = useLive(`roll/${id}`, () => api.roll(id));
  return (
    <Page
      live={live}
      fallbackTitle={t('door.title')}
      title={({ session }) => session.title}
      under={({ session }: Roll) => t('when', { day: dayOfWeek(session.day), start: session.start })}
      back={live.value && { href: hashOf({ page: 'sessions', id: live.value.session.cohort }), words: t('backList') }}
      actions={() => <button type="button" class="of-button of-main of-print-button" onClick={() => print()} data-test="print">{t('door.print')}</button>}
    >
      {({ session, proof }) => (
        <section class="of-card of-door" data-test="door">
          <QrCode text={sessionAddress(session.id, proof)} label={t('door.qr')} test="door-qr" />
          <p class="of-door-how">{t('door.how')}</p>
          <p class="of-soft of-screen-only">{t('door.once')}</p>
        </section>
      )}
    </Page>
  );
}
