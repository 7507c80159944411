/**
 * A page that is not hers, and an account that may open none: said in words, with a way on.
 *
 * Owns these words and ways. Must not: tell what stands on the page.
 */
import { hashOf } from './route';
import { home } from './rights';
import { t } from './words';

/** She may open other pages, and here is the first of them. */
export function Refused() {
  return (
    <section class="of-card of-trouble" data-test="refused">
      <h1>{t('refused.title')}</h1>
      <p>{t('refused.text')}</p>
      <ToStart />
    </section>
  );
}

/** Nothing was granted to her, or not for today. */
export function NothingGranted() {
  return (
    <section class="of-card of-trouble" data-test="nothing-granted">
      <h1>{t('refused.nothing')}</h1>
      <p>{t('refused.nothingText')}</p>
    </section>
  );
}

/** The way to where she begins. */
export function ToStart() {
  const page = home();
  if (!page) return null;
  return (
    <a class="of-button of-main" href={hashOf({ page: 'start' })} data-test="to-start">
      {t('refused.start')}
    </a>
  );
}
