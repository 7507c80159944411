/**
 * What stands about somebody and a workshop, in words.
 *
 * Owns which words belong to a mark.
 */
import type { Mark } from '../../../api/schedule';
import { t } from './words';

export function MarkWords({ mark }: { mark: Mark | undefined }) {
  if (!mark) return <span class="of-soft">{t('mark.none')}</span>;
  return (
    <span>
      <span class={`of-mark of-mark-${mark.presence}`} data-test="mark">{t(mark.presence)}</span>
      {notes(mark).map((note) => <span key={note} class="of-soft of-mark-note">{note}</span>)}
    </span>
  );
}

export function notes(mark: Mark): readonly string[] {
  const scanned = mark.scan === 'not_verified' ? t('mark.scan.not_verified') : t(mark.called ? 'mark.scan' : 'mark.scanOnly');
  return [...(mark.scan ? [scanned] : []), ...(mark.differing ? [t('mark.differing')] : [])];
}
