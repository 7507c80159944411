/**
 * Owns which messages of the conversation she has seen on this phone.
 *
 * Must not: tell anybody. It is kept as a sealed draft of her profile, and never travels.
 */
import { computed, effect, signal } from '@preact/signals';
import { attempt, openId, record, theEngine } from './store';

const KEPT = 'messages_seen';
const seen = signal<ReadonlySet<string> | undefined>(undefined);

effect(() => {
  const profile = openId.value;
  seen.value = undefined;
  if (profile === undefined) return;
  void theEngine().loadDraft(KEPT).then(
    (kept) => {
      const ids = Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
      if (openId.value === profile) seen.value = new Set(ids);
    },
    () => undefined, // not known: nothing is called new
  );
});

const theirs = () => record.value?.messages?.filter((message) => !message.hers) ?? [];

/** Messages to her that she has not seen; none while that is not known yet. */
export const unread = computed(() => {
  const known = seen.value;
  return known ? theirs().filter(({ id }) => !known.has(id)).length : 0;
});

/** The conversation is on the screen. */
export function seeAll(): void {
  const ids = theirs().map(({ id }) => id);
  const known = seen.value;
  if (!known || ids.every((id) => known.has(id))) return;
  seen.value = new Set(ids);
  void attempt(() => theEngine().saveDraft(KEPT, ids));
}
