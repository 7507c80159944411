/**
 * Owns showing a small file as squares of dots, one after the other, for another phone's camera.
 *
 * Must not: show one that is too large for that; it goes as a file.
 */
import { useState } from 'preact/hooks';
import { codesOf } from '../../app/code-series';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { QrCode } from '../../ui/qr-code';

export function Codes({ file }: { readonly file: string }) {
  const [at, setAt] = useState<number | undefined>(undefined);
  const codes = codesOf(file);
  if (codes === undefined) return null;
  if (at === undefined) return <Button kind="ghost" icon="look" test="codes-show" onPress={() => setAt(0)}>{t('codes.show')}</Button>;
  const where = t('codes.at', { n: at + 1, total: codes.length });
  return (
    <div class="stack courier-codes" data-test="codes" data-total={codes.length}>
      <p>{t('codes.how')}</p>
      <QrCode text={codes[at] ?? ''} label={where} test="codes-one" />
      <p role="status"><b>{where}</b></p>
      <Button icon="next" test="codes-next" onPress={() => setAt((at + 1) % codes.length)}>{t('codes.next')}</Button>
      <Button kind="plain" test="codes-hide" onPress={() => setAt(undefined)}>{t('codes.hide')}</Button>
    </div>
  );
}
