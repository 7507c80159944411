/**
 * Owns what she earned: what is approved week by week, what was paid, and "it did not reach me".
 *
 * Must not: add up currencies, or promise anything that is not approved.
 */
import { addDays, today, weekOf } from '../../app/days';
import { Screen } from '../../app/frame';
import { act, record } from '../../app/store';
import { tell } from '../../app/notice';
import type { AnswerKind, EarningsWeek, Payment } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dateName } from '../../i18n/dates';
import { durationShort } from '../../i18n/durations';
import { formatMoney, formatMoneys } from '../../i18n/money';
import { formatNumber } from '../../i18n/numbers';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import './hours.css';

export function EarningsScreen() {
  const { weeks, payments } = record.value?.earnings ?? { weeks: [], payments: [] };
  const nothing = weeks.length === 0 && payments.length === 0;
  return (
    <Screen title={t('earn.title')} backs bar>
      {nothing && <p data-test="earnings-none">{t('earn.none')}</p>}
      {payments.length > 0 && <h2>{t('earn.payments')}</h2>}
      {payments.map((payment) => <Paid key={payment.id} payment={payment} />)}
      {weeks.length > 0 && (
        <>
          <h2>{t('earn.weeks')}</h2>
          <ul class="list">{weeks.map((week) => <Week key={week.monday} week={week} />)}</ul>
        </>
      )}
    </Screen>
  );
}

function weekSaid(monday: string): string {
  const current = weekOf(today.value);
  if (monday === current) return t('work.week_this');
  if (monday === addDays(current, -7)) return t('work.week_last');
  return t('work.week_of', { day: dateName(monday, today.value, locale.value) });
}

function Week({ week }: { readonly week: EarningsWeek }) {
  const counted = [week.minutes ? durationShort(week.minutes) : '', week.units ? formatNumber(week.units, locale.value) : ''].filter(Boolean).join(' · ');
  return (
    <li class="hours-week" data-test={`earned-${week.monday}`}>
      <b class="work-name">{weekSaid(week.monday)}</b>
      <p class="hours-sum" data-test="earned-approved">{formatMoneys(week.approved, locale.value)}</p>
      <p class="soft">{t('earn.approved_for', { amount: counted })}</p>
      {week.paid.length > 0 && <Chip tone="meet" icon="tick" test="earned-paid">{t('earn.of_it_paid', { amount: formatMoneys(week.paid, locale.value) })}</Chip>}
    </li>
  );
}

async function say(payment: Payment, kind: AnswerKind): Promise<void> {
  if (await act({ type: 'answer', subject: payment.id, kind, about: payment.version })) {
    tell({ words: t(kind === 'received' ? 'earn.received_toast' : 'earn.missing_toast') });
  }
}

function Paid({ payment }: { readonly payment: Payment }) {
  const day = (which: string) => dateName(which, today.value, locale.value);
  return (
    <Card mind={payment.answer === 'not_received'} test="payment">
      <p class="hours-sum" data-test="payment-amount">{formatMoney(payment.amount, locale.value)}</p>
      <p>{t('earn.paid_on', { day: day(payment.day) })}</p>
      <p class="soft">{t('earn.period', { from: day(payment.from), to: day(payment.to) })}</p>
      {payment.answer === 'not_received' && <p role="status" data-test="payment-missing">{t('earn.missing')}</p>}
      {payment.answer === 'received' && <Chip tone="meet" icon="tick" test="payment-received">{t('earn.received')}</Chip>}
      {payment.answer !== 'received' && <Button kind="ghost" icon="tick" test="received" onPress={() => void say(payment, 'received')}>{t('earn.say_received')}</Button>}
      {payment.answer !== 'not_received' && <Button kind="plain" test="not-received" onPress={() => void say(payment, 'not_received')}>{t('earn.say_missing')}</Button>}
    </Card>
  );
}
