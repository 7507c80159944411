/**
 * A learner's lessons: the value that stands, and behind it what each phone wrote and when.
 *
 * Owns this list. Must not: fold; the server did, by the same rules as the phones.
 */
import type { LessonRecord, Phone, ProgressFields, ProgressVersion } from '../../api/types';
import { amount, dateLong, percent } from './format';
import { HistoryLine } from './history-line';
import { t } from './words';

export function Lessons({ lessons, phones }: { lessons: readonly LessonRecord[]; phones: readonly Phone[] }) {
  const courses = [...new Set(lessons.map((lesson) => lesson.course))];
  return (
    <section aria-labelledby="lessons">
      <h2 id="lessons" class="of-section">{t('lessons.title')}</h2>
      {lessons.length === 0 && <p class="of-card">{t('lessons.none')}</p>}
      {courses.map((course) => (
        <div key={course} class="of-group">
          {course && <h3>{course}</h3>}
          <ul class="of-list">
            {lessons.filter((lesson) => lesson.course === course).map((lesson) => (
              <Lesson key={lesson.lesson} lesson={lesson} phones={phones} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Lesson({ lesson, phones }: { lesson: LessonRecord; phones: readonly Phone[] }) {
  const { folded } = lesson;
  const versions = lesson.by_writer.flatMap(({ history }) => history).sort((a, b) => b.at - a.at);
  const nameOf = (version: ProgressVersion) => version.phone || phones.find((phone) => phone.writer === version.writer)?.label || '';
  return (
    <li>
      <details class="of-fold of-unfold" data-test="lesson" data-lesson={lesson.lesson}>
        <summary>
          <span class="of-fold-title">{lesson.title}</span>
          <span class={`chip ${folded.state === 'done' ? 'chip-meet' : 'chip-learn'}`}>
            {folded.state === 'done' ? t('lessons.done') : t('lessons.open', { n: folded.place + 1 })}
          </span>
          <span class="of-soft of-fold-facts">{facts(folded)}</span>
          <span class="of-soft of-fold-when">{dateLong(folded.completed_at ?? folded.last_at)}</span>
        </summary>
        <h4 class="unseen">{t('lessons.history')}</h4>
        <ol class="of-history" data-test="lesson-history">
          {versions.map((version) => (
            <HistoryLine key={version.op} version={version} phone={nameOf(version)}>
              {[version.state === 'done' ? t('lessons.done') : t('lessons.open', { n: version.place + 1 }), facts(version)].filter(Boolean).join(' · ')}
            </HistoryLine>
          ))}
        </ol>
      </details>
    </li>
  );
}

function facts(progress: ProgressFields): string {
  const parts = [];
  if (progress.score_percent !== undefined) parts.push(t('lessons.score', { percent: percent(progress.score_percent) }));
  if (progress.seconds >= 60) parts.push(amount(Math.round(progress.seconds / 60)));
  return parts.join(' · ');
}
