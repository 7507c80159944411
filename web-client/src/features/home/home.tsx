/**
 * Owns home: where her things are, two things to do, her weave, and what waits for her answer.
 *
 * Must not: change shape. Each part stands in its place whatever there is to show.
 */
import { entriesOn, totalSaid } from '../../app/amounts';
import { today } from '../../app/days';
import { Heading, Screen } from '../../app/frame';
import { MyWeave } from '../../app/my-weave';
import { nextLesson } from '../../app/next-lesson';
import { Recovered } from '../../app/recoveries';
import { go } from '../../app/router';
import { asks, catalogue, downloads, openProfile, record } from '../../app/store';
import { WhereIsIt } from '../../app/where-is-it';
import { WrongDate } from '../../app/wrong-date';
import type { RecordView } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Card, Chip, Tile } from '../../ui/parts';
import { PictureDisc } from '../../ui/pictures';
import { MyCertificates } from '../certificates/certificates';
import { AskCard } from '../hours/ask-card';
import { OpeningsCard, ReferralAsked } from '../openings/openings';
import { DueSurvey } from '../surveys/due';
import { NextSession } from '../sessions/next-session';
import { FirstStep } from '../steps/requirements';
import { ChooseTrack } from '../steps/tracks';
import './home.css';
import { Standing } from './standing';

export function Home() {
  const mine = record.value;
  if (!mine) return null;
  const top = (
    <>
    <button type="button" class="home-me" data-test="settings" aria-label={t('home.settings')} onClick={() => go({ place: 'settings' })}>
      <PictureDisc picture={openProfile.value?.picture ?? 0} size="s" />
      <Icon name="settings" />
    </button>
    <Heading of="home">{t('home.hello')}</Heading>
    </>
  );
  return (
    <Screen title={t('home.hello')} head={<></>} top={top} bar>
      <Card><WhereIsIt mine={mine} /></Card>
      <WrongDate />
      {openProfile.value?.visit && <OnVisit />}
      <Standing mine={mine} />
      {mine.recoveries && <Recovered uses={mine.recoveries} />}
      <ReferralAsked mine={mine} />
      <ChooseTrack mine={mine} />
      <LearnTile mine={mine} />
      <WorkTile mine={mine} />
      <NextSession sessions={mine.sessions} />
      <OpeningsCard mine={mine} />
      <FirstStep mine={mine} />
      <MyCertificates mine={mine} />
      <MyWeave mine={mine} />
      <Waiting />
      <DueSurvey />
    </Screen>
  );
}

function LearnTile({ mine }: { readonly mine: RecordView }) {
  const next = nextLesson(catalogue.value, mine.lessons, locale.value);
  const isHere = next && downloads.value[next.course.pack]?.state === 'here';
  const words = !catalogue.value?.courses.length
    ? t('home.learn_none')
    : !next
      ? t('home.learn_all')
      : !isHere
        ? t(next.begun ? 'home.learn_get_next' : 'home.learn_get')
        : t('home.learn_next', { title: next.lesson.title, minutes: next.lesson.minutes });
  const press = () => {
    if (!next) go({ place: 'learn' });
    else if (!isHere) go({ place: 'course', course: next.course.id });
    else go({ place: 'lesson', course: next.course.id, lesson: next.lesson.id });
  };
  return (
    <Tile tone="learn" icon="learn" test="tile-learn" title={next && !next.begun ? t('home.learn_first') : t('home.learn')} onPress={press}>
      {words}
    </Tile>
  );
}

function WorkTile({ mine }: { readonly mine: RecordView }) {
  const total = totalSaid(entriesOn(mine.work, today.value), catalogue.value, locale.value);
  return (
    <Tile tone="work" icon="work" test="tile-work" title={t('home.work')} onPress={() => go({ place: 'work_form' })}>
      {total ? t('home.work_today', { amount: total }) : t('home.work_none')}
    </Tile>
  );
}

function OnVisit() {
  return (
    <Card test="home-visit">
      <Chip tone="learn" icon="hand">{t('visit.on')}</Chip>
      <p>{t('visit.on_text')}</p>
      <Button kind="ghost" test="visit-finish" onPress={() => go({ place: 'remove' })}>{t('visit.finish')}</Button>
    </Card>
  );
}

function Waiting() {
  const [first, ...more] = asks.value;
  if (!first) return null;
  return (
    <AskCard ask={first} test="home-question">
      {more.length > 0 && <p class="soft">{tn('home.more_waiting', more.length)}</p>}
    </AskCard>
  );
}
