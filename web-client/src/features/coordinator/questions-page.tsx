/**
 * All open questions of a cohort: entries of which more than one version stands.
 *
 * Owns this page. Must not: settle anything.
 */
import { api } from '../../api/client';
import { number } from './format';
import { Page } from './frame';
import { EVERYONE } from './learners-view';
import { useLive } from './live';
import { OpenQuestion } from './open-question';
import { hashOf, lastCohort } from './route';
import { useTasks } from './tasks';
import { t, tn } from './words';

export function QuestionsPage({ id }: { id: string }) {
  const live = useLive(`questions/${id}`, () => api.questions(id));
  const tasks = useTasks();
  const left = lastCohort.value;
  const way = left?.id === id ? left : ({ page: 'cohort', id, view: EVERYONE } as const);
  return (
    <Page
      live={live}
      fallbackTitle={t('questions.title')}
      title={() => t('questions.title')}
      back={{ href: hashOf(way), words: t('learner.back') }}
      actions={() => (
        <button type="button" class="of-button of-quiet of-print-button" onClick={() => print()} data-test="print">
          {t('print')}
        </button>
      )}
    >
      {(questions) =>
        questions.length === 0 ? (
          <p class="of-card" data-test="no-questions">{t('questions.none')}</p>
        ) : (
          <>
            <p class="of-lead">
              <b data-test="questions-count">{number(questions.length)}</b> <span>{tn('questions.count', questions.length)}</span>
            </p>
            <ul class="of-questions">
              {questions.map(({ learner, entry }) => (
                <li key={entry.entry} class="of-card" data-test="question" data-entry={entry.entry}>
                  <h2>
                    <a href={hashOf({ page: 'learner', id: learner.id })} data-test="learner-link">{learner.name || learner.label}</a>{' '}
                    <span class="of-soft">{learner.name ? learner.label : ''}</span>
                  </h2>
                  <OpenQuestion entry={entry} tasks={tasks} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Page>
  );
}
