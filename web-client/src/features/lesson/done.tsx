/**
 * Owns the end of a lesson: a stitch goes into her weave, and what comes next.
 *
 * Must not: save; that was done before it is shown.
 */
import { Screen } from '../../app/frame';
import { MyWeave } from '../../app/my-weave';
import { nextIn } from '../../app/next-lesson';
import { settle } from '../../app/router';
import { catalogue, record } from '../../app/store';
import type { LessonId } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/parts';

interface Props {
  readonly courseId: string;
  readonly lesson: LessonId;
  readonly onLesson: (lesson: LessonId) => void;
}

export function LessonDone({ courseId, lesson, onLesson }: Props) {
  const mine = record.value;
  const course = catalogue.value?.courses.find((each) => each.id === courseId);
  const next = course && mine ? nextIn(course, mine.lessons) : undefined;
  return (
    <Screen
      title={t('lesson.done')}
      screen={`${lesson} done`}
      foot={(
        <>
          <Button kind="ghost" test="to-home" onPress={() => settle({ place: 'home' })}>{t('lesson.to_home')}</Button>
          {next && next.id !== lesson && <Button test="next-lesson" onPress={() => onLesson(next.id)}>{t('lesson.next')}</Button>}
        </>
      )}
    >
      <Chip tone="meet" icon="tick" test="saved-here">{t('lesson.saved')}</Chip>
      <p>{t('lesson.done_text')}</p>
      {mine && <MyWeave mine={mine} moving />}
      {next && next.id !== lesson && <p class="soft">{t('lesson.next')}: <span lang={course?.language}>{next.title}</span> · {t('learn.lesson_minutes', { minutes: next.minutes })}</p>}
    </Screen>
  );
}
