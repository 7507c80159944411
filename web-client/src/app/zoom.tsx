/**
 * Owns looking at a picture large: moved with the finger, closed by button, Escape or back.
 *
 * Must not: fetch another file; it is the same picture.
 */
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { Button } from '../ui/button';

export interface Zoomed {
  readonly src: string;
  readonly words: string;
  readonly naturalWidth: number;
}

export function Zoom({ zoomed, onClose }: { readonly zoomed: Zoomed; readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog ref={ref} class="zoom" aria-label={zoomed.words || t('lesson.picture')} onClose={onClose} data-test="zoom">
      <div class="zoom-top">
        <span class="grow">{t('lesson.zoom_hint')}</span>
        <Button kind="plain" test="zoom-close" onPress={() => ref.current?.close()}>{t('do.close')}</Button>
      </div>
      <div class="zoom-field" tabIndex={0}>
        <img src={zoomed.src} alt={zoomed.words} style={{ width: `${Math.max(zoomed.naturalWidth, innerWidth * 1.6)}px` }} />
      </div>
    </dialog>
  );
}
