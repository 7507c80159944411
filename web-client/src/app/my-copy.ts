/**
 * Owns the copy of her record that she takes with her: one file that any browser opens, in her
 * language, with nothing in it that loads or runs.
 *
 * Must not: hand it on (`hand-on.ts` does), or leave out what her screens show. What she answered
 * to questions is not in it: screens do not show it again either.
 */
import type { Catalogue, Day, RecordView } from '../engine/types';
import { t, type Locale } from '../i18n';
import { dateName } from '../i18n/dates';
import { formatMoney } from '../i18n/money';
import { amountSaid, taskOf, wordsIn } from './amounts';
import { dayOfSeconds } from './days';
import { standingSaid } from './hours';

export interface Taken {
  readonly today: Day;
  readonly locale: Locale;
  /** Where a certificate's code leads. */
  readonly origin: string;
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem;color:#1b2130;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #7a2e6e}
table{width:100%;border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #ddd}
td{overflow-wrap:anywhere;min-width:6rem}
@media(max-width:34rem){thead{display:none}tr,td{display:block}tr{padding:.6rem 0;border-bottom:1px solid #ddd}td{padding:.1rem 0;border:0}td::before{content:attr(data-of) ": ";color:#474d5f}}
`;

function safe(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const heads = head.map((cell) => `<th>${safe(cell)}</th>`).join('');
  // On a narrow screen each cell stands by itself, and says what it is.
  const line = (cells: readonly string[]) => `<tr>${cells.map((cell, index) => `<td data-of="${safe(head[index] ?? '')}">${safe(cell)}</td>`).join('')}</tr>`;
  return `<h2>${safe(title)}</h2><table><thead><tr>${heads}</tr></thead><tbody>${rows.map(line).join('')}</tbody></table>`;
}

/** The whole file. */
export function copyOf(mine: RecordView, programme: Catalogue | undefined, { today, locale, origin }: Taken): string {
  // It is read years later: every date has its year.
  const day = (of: Day) => dateName(of, '', locale);
  const title = wordsIn(programme?.programme.title, locale);
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<title>${safe(t('copy.title'))}</title><style>${STYLE}</style></head><body>`,
    `<h1>${safe(title === '' ? t('copy.title') : `${t('copy.title')}: ${title}`)}</h1><p>${safe(t('copy.made', { day: day(today) }))}</p>`,
    certificates(mine, locale, origin, day),
    lessons(mine, programme, locale, day),
    work(mine, programme, today, locale, day),
    table(t('copy.payments'), [t('copy.day'), t('copy.amount'), t('copy.period')],
      mine.earnings.payments.map((one) => [day(one.day), formatMoney(one.amount, locale), t('earn.period', { from: day(one.from), to: day(one.to) })])),
    table(t('session.title'), [t('copy.day'), t('copy.what'), t('copy.how')],
      mine.sessions.filter(({ attended }) => attended !== undefined).map((one) =>
        [day(one.day), one.title ?? t('session.unknown'), one.attended?.called === true ? t(`session.${one.attended.presence}`) : t('session.scanned')])),
    table(t('copy.messages'), [t('copy.day'), t('copy.who'), t('copy.what')],
      (mine.messages ?? []).map((one) => [day(dayOfSeconds(one.at)), one.hers ? t('copy.me') : (one.sender ?? ''), one.text])),
    `<p>${safe(t('copy.not_in_it'))}</p></body></html>`,
  ].join('\n');
}

type Said = (of: Day) => string;

function certificates(mine: RecordView, locale: Locale, origin: string, day: Said): string {
  const rows = (mine.certificates ?? []).map((one) => [
    one.revoked === undefined ? day(one.day) : `${day(one.day)} (${t('cert.revoked', { day: day(one.revoked) })})`,
    `${wordsIn(one.title, locale)}, ${one.name}`,
    `${origin}/v#${one.link}`,
  ]);
  return table(t('cert.mine'), [t('copy.day'), t('copy.what'), t('copy.link')], rows);
}

function lessons(mine: RecordView, programme: Catalogue | undefined, locale: Locale, day: Said): string {
  const names = new Map<string, string>();
  for (const course of programme?.courses ?? []) for (const { id, title } of course.lessons) names.set(id, title);
  for (const course of programme?.outside ?? []) for (const { id, title } of course.lessons) names.set(id, wordsIn(title, locale));
  const rows = Object.values(mine.lessons)
    .sort((a, b) => a.lastAt - b.lastAt)
    .map((one) => [
      day(dayOfSeconds(one.completedAt ?? one.lastAt)),
      names.get(one.lesson) ?? one.lesson,
      one.state === 'done' ? (one.scorePercent === undefined ? t('copy.done') : t('copy.done_score', { n: one.scorePercent })) : t('copy.begun'),
    ]);
  return table(t('copy.lessons'), [t('copy.day'), t('copy.what'), t('copy.how')], rows);
}

function work(mine: RecordView, programme: Catalogue | undefined, today: Day, locale: Locale, day: Said): string {
  const rows = mine.work.flatMap(({ live, hours }) =>
    live.map((one) => {
      const task = taskOf(programme, one.task);
      const how = one.withdrawn ? t('copy.withdrawn') : (standingSaid(hours, today, locale)?.words ?? t('copy.waiting'));
      return [day(one.day), [wordsIn(task?.title, locale) || one.task, one.note ?? ''].filter(Boolean).join(': '), amountSaid(one, task, locale), how];
    }));
  return table(t('copy.work'), [t('copy.day'), t('copy.what'), t('copy.how_much'), t('copy.how')], rows);
}
