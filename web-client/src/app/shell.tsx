/**
 * Owns which screen is shown: the lock when no profile is open, else the place of the route.
 *
 * Must not: hold anything of a screen. Features are fetched with the shell: the phone has them
 * all before it is ever offline.
 */
import { CardScreen } from '../features/card/card';
import { CertificateScreen, CertificatesScreen } from '../features/certificates/certificates';
import { CourierScreen } from '../features/courier/courier';
import { Visit } from '../features/enrol/visit';
import { Enrol } from '../features/enrol/enrol';
import { Helpers } from '../features/helpers/helpers';
import { Home } from '../features/home/home';
import { CourseScreen } from '../features/learn/course';
import { Learn } from '../features/learn/learn';
import { LessonScreen } from '../features/lesson/lesson';
import { EarningsScreen } from '../features/hours/earnings';
import { Reply } from '../features/hours/reply';
import { Forgot } from '../features/lock/forgot';
import { Lock } from '../features/lock/lock';
import { OtherProfile, Unlock } from '../features/lock/unlock';
import { Renew } from '../features/lock/renew';
import { WithCard } from '../features/lock/with-card';
import { WithCentre } from '../features/lock/with-centre';
import { Conversation } from '../features/messages/conversation';
import { Messages } from '../features/messages/messages';
import { Safety } from '../features/safety/safety';
import { ChangeSecret } from '../features/secret/change';
import { NewSecret } from '../features/secret/new-secret';
import { SessionsScreen } from '../features/sessions/sessions';
import { CopyScreen } from '../features/settings/copy';
import { Install } from '../features/settings/install';
import { OpeningsScreen } from '../features/openings/openings';
import { OutsideScreen } from '../features/steps/outside';
import { StepsScreen } from '../features/steps/requirements';
import { TracksScreen } from '../features/steps/tracks';
import { Remove } from '../features/settings/remove';
import { Seen } from '../features/settings/seen';
import { Settings } from '../features/settings/settings';
import { SurveyScreen } from '../features/surveys/survey';
import { EntryScreen } from '../features/work/entry';
import { WorkForm } from '../features/work/form';
import { Question } from '../features/work/question';
import { Work } from '../features/work/work';
import { t } from '../i18n';
import { Toast } from '../ui/parts';
import { used } from './before';
import { hush, notice } from './notice';
import { route } from './router';
import { byCentre, cardText, failure, gone, openId, openProfile, profiles, record } from './store';

/** Nobody is in: who she is, and what belongs to the phone. */
function Outside() {
  const at = route.value;
  switch (at.place) {
    case 'settings': return <Settings />;
    case 'courier': return <CourierScreen />;
    case 'install': return <Install />;
    case 'safety': return <Safety />;
    case 'unlock': return <Unlock key={JSON.stringify(at.who)} who={at.who} />;
    case 'other': return <OtherProfile />;
    case 'forgot': return <Forgot who={at.who} />;
    case 'with_card': return <WithCard who={at.who} />;
    case 'visit': return <Visit />;
    case 'with_centre': return <WithCentre who={at.who} />;
    case 'renew': return <Renew who={at.who} />;
    case 'remove': return at.profile === undefined ? <Lock /> : <Remove profile={at.profile} />;
    case 'enrol': return <Enrol />;
    // The very first time there is nobody to ask for; later there may be, shown or not.
    default: return profiles.value?.length || used.value ? <Lock /> : <Enrol />;
  }
}

function Place() {
  const at = route.value;
  if (gone.value) return null;
  if (!profiles.value) return <p class="start" role="status">{t('app.wait')}</p>;
  if (openId.value === undefined) return <Outside />;
  if (!record.value) return <p class="start" role="status">{t('app.wait')}</p>;
  if (byCentre.value) return <NewSecret proof={{ by: 'centre' }} />;
  if (cardText.value !== undefined) return <NewSecret proof={{ by: 'card', text: cardText.value }} />;
  if (openProfile.value?.secret === 'none') return <NewSecret proof={{ by: 'none' }} />;
  switch (at.place) {
    case 'learn': return <Learn />;
    case 'course': return <CourseScreen key={at.course} course={at.course} />;
    case 'lesson': return <LessonScreen key={at.lesson} course={at.course} lesson={at.lesson} spot={at.spot} />;
    case 'outside': return <OutsideScreen key={at.course} course={at.course} />;
    case 'steps': return <StepsScreen />;
    case 'tracks': return <TracksScreen key={at.track} track={at.track} step={at.step} />;
    case 'work': return <Work />;
    case 'work_form': return <WorkForm step={at.step} correct={at.correct} />;
    case 'entry': return <EntryScreen key={at.entry} entry={at.entry} />;
    case 'question': return <Question key={at.entry} entry={at.entry} />;
    case 'reply': return <Reply key={at.about} entry={at.entry} about={at.about} step={at.step} />;
    case 'earnings': return <EarningsScreen />;
    case 'sessions': return <SessionsScreen />;
    case 'openings': return <OpeningsScreen />;
    case 'certificates': return <CertificatesScreen />;
    case 'certificate': return <CertificateScreen key={at.certificate} id={at.certificate} show={at.show} />;
    case 'messages': return <Messages />;
    case 'conversation': return <Conversation />;
    case 'survey': return <SurveyScreen key={at.survey} survey={at.survey} step={at.step} />;
    case 'settings': return <Settings />;
    case 'secret': return <ChangeSecret />;
    case 'card': return <CardScreen />;
    case 'helpers': return <Helpers />;
    case 'seen': return <Seen />;
    case 'copy': return <CopyScreen />;
    case 'remove': return <Remove profile={at.profile} />;
    case 'courier': return <CourierScreen />;
    case 'install': return <Install />;
    case 'safety': return <Safety />;
    default: return <Home />;
  }
}

function Notices() {
  if (gone.value) return null;
  const failed = failure.value;
  if (failed) {
    return <Toast mind test="failure" words={t(`failure.${failed}`)} action={t('do.close')} onAction={() => { failure.value = undefined; }} />;
  }
  const told = notice.value;
  if (!told) return null;
  const { undo } = told;
  return <Toast test="notice" words={told.words} action={t(undo ? 'do.undo' : 'do.close')} onAction={() => { hush(); undo?.(); }} />;
}

export function LearnerApp() {
  return (
    <>
      <Place />
      <Notices />
    </>
  );
}
