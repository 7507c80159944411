/**
 * Owns the name of a courier's file: what it is for, and the day, in words that tell nobody whose it is.
 *
 * Must not: look into it.
 */
import { today } from '../../engine/clock';
import { t } from '../../i18n';

export function fileOf(text: string, name: 'courier.file_out' | 'courier.file_answer'): File {
  return new File([text], `${t(name)}-${today()}.txt`, { type: 'text/plain' });
}
