/**
 * The phones that carry a learner's record, and how far each has been heard.
 *
 * Owns this list. Must not: blame; a silent phone may just be without internet.
 */
import type { Phone } from '../../api/types';
import { ConfirmPhone } from './enrol-confirm';
import { dateLong, span } from './format';
import { When } from './learners-table';
import type { Place } from './rights';
import { t, tn } from './words';

/** Less than this nobody notices. */
export const CLOCK_WORTH_SAYING_SECONDS = 120;

interface Props {
  readonly learner: string;
  readonly place: Place;
  readonly phones: readonly Phone[];
  readonly now: number;
  /** Somebody said whose a phone is. */
  readonly onAnswered: () => void;
}

export function Phones({ learner, place, phones, now, onAnswered }: Props) {
  return (
    <section aria-labelledby="phones">
      <h2 id="phones" class="of-section">{t('phones.title')}</h2>
      {phones.length === 0 ? (
        <p class="of-card">{t('phones.none')}</p>
      ) : (
        <ul class="of-phones">
          {phones.map((phone) => (
            <li key={phone.writer} class="of-card" data-test="phone">
              <p class="of-phone-name">
                <b>{phone.label}</b> <span class="of-soft">{t('phones.since', { day: dateLong(phone.since) })}</span>
              </p>
              <p>
                <span class="of-soft">{t('phones.data')}: </span>
                <When at={phone.last_data} now={now} />
              </p>
              <p>
                <span class="of-soft">{tn('phones.changes', phone.changes)}. </span>
                {phone.missing > 0 ? (
                  <span class="chip chip-work">{tn('phones.missing', phone.missing)}</span>
                ) : (
                  <span class="chip chip-meet">{t('phones.whole')}</span>
                )}
              </p>
              {phone.waits && <ConfirmPhone learner={learner} place={place} writer={phone.writer} words={phone.compare_words} onDone={onAnswered} />}
              {Math.abs(phone.clock_offset_seconds) > CLOCK_WORTH_SAYING_SECONDS && (
                <p class="of-clock" data-test="phone-clock">
                  {t(phone.clock_offset_seconds > 0 ? 'phones.ahead' : 'phones.behind', { by: span(Math.abs(phone.clock_offset_seconds)) })}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
