/**
 * Owns what staff said of the make-believe work: one approved, one asked, some paid.
 *
 * Must not: reach a learner's phone; `fake.ts` alone uses it.
 */
import type { Action, Earnings, EarningsWeek, Hours, StaffQuestion, WorkEntry, WorkVersion } from './types';

export type Answered = Extract<Action, { type: 'answer' }>;

const RATE = 1650; // minor units an hour
const WEEK_DAYS = 7;

const worth = (version: WorkVersion) => ({ amount: Math.round(((version.minutes ?? 0) * RATE) / 60), currency: 'BOB' });

/** How entry `n` of the sample stands. */
export function hoursOf(n: number, live: readonly WorkVersion[]): Hours {
  const [version] = live;
  if (!version || live.length > 1) return { state: 'question', question: 'versions', answered: false };
  if (version.withdrawn) return { state: 'withdrawn', answered: false };
  if (n === 2) return { state: 'asked', decision: 'd2', reason: 'falta-hora', note: '¿Fue por la mañana?', answered: false };
  if (n >= 24 && version.minutes !== undefined) {
    return { state: 'approved', decision: `d${n}`, minutes: version.minutes, amount: worth(version), answered: false, ...(n >= 30 ? { paidOn: version.day } : {}) };
  }
  return { state: 'waiting', answered: false };
}

/** How an entry stands after she wrote a version: a correction answers what was asked. */
export function hoursAfter(before: WorkEntry | undefined, { withdrawn }: WorkVersion): Hours {
  if (withdrawn) return { state: 'withdrawn', answered: false };
  const { state, reason = '', note, corrected } = before?.hours ?? {};
  const [asked] = before?.live ?? [];
  const now = state === 'asked' && asked ? { reason, of: asked.version, ...(note === undefined ? {} : { note }) } : corrected;
  return { state: 'waiting', answered: false, ...(now === undefined ? {} : { corrected: now }) };
}

export function sampleQuestions(work: readonly WorkEntry[], answers: ReadonlyMap<string, Answered>): StaffQuestion[] {
  return work.flatMap(({ id, hours }) => (hours.state === 'asked' && hours.decision !== undefined && !answers.has(hours.decision)
    ? [{ kind: 'asked' as const, entry: id, about: hours.decision, ...(hours.reason ? { reason: hours.reason } : {}), ...(hours.note ? { note: hours.note } : {}) }]
    : []));
}

export function sampleEarnings(work: readonly WorkEntry[], answers: ReadonlyMap<string, Answered>, now: number): Earnings {
  const weeks = new Map<string, { minutes: number; approved: number; paid: number }>();
  const paid = work.filter(({ hours }) => hours.paidOn !== undefined);
  for (const { live, hours } of work) {
    const day = live[0]?.day;
    if (hours.state !== 'approved' || day === undefined) continue;
    const week = weeks.get(mondayOf(day)) ?? { minutes: 0, approved: 0, paid: 0 };
    week.minutes += hours.minutes ?? 0;
    week.approved += hours.amount?.amount ?? 0;
    if (hours.paidOn !== undefined) week.paid += hours.amount?.amount ?? 0;
    weeks.set(mondayOf(day), week);
  }
  const money = (amount: number) => ({ amount, currency: 'BOB' });
  const list: EarningsWeek[] = [...weeks].sort(([a], [b]) => (a < b ? 1 : -1)).map(([monday, { minutes, approved, paid: of }]) => ({
    monday, minutes, units: 0, approved: [money(approved)], paid: of > 0 ? [money(of)] : [],
  }));
  const said = answers.get('pay1')?.kind;
  const days = paid.map(({ live }) => live[0]?.day ?? '').sort();
  return {
    weeks: list,
    payments: paid.length === 0 ? [] : [{
      id: 'pay1', version: 'pay1', from: days[0] ?? '', to: days.at(-1) ?? '', day: dayOf(now - 3 * 86_400), method: 'efectivo',
      amount: money(paid.reduce((sum, { hours }) => sum + (hours.amount?.amount ?? 0), 0)), entries: paid.map(({ id }) => id),
      ...(said === 'received' || said === 'not_received' ? { answer: said } : {}),
    }],
  };
}

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`) / 1000;
  const weekday = new Date(at * 1000).getUTCDay();
  return dayOf(at - ((weekday + WEEK_DAYS - 1) % WEEK_DAYS) * 86_400);
}
