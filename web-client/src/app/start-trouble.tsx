/**
 * Owns the one screen for when the app could not start.
 *
 * Must not: show why in technical words (the console has it).
 */
import { t } from '../i18n';
import { Button } from '../ui/button';

export function StartTrouble() {
  return (
    <main class="screen screen-body">
      <h1>{t('app.name')}</h1>
      <p role="alert">{t('app.start_failed')}</p>
      <Button test="start-again" onPress={() => location.reload()}>{t('app.try_again')}</Button>
    </main>
  );
}
