/**
 * Owns taking a copy of her record along: what it is, who could read it, and handing it on.
 *
 * Must not: make it before she asks; a file in a shared phone's folder is everybody's.
 */
import { useState } from 'preact/hooks';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { save, share, shares, type HandedOn } from '../../app/hand-on';
import { beginErrand } from '../../app/leaving';
import { copyOf } from '../../app/my-copy';
import { catalogue, record } from '../../app/store';
import { locale, t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';

function file(): File | undefined {
  const mine = record.value;
  if (mine === undefined) return undefined;
  const text = copyOf(mine, catalogue.value, { today: today.value, locale: locale.value, origin: location.origin });
  return new File([text], `${t('copy.file')}-${today.value}.html`, { type: 'text/html' });
}

export function CopyScreen() {
  const [handed, setHanded] = useState<HandedOn | undefined>(undefined);
  const mayShare = shares(new File([''], 'a.html', { type: 'text/html' }));
  const take = async (how: (file: File) => HandedOn | Promise<HandedOn>) => {
    const made = file();
    if (made === undefined) return;
    beginErrand();
    setHanded(await how(made));
  };
  return (
    <Screen title={t('copy.title')} backs>
      <p>{t('copy.what_it_is')}</p>
      <Card mind><p>{t('copy.careful')}</p></Card>
      <div class="stack">
        {mayShare && <Button icon="send" test="copy-share" onPress={() => void take(share)}>{t('copy.share')}</Button>}
        <Button kind={mayShare ? 'ghost' : 'main'} icon="download" test="copy-save" onPress={() => void take(save)}>{t('copy.save')}</Button>
      </div>
      <p role="status" data-test="copy-done">{handed === 'saved' ? t('copy.saved') : handed === 'shared' ? t('copy.shared') : ''}</p>
    </Screen>
  );
}
