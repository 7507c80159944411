/**
 * What went wrong, in a sentence, with a way on.
 *
 * Owns turning an `ApiError` into words. Must not: show codes or details.
 */
import { messageKey, type ApiError } from '../../api/errors';
import { span } from './format';
import { ToStart } from './refused';
import { t } from './words';

/** The reason as it fits inside a sentence: no capital, no full stop. */
export function reason(error: ApiError): string {
  if (error.code === 'too_many_tries' && error.retryAfterSeconds !== undefined) {
    return t('error.too_many_tries_in', { wait: span(Math.max(1, error.retryAfterSeconds)) });
  }
  return t(messageKey(error.code));
}

/** The reason as a sentence of its own. */
export function sentence(error: ApiError): string {
  const words = reason(error);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

export function Trouble({ error, retry }: { error: ApiError; retry: () => void }) {
  return (
    <div class="of-card of-trouble" role="alert" data-test="office-trouble">
      <p>{sentence(error)}</p>
      {/* What is not hers stays so however often it is asked for. */}
      {error.code === 'forbidden' || error.code === 'not_found' ? (
        <ToStart />
      ) : (
        <button type="button" class="of-button" onClick={retry} data-test="retry">
          {t('retry')}
        </button>
      )}
    </div>
  );
}
