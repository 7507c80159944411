/**
 * Owns which screen is shown: the lock when no profile is open, else the place of the route.
 *
 * Must not: hold anything of a screen. Features are fetched with the shell: the phone has them
 * all before it is ever offline.
 */
import { Enrol } from '../features/enrol/enrol';
import { Home } from '../features/home/home';
import { CourseScreen } from '../features/learn/course';
import { Learn } from '../features/learn/learn';
import { LessonScreen } from '../features/lesson/lesson';
import { Lock } from '../features/lock/lock';
import { Messages } from '../features/messages/messages';
import { Settings } from '../features/settings/settings';
import { EntryScreen } from '../features/work/entry';
import { WorkForm } from '../features/work/form';
import { Question } from '../features/work/question';
import { Work } from '../features/work/work';
import { t } from '../i18n';
import { Toast } from '../ui/parts';
import { hush, notice } from './notice';
import { route } from './router';
import { failure, openId, profiles, record } from './store';

function Place() {
  const at = route.value;
  if (!profiles.value) return <p class="start" role="status">{t('app.wait')}</p>;
  if (openId.value === undefined) {
    if (at.place === 'settings') return <Settings />;
    return at.place === 'enrol' || profiles.value.length === 0 ? <Enrol /> : <Lock />;
  }
  if (!record.value) return <p class="start" role="status">{t('app.wait')}</p>;
  switch (at.place) {
    case 'learn': return <Learn />;
    case 'course': return <CourseScreen key={at.course} course={at.course} />;
    case 'lesson': return <LessonScreen key={at.lesson} course={at.course} lesson={at.lesson} spot={at.spot} />;
    case 'work': return <Work />;
    case 'work_form': return <WorkForm step={at.step} correct={at.correct} />;
    case 'entry': return <EntryScreen key={at.entry} entry={at.entry} />;
    case 'question': return <Question key={at.entry} entry={at.entry} />;
    case 'messages': return <Messages />;
    case 'settings': return <Settings />;
    default: return <Home />;
  }
}

function Notices() {
  const failed = failure.value;
  if (failed) {
    return <Toast mind test="failure" words={t(`failure.${failed}`)} action={t('do.close')} onAction={() => { failure.value = undefined; }} />;
  }
  const told = notice.value;
  if (!told) return null;
  const { undo } = told;
  return <Toast test="notice" words={told.words} action={undo ? t('do.undo') : t('do.close')} onAction={() => { hush(); undo?.(); }} />;
}

export function LearnerApp() {
  return (
    <>
      <Place />
      <Notices />
    </>
  );
}
