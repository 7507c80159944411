/**
 * How somebody is reached without harm: her rules first, then the number.
 *
 * Owns this card. Must not: stand on a page before somebody asked for it.
 */
import type { Contact } from '../../api/people';
import { outOfHours } from './contact-hours';
import { t } from './enrol-words';

export function Reach({ contact, name }: { contact: Contact; name: string }) {
  const number = contact.number ?? '';
  const scheme = contact.channel === 'message' ? 'sms' : 'tel';
  const at = new Date();
  const notNow = outOfHours(contact, at.getHours() * 60 + at.getMinutes());
  return (
    <div class="of-reach" data-test="contact">
      <p class="of-never">{t('person.never')}</p>
      {notNow && <p class="of-problem" role="alert" data-test="contact-not-now">{t('person.notNow', { from: contact.from ?? '', until: contact.until ?? '' })}</p>}
      <p>{t('person.askFor', { name: contact.ask_for ?? name })}</p>
      <p>{contact.from && contact.until ? t('person.hours', { from: contact.from, until: contact.until }) : t('person.anyHour')}</p>
      <p>{t(contact.leave_message ? 'person.leaveYes' : 'person.leaveNo')}</p>
      <a class={`of-button ${notNow ? '' : 'of-main'}`} href={`${scheme}:${number}`} data-test="contact-call">
        {t(contact.channel === 'message' ? 'person.message' : 'person.call', { number })}
      </a>
    </div>
  );
}
