/**
 * Owns the printed certificate: in Spanish, an A4 sheet on its side, with the code by which anybody
 * tells whether it is good.
 *
 * Must not: say more than was given; every word of it stands in the record.
 */
import type { Certificate } from '../../engine/types';
import { dateName } from '../../i18n/dates';
import { QrCode } from '../../ui/qr-code';

/** Paper is read for years: its dates always have a year, and its language is the programme's. */
function longDay(day: string): string {
  return dateName(day, '1970-01-01', 'es');
}

export function Paper({ one, address }: { readonly one: Certificate; readonly address: string }) {
  return (
    <article class="paper" lang="es" data-test="paper">
      <div class="paper-inside">
        <p class="paper-programme">{one.programme['es']}</p>
        <p class="paper-head">Certificado</p>
        <p class="paper-to">otorgado a</p>
        <p class="paper-name">{one.name}</p>
        <p class="paper-to">por haber completado</p>
        <p class="paper-title">{one.title['es']}</p>
        <div class="paper-foot">
          <div class="paper-said">
            <p>Otorgado el {longDay(one.day)}{one.by === undefined ? '' : `, por ${one.by}`}.</p>
            {one.expires !== undefined && <p>Vale hasta el {longDay(one.expires)}.</p>}
            <p class="paper-how">Para comprobarlo, lee el código con la cámara de un teléfono.</p>
          </div>
          <QrCode text={address} label="Código para comprobar este certificado" test="paper-qr" level="L" />
        </div>
      </div>
    </article>
  );
}
