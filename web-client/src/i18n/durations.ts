/**
 * Owns saying an amount of time: short (`3 h 30`) and in words (`tres horas y media`).
 *
 * Must not: decide what to count. Pure; minutes in, text out. Hours are feminine in Spanish.
 */
import type { Locale } from './locale';

const ES_UNDER_30 = [
  'cero', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez',
  'once', 'doce', 'trece', 'catorce', 'quince', 'dieciséis', 'diecisiete', 'dieciocho',
  'diecinueve', 'veinte', 'veintiún', 'veintidós', 'veintitrés', 'veinticuatro', 'veinticinco',
  'veintiséis', 'veintisiete', 'veintiocho', 'veintinueve',
];
const ES_TENS = ['', '', '', 'treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa'];
const EN_UNDER_20 = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
  'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
];
const EN_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** 0 to 99 before a noun; feminine for hours ("veintiuna horas"), masculine for minutes. */
export function numberBeforeNoun(n: number, locale: Locale, feminine: boolean): string {
  if (locale === 'en') {
    if (n < 20) return EN_UNDER_20[n] ?? String(n);
    const unit = n % 10;
    return (EN_TENS[Math.floor(n / 10)] ?? '') + (unit ? `-${EN_UNDER_20[unit]}` : '');
  }
  let words = ES_UNDER_30[n];
  if (words === undefined) {
    const unit = n % 10;
    words = (ES_TENS[Math.floor(n / 10)] ?? '') + (unit ? ` y ${ES_UNDER_30[unit]}` : '');
  }
  if (!feminine) return words;
  return words.replace(/veintiún$/, 'veintiuna').replace(/(^|\s)un$/, '$1una');
}

function inSpanish(hours: number, minutes: number): string {
  const hoursSaid = hours ? `${numberBeforeNoun(hours, 'es', true)} ${hours === 1 ? 'hora' : 'horas'}` : '';
  if (!minutes) return hoursSaid || 'nada todavía';
  if (minutes === 30) return hours ? `${hoursSaid} y media` : 'media hora';
  if (minutes === 15 && hours) return `${hoursSaid} y cuarto`;
  const minutesSaid = `${numberBeforeNoun(minutes, 'es', false)} ${minutes === 1 ? 'minuto' : 'minutos'}`;
  return hours ? `${hoursSaid} y ${minutesSaid}` : minutesSaid;
}

function inEnglish(hours: number, minutes: number): string {
  const hoursSaid = hours ? `${numberBeforeNoun(hours, 'en', true)} ${hours === 1 ? 'hour' : 'hours'}` : '';
  if (!minutes) return hoursSaid || 'nothing yet';
  if (minutes === 30) {
    if (!hours) return 'half an hour';
    return hours === 1 ? 'an hour and a half' : `${numberBeforeNoun(hours, 'en', true)} and a half hours`;
  }
  const minutesSaid = `${numberBeforeNoun(minutes, 'en', false)} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return hours ? `${hoursSaid} and ${minutesSaid}` : minutesSaid;
}

/** `210` → "tres horas y media". */
export function durationInWords(totalMinutes: number, locale: Locale): string {
  const hours = Math.floor(totalMinutes / 60);
  const minutes = totalMinutes % 60;
  return locale === 'es' ? inSpanish(hours, minutes) : inEnglish(hours, minutes);
}

/** `210` → `3 h 30`, `45` → `45 min`, `120` → `2 h`. */
export function durationShort(totalMinutes: number): string {
  const hours = Math.floor(totalMinutes / 60);
  const minutes = totalMinutes % 60;
  if (!hours) return `${minutes} min`;
  return minutes ? `${hours} h ${String(minutes).padStart(2, '0')}` : `${hours} h`;
}
