/**
 * Owns a course whose lessons are somewhere else: where, and her word which of them she did.
 *
 * Must not: open the other place by itself, or count what staff are still to confirm.
 */
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { Screen } from '../../app/frame';
import { standing } from '../../app/her-programme';
import { go } from '../../app/router';
import { act, catalogue, record } from '../../app/store';
import type { OutsideCourse } from '../../engine/types';
import { locale, t } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Card, Chip, Progress } from '../../ui/parts';
import './steps.css';

/** In the list of courses. */
export function OutsideCard({ course }: { readonly course: OutsideCourse }) {
  const mine = record.value;
  const done = mine ? course.lessons.filter(({ id }) => standing(course, id, mine) === 'done').length : 0;
  const said = t('learn.done_of', { done, total: course.lessons.length });
  return (
    <button type="button" class="card" data-test={`outside-${course.id}`} onClick={() => go({ place: 'outside', course: course.id })}>
      <span class="row row-tight">
        <Icon name="look" class="icon-big" />
        <b class="grow">{wordsIn(course.title, locale.value)}</b>
        <Icon name="next" />
      </span>
      <Progress label={said} now={done} total={course.lessons.length} />
      <span class="row">
        <span class="grow soft">{said}</span>
        <Chip tone="plain" icon="send">{t('outside.chip')}</Chip>
      </span>
    </button>
  );
}

export function OutsideScreen({ course: id }: { readonly course: string }) {
  const course = catalogue.value?.outside?.find((one) => one.id === id);
  const mine = record.value;
  const [busy, setBusy] = useState(false);
  if (!course || !mine) return <Screen title={t('outside.gone')} backs bar />;
  const say = async (lesson: string, minutes: number): Promise<void> => {
    setBusy(true);
    await act({ type: 'lesson_done', lesson, place: 0, seconds: minutes * 60 });
    setBusy(false);
  };
  return (
    <Screen title={wordsIn(course.title, locale.value)} screen={course.id} backs bar>
      <p>{t(course.confirm === 'staff' ? 'outside.about_staff' : 'outside.about')}</p>
      <a class="btn btn-main" href={course.url} target="_blank" rel="noopener noreferrer" data-test="outside-open"><Icon name="send" />{t('outside.open')}</a>
      {course.lessons.map((lesson) => {
        const stands = standing(course, lesson.id, mine);
        return (
          <Card key={lesson.id} test={`outside-lesson-${lesson.id}`}>
            <b class="steps-ask">{wordsIn(lesson.title, locale.value)}</b>
            <span class="soft">{t('learn.lesson_minutes', { minutes: lesson.minutes })}</span>
            {stands === 'open' && <Button kind="ghost" icon="tick" test="outside-done" disabled={busy} onPress={() => void say(lesson.id, lesson.minutes)}>{t('outside.done')}</Button>}
            {stands === 'waits' && <Chip tone="learn" icon="work">{t('outside.waits')}</Chip>}
            {stands === 'done' && <Chip tone="meet" icon="tick">{t('outside.counts')}</Chip>}
          </Card>
        );
      })}
    </Screen>
  );
}
