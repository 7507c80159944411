/**
 * Owns the list of courses, each with how far she is and whether it is on the phone.
 *
 * Must not: open a lesson (the course's screen does).
 */
import { wordsIn } from '../../app/amounts';
import { Screen } from '../../app/frame';
import { doneIn } from '../../app/next-lesson';
import { go } from '../../app/router';
import { catalogue, downloads, record } from '../../app/store';
import type { Course } from '../../engine/types';
import { locale, t, type Key } from '../../i18n';
import { formatMegabytes } from '../../i18n/numbers';
import { Icon } from '../../ui/icons';
import { Chip, Progress } from '../../ui/parts';
import { OutsideCard } from '../steps/outside';
import './learn.css';

export function Learn() {
  const courses = catalogue.value?.courses ?? [];
  const outside = catalogue.value?.outside ?? [];
  return (
    <Screen title={t('learn.title')} bar>
      {courses.length + outside.length === 0 && <p>{t('learn.none')}</p>}
      <div class="stack">
        {courses.map((course) => <CourseCard key={course.id} course={course} />)}
        {outside.map((course) => <OutsideCard key={course.id} course={course} />)}
      </div>
    </Screen>
  );
}

function CourseCard({ course }: { readonly course: Course }) {
  const done = doneIn(course, record.value?.lessons ?? {});
  const total = course.lessons.length;
  const said = t('learn.done_of', { done, total });
  const download = downloads.value[course.pack] ?? { state: 'absent' };
  const waits = download.state === 'partial'
    ? t(download.running ? 'learn.getting' : 'learn.paused')
    : t('learn.absent', { size: formatMegabytes(course.sizeBytes, locale.value) });
  const language = `learn.language.${course.language.slice(0, 2)}` as Key;
  return (
    <button type="button" class="card learn-course" data-test={`course-${course.id}`} onClick={() => go({ place: 'course', course: course.id })}>
      <span class="row row-tight">
        <Icon name="learn" class="icon-big learn-icon" />
        <span class="grow">
          <b class="learn-title">{wordsIn(course.title, locale.value)}</b>
          {course.language !== locale.value && <span class="soft">{t(language)}</span>}
        </span>
        <Icon name="next" />
      </span>
      <Progress label={said} now={done} total={total} />
      <span class="row">
        <span class="grow soft">{said}</span>
        {download.state === 'here' ? <Chip tone="meet" icon="phone">{t('learn.here')}</Chip> : <Chip tone="plain" icon="download">{waits}</Chip>}
      </span>
    </button>
  );
}
