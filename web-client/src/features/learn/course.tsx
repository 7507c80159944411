/**
 * Owns one course: getting it onto the phone, and the list of its lessons.
 *
 * Must not: open a lesson whose course is not on the phone.
 */
import { wordsIn } from '../../app/amounts';
import { Screen } from '../../app/frame';
import { doneIn, nextIn } from '../../app/next-lesson';
import { go } from '../../app/router';
import { catalogue, downloads, record } from '../../app/store';
import type { Course, LessonHead } from '../../engine/types';
import { locale, t } from '../../i18n';
import { HeldKnots } from '../../ui/knots';
import { Icon } from '../../ui/icons';
import { Chip, Progress } from '../../ui/parts';
import { Getting } from './getting';
import './learn.css';

export function CourseScreen({ course: id }: { readonly course: string }) {
  const course = catalogue.value?.courses.find((each) => each.id === id);
  if (!course) return <Screen title={t('learn.title')} backs bar><p>{t('learn.none')}</p></Screen>;
  const lessons = record.value?.lessons ?? {};
  const done = doneIn(course, lessons);
  const said = t('learn.done_of', { done, total: course.lessons.length });
  const here = downloads.value[course.pack]?.state === 'here';
  const next = nextIn(course, lessons);
  return (
    <Screen title={wordsIn(course.title, locale.value)} screen={id} backs bar>
      <Progress label={said} now={done} total={course.lessons.length} />
      <p class="soft">{said}</p>
      {!here && <Getting course={course} />}
      <h2>{t('learn.lessons')}</h2>
      {!here && <p class="soft" id="get-first">{t('learn.get_first')}</p>}
      <ol class="list" data-test="lessons">
        {course.lessons.map((lesson) => <LessonRow key={lesson.id} course={course} lesson={lesson} here={here} isNext={lesson === next} />)}
      </ol>
    </Screen>
  );
}

interface RowProps {
  readonly course: Course;
  readonly lesson: LessonHead;
  readonly here: boolean;
  readonly isNext: boolean;
}

function LessonRow({ course, lesson, here, isNext }: RowProps) {
  const progress = record.value?.lessons[lesson.id];
  const state = progress?.state ?? 'new';
  const words = state === 'done' ? t('learn.lesson_done') : state === 'open' ? t('learn.lesson_open') : undefined;
  return (
    <li>
      <button
        type="button"
        class={`list-row lesson-row lesson-row-${state} lesson-row-level-${lesson.level}`}
        data-test={`lesson-${lesson.id}`}
        data-state={state}
        disabled={!here}
        aria-describedby={here ? undefined : 'get-first'}
        onClick={() => go({ place: 'lesson', course: course.id, lesson: lesson.id })}
      >
        <span class="lesson-mark" aria-hidden="true">{state === 'done' && <Icon name="tick" />}</span>
        <span class="grow">
          <span class="lesson-title" lang={course.language}>{lesson.title}</span>
          <span class="soft lesson-facts">
            <span>
              {t('learn.lesson_minutes', { minutes: lesson.minutes })}
              {lesson.hasQuiz && ` · ${t('learn.with_quiz')}`}
            </span>
            {progress && <span class="lesson-state"><HeldKnots held={progress.held} label={t(`held.${progress.held}`)} /> {words}</span>}
          </span>
          {isNext && here && <Chip tone="learn">{t('learn.lesson_next')}</Chip>}
        </span>
      </button>
    </li>
  );
}
