/**
 * Owns reading a lesson: one page at a time, her place kept, and its end.
 *
 * Must not: clean HTML (done at import) or decide what is done beyond the last page.
 */
import { useEffect, useState } from 'preact/hooks';
import { Article } from '../../app/article';
import { Heading, Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import type { Spot } from '../../app/route';
import { go, replace } from '../../app/router';
import { act, attempt, catalogue, record, theEngine } from '../../app/store';
import type { Lesson, LessonId } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Progress } from '../../ui/parts';
import { LessonDone } from './done';
import { QuizPage } from './quiz';
import { useReadingTime } from './reading-time';
import './lesson.css';

interface Props {
  readonly course: string;
  readonly lesson: LessonId;
  /** Where a link leads; without one, her own place. */
  readonly spot: Spot | undefined;
}

type Loaded = { readonly state: 'loading' } | { readonly state: 'missing' } | { readonly state: 'here'; readonly lesson: Lesson };

export function LessonScreen({ course: courseId, lesson: id, spot }: Props) {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const course = catalogue.value?.courses.find((each) => each.id === courseId);
  const pack = course?.pack;
  useEffect(() => {
    let current = true;
    if (!pack) return;
    void attempt(async () => {
      const lesson = await theEngine().lesson(pack, id);
      if (current) setLoaded(lesson ? { state: 'here', lesson } : { state: 'missing' });
    }).then((done) => { if (!done && current) setLoaded({ state: 'missing' }); });
    return () => { current = false; };
  }, [pack, id]);
  const title = course?.lessons.find((each) => each.id === id)?.title ?? '';
  if (loaded.state === 'here') return <Reader courseId={courseId} lesson={loaded.lesson} spot={spot} />;
  return (
    <Screen title={title} screen={id} backs>
      {loaded.state === 'loading' ? <p class="soft" role="status">{t('app.wait')}</p> : (
        <>
          <p>{t('lesson.missing')}</p>
          <Button kind="ghost" onPress={() => replace({ place: 'course', course: courseId })}>{t('lesson.to_course')}</Button>
        </>
      )}
    </Screen>
  );
}

/** Where she left off; from the start again once all was read. */
function placeToBegin(lesson: Lesson, spot: Spot | undefined): number {
  const kept = record.peek()?.lessons[lesson.id];
  const last = lesson.pages.length - 1;
  if (spot) return Math.min(spot.page, last);
  if (!kept || (kept.state === 'done' && kept.place >= last)) return 0;
  return Math.min(Math.max(kept.place, 0), last);
}

function Reader({ courseId, lesson, spot }: { readonly courseId: string; readonly lesson: Lesson; readonly spot: Spot | undefined }) {
  const [place, setPlace] = useState(() => placeToBegin(lesson, spot));
  const [anchor, setAnchor] = useState(spot?.anchor);
  const [finished, setFinished] = useState(false);
  const [busy, setBusy] = useState(false);
  const reading = useReadingTime(lesson.id, place);
  const total = lesson.pages.length;
  const page = lesson.pages[place];
  const isLast = place >= total - 1;

  const turnTo = (next: number, to?: string) => {
    setAnchor(to);
    setPlace(next);
    if (next !== place) reading.turnTo(next);
    else if (to) document.getElementById(to)?.scrollIntoView();
  };
  const finish = async (scorePercent?: number) => {
    if (busy) return;
    setBusy(true);
    const score = scorePercent === undefined ? {} : { scorePercent };
    const done = await act({ type: 'lesson_done', lesson: lesson.id, place, seconds: reading.take(), ...score });
    setBusy(false);
    if (done) setFinished(true);
  };
  /** A quiz that ends the lesson is saved with the lesson's end: one thing done, one saving. */
  const endQuiz = async (scorePercent: number) => {
    if (isLast) return finish(scorePercent);
    if (await act({ type: 'lesson_quiz', lesson: lesson.id, place: place + 1, seconds: reading.take(), scorePercent })) setPlace(place + 1);
  };
  /** A link to this same lesson turns the page; to another, "Atrás" leads back here. */
  const follow = (id: LessonId, to: Spot) => {
    if (id === lesson.id) turnTo(Math.min(to.page, total - 1), to.anchor);
    else go({ place: 'lesson', course: courseId, lesson: id, ...(to.page || to.anchor ? { spot: to } : {}) });
  };

  if (finished) return <LessonDone courseId={courseId} lesson={lesson.id} onLesson={(id) => replace({ place: 'lesson', course: courseId, lesson: id })} />;
  const said = t('lesson.page_of', { n: place + 1, total });
  const isText = page?.kind === 'text';
  const before = place > 0 && <Button kind={isText ? 'ghost' : 'plain'} test="page-before" onPress={() => turnTo(place - 1)}>{t('lesson.before')}</Button>;
  return (
    <Screen
      title={lesson.title}
      head={<Heading of={`${lesson.id} ${place}`}><span lang={lesson.language}>{lesson.title}</span></Heading>}
      before={said}
      backs
      foot={isText && (
        <>
          {before}
          {isLast
            ? <Button test="lesson-finish" disabled={busy} onPress={() => void finish()}>{t('lesson.finish')}</Button>
            : <Button test="page-next" onPress={() => turnTo(place + 1)}>{t('do.next')}</Button>}
        </>
      )}
    >
      <Progress label={said} now={place + 1} total={total} />
      {isText && <Article key={place} html={page.html} language={lesson.language} anchor={anchor} onLesson={follow} onOffline={(words) => tell({ words })} />}
      {page?.kind === 'quiz' && <QuizPage key={place} quiz={page.quiz} language={lesson.language} isLast={isLast} onEnd={(score) => void endQuiz(score)} />}
      {!isText && before && <p class="lesson-before">{before}</p>}
    </Screen>
  );
}
