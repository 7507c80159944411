/**
 * Owns what her cohort is told: openings with a way to say that she is interested, fairs, seed
 * capital; on home in short.
 *
 * Must not: send anything of her to anybody. That she is interested her centre sees, and no company.
 */
import { useState } from 'preact/hooks';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { asked, current, wanted } from '../../app/openings';
import { go } from '../../app/router';
import { act, catalogue, record } from '../../app/store';
import type { Notice, NoticeKind, RecordView } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { dateName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import { Speaker } from '../../ui/speaker';
import './openings.css';
import { ReferralCard } from './referral';

const ICONS: Readonly<Record<NoticeKind, IconName>> = { opening: 'work', fair: 'calendar', seed_capital: 'plus', other: 'messages' };

/** On home: how many there are and the first; nothing when there is none. */
export function OpeningsCard({ mine }: { readonly mine: RecordView }) {
  const [first, ...more] = current(mine.notices, today.value);
  if (!first) return null;
  return (
    <Card test="home-openings" onPress={() => go({ place: 'openings' })}>
      <Chip tone="meet" icon={ICONS[first.kind]}>{t('opening.title')}</Chip>
      <b class="opening-name">{first.title}</b>
      <span class="opening-line soft">{t('opening.until', { day: dateName(first.endsOn, today.value, locale.value) })}</span>
      {more.length > 0 && <span class="opening-line">{tn('opening.more', more.length)}</span>}
    </Card>
  );
}

/** On home: a text about her waits for her word. */
export function ReferralAsked({ mine }: { readonly mine: RecordView }) {
  const [first] = asked(mine.referrals);
  if (!first) return null;
  return (
    <Card mind test="home-referral">
      <Chip tone="mind" icon="ask">{t('referral.ask')}</Chip>
      <p>{t('referral.waits', { company: first.company })}</p>
      <Button kind="main" icon="look" test="referral-open" onPress={() => go({ place: 'openings' })}>{t('referral.read')}</Button>
    </Card>
  );
}

export function OpeningsScreen() {
  const mine = record.value;
  if (!mine) return null;
  const notices = current(mine.notices, today.value);
  const referrals = mine.referrals ?? [];
  return (
    <Screen title={t('opening.title')} backs bar>
      {referrals.map((referral) => <ReferralCard key={referral.id} referral={referral} mine={mine} />)}
      {notices.length === 0 && <p data-test="openings-none">{t('opening.none')}</p>}
      {notices.map((notice) => <NoticeCard key={notice.id} notice={notice} />)}
    </Screen>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { id, kind, title, text, company, place, endsOn, by, link } = notice;
  return (
    <Card test={`notice-${id}`}>
      <Chip tone={kind === 'opening' ? 'work' : 'meet'} icon={ICONS[kind]}>{t(`opening.kind.${kind}`)}</Chip>
      <h2 class="opening-name">{title}</h2>
      {company !== undefined && <p class="opening-line">{t('opening.company', { company })}</p>}
      <p class="opening-text" data-test="notice-text">{text}</p>
      {place !== undefined && <p class="opening-line">{t('opening.place', { place })}</p>}
      <p class="opening-line"><b>{t('opening.until', { day: dateName(endsOn, today.value, locale.value) })}</b></p>
      <Wanted notice={notice} />
      <p class="opening-line soft">{t(kind === 'opening' ? 'opening.verified' : 'opening.by', { name: by })}</p>
      <Speaker name={`notice ${id}`} language={locale.value} listen={t('do.listen')} stop={t('do.stop_listening')} text={() => [title, company, text, place].filter(Boolean).join('. ')} />
      {link !== undefined && <a class="btn btn-ghost" href={link} target="_blank" rel="noopener noreferrer" data-test="notice-link"><Icon name="next" />{t('opening.link')}</a>}
      {kind === 'opening' && <Interest notice={notice} />}
    </Card>
  );
}

function Wanted({ notice }: { readonly notice: Notice }) {
  const { tracks, courses, certificates } = wanted(notice, catalogue.value, locale.value);
  const or = tracks.join(` ${t('opening.or')} `);
  const lines = [
    ...(or ? [t('opening.wanted_track', { title: or })] : []),
    ...courses.map((title) => t('opening.wanted_course', { title })),
    ...certificates.map((title) => t('opening.wanted_certificate', { title })),
  ];
  if (lines.length === 0) return null;
  return (
    <div data-test="notice-wanted">
      <p class="opening-line">{t('opening.wanted')}</p>
      <ul class="opening-wanted">{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </div>
  );
}

function Interest({ notice: { id, interested } }: { readonly notice: Notice }) {
  const [busy, setBusy] = useState(false);
  const say = async (next: boolean): Promise<void> => {
    setBusy(true);
    await act({ type: 'interest', opening: id, interested: next, day: today.value });
    setBusy(false);
  };
  return (
    <div class="opening-interest" role="status">
      {interested ? (
        <>
          <p class="opening-said" data-test="interest-said"><Icon name="tick" /> {t('opening.said')}</p>
          <p class="soft">{t('opening.nothing_sent')}</p>
          <Button kind="ghost" test="interest-end" disabled={busy} onPress={() => void say(false)}>{t('opening.not_any_more')}</Button>
        </>
      ) : (
        <Button kind="main" icon="hand" test="interest" disabled={busy} onPress={() => void say(true)}>{t('opening.interested')}</Button>
      )}
    </div>
  );
}
