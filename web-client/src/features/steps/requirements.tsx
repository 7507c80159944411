/**
 * Owns what the programme asks of her at the beginning: each question, and the step that helps with
 * what she does not have yet.
 *
 * Must not: keep her from anything. "Todavía no" is an answer, and everything else goes on.
 */
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { notMet } from '../../app/her-programme';
import { go } from '../../app/router';
import { act, catalogue, record } from '../../app/store';
import type { Catalogue, LessonHead, RecordView, Requirement } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import type { IconName } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import './steps.css';

const ICONS: Readonly<Record<Requirement['kind'], IconName>> = { commitment: 'calendar', email: 'send', basic_internet: 'look', other: 'hand' };

/** On home: the first that waits, and how many more there are. Nothing when she meets them all. */
export function FirstStep({ mine }: { readonly mine: RecordView }) {
  const [first, ...more] = notMet(catalogue.value, mine);
  if (!first) return null;
  return (
    <RequirementCard requirement={first} mine={mine}>
      {more.length > 0 && <Button kind="plain" icon="next" test="steps-more" onPress={() => go({ place: 'steps' })}>{tn('steps.more', more.length)}</Button>}
    </RequirementCard>
  );
}

export function StepsScreen() {
  const mine = record.value;
  if (!mine) return null;
  const all = catalogue.value?.requirements ?? [];
  const waiting = notMet(catalogue.value, mine);
  const met = all.filter((one) => !waiting.includes(one));
  return (
    <Screen title={t('steps.title')} backs bar>
      <p>{t('steps.about')}</p>
      {waiting.map((requirement) => <RequirementCard key={requirement.id} requirement={requirement} mine={mine} />)}
      {met.map((requirement) => (
        <Card key={requirement.id} test={`step-met-${requirement.id}`}>
          <Chip tone="meet" icon="tick">{wordsIn(requirement.title, locale.value)}</Chip>
        </Card>
      ))}
    </Screen>
  );
}

interface CardProps {
  readonly requirement: Requirement;
  readonly mine: RecordView;
  readonly children?: preact.ComponentChildren;
}

function RequirementCard({ requirement, mine, children }: CardProps) {
  const { id, kind, ask, step, title } = requirement;
  const [busy, setBusy] = useState(false);
  const said = mine.requirements?.[id];
  const lesson = step.lesson && lessonAt(catalogue.value, step.lesson);
  const say = async (met: boolean): Promise<void> => {
    setBusy(true);
    await act({ type: 'requirement', requirement: id, met, day: today.value });
    setBusy(false);
  };
  return (
    <Card test={`step-${id}`}>
      <Chip tone="learn" icon={ICONS[kind]}>{said === undefined ? t('steps.question') : t('steps.not_yet')}</Chip>
      {said === undefined ? (
        <>
          <b class="steps-ask">{wordsIn(ask, locale.value)}</b>
          <span class="steps-pair">
            <Button kind="main" icon="tick" test="step-yes" disabled={busy} onPress={() => void say(true)}>{t('steps.yes')}</Button>
            <Button kind="ghost" test="step-no" disabled={busy} onPress={() => void say(false)}>{t('steps.no')}</Button>
          </span>
        </>
      ) : (
        <>
          <b class="steps-ask">{wordsIn(title, locale.value)}</b>
          <p>{wordsIn(step.text, locale.value)}</p>
          {lesson && <Button kind="main" icon="learn" test="step-lesson" onPress={() => go({ place: 'course', course: lesson.course })}>{t('steps.lesson', { title: lesson.head.title })}</Button>}
          <Button kind="ghost" icon="tick" test="step-now" disabled={busy} onPress={() => void say(true)}>{t('steps.now')}</Button>
        </>
      )}
      {children}
    </Card>
  );
}

function lessonAt(programme: Catalogue | undefined, at: { readonly course: string; readonly number: number }): { readonly course: string; readonly head: LessonHead } | undefined {
  const course = programme?.courses.find((one) => one.id === at.course);
  const head = course?.lessons[at.number - 1];
  return course && head && { course: course.id, head };
}
