/**
 * Owns how many things wait for her: what the messages' place counts.
 *
 * Must not: count what she cannot do anything about.
 */
import { computed } from '@preact/signals';
import { today } from './days';
import { asks, catalogue, record } from './store';
import { dueSurveys } from './surveys';
import { unread } from './unread';

export const waiting = computed(() => {
  const surveys = dueSurveys(catalogue.value?.surveys, record.value, today.value).length;
  return asks.value.length + (record.value?.refused.length ?? 0) + unread.value + surveys;
});
