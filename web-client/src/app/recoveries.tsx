/**
 * Owns telling her that two people of the centre opened her profile: at the next opening, and for
 * good.
 *
 * Must not: let it go unseen; it stays on her home until she says that she has read it.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Helper, RecordView } from '../engine/types';
import { locale, t } from '../i18n';
import { dateName } from '../i18n/dates';
import { Button } from '../ui/button';
import { Card, Chip } from '../ui/parts';
import { dayOfSeconds, today } from './days';
import { attempt, theEngine } from './store';

type Use = NonNullable<RecordView['recoveries']>[number];

/** What she has read, kept sealed with the profile. */
const READ = 'recoveries';

/** In words: when, and who, where this phone knows their names. */
export function saidOf({ at, holders }: Use, helpers: readonly Helper[]): string {
  const when = dateName(dayOfSeconds(at), today.value, locale.value);
  const names = holders.flatMap((staff) => helpers.filter((helper) => helper.staff === staff).map(({ name }) => name));
  return names.length === holders.length
    ? t('recovered.said_names', { when, one: names[0] ?? '', other: names[1] ?? '' })
    : t('recovered.said', { when });
}

/** All of them, newest first. */
export function Uses({ uses, helpers }: { readonly uses: readonly Use[]; readonly helpers: readonly Helper[] }) {
  if (uses.length === 0) return <p class="soft" data-test="uses-none">{t('recovered.never')}</p>;
  return (
    <>
      <h2>{t('recovered.title')}</h2>
      <ul class="list" data-test="uses">{uses.map((use) => <li key={use.code} class="list-row" data-test="use">{saidOf(use, helpers)}</li>)}</ul>
    </>
  );
}

/** Those that she has not read yet. */
export function Recovered({ uses }: { readonly uses: readonly Use[] }) {
  const [read, setRead] = useState<readonly string[] | undefined>(undefined);
  const [helpers, setHelpers] = useState<readonly Helper[]>([]);
  useEffect(() => void attempt(async () => {
    setHelpers((await theEngine().centreKey()) ?? []);
    const kept = await theEngine().loadDraft(READ);
    setRead(Array.isArray(kept) ? kept.filter((code) => typeof code === 'string') : []);
  }), []);
  const unread = read === undefined ? [] : uses.filter(({ code }) => !read.includes(code));
  if (unread.length === 0) return null;
  const understood = () => void attempt(async () => {
    const all = uses.map(({ code }) => code);
    await theEngine().saveDraft(READ, all);
    setRead(all);
  });
  return (
    <Card mind test="recovered">
      <Chip tone="mind" icon="hand">{t('recovered.title')}</Chip>
      {unread.map((use) => <p key={use.code} data-test="recovered-use">{saidOf(use, helpers)}</p>)}
      <p>{t('recovered.not_you')}</p>
      <Button kind="ghost" test="recovered-read" onPress={understood}>{t('recovered.read')}</Button>
    </Card>
  );
}
