/**
 * A chapter of a guide, page by page.
 *
 * Owns this page. Must not: count as progress of anybody; a quiz is shown with what is right in it.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { Article } from '../../../app/article';
import type { Lesson, LessonId, Page, Quiz } from '../../../engine/types';
import { hashOf } from '../route';
import { t as office } from '../words';
import './guides.css';
import { guides, lessonOf, type Guide } from './shelf';
import { t } from './words';

interface Opened {
  readonly guide: Guide;
  readonly lesson: Lesson;
}

export function GuidePage({ pack, lesson: id }: { readonly pack: string; readonly lesson: LessonId }) {
  const [opened, setOpened] = useState<Opened | 'missing' | undefined>();
  useEffect(() => {
    let current = true;
    void open(pack, id).then(
      (found) => { if (current) setOpened(found ?? 'missing'); },
      () => { if (current) setOpened('missing'); },
    );
    return () => { current = false; };
  }, [pack, id]);
  return (
    <>
      <a class="of-back" href={hashOf({ page: 'guides' })} data-test="back"><span aria-hidden="true">‹ </span>{t('to_guides')}</a>
      {opened === undefined && <p class="of-loading" role="status">{office('loading')}…</p>}
      {opened === 'missing' && <p class="of-card" role="alert" data-test="guide-missing">{t('missing')}</p>}
      {typeof opened === 'object' && <Reader key={opened.lesson.id} guide={opened.guide} lesson={opened.lesson} />}
    </>
  );
}

/** From here if it is, else from the office. */
async function open(pack: string, id: LessonId): Promise<Opened | undefined> {
  const kept = (await guides()).find((guide) => guide.pack === pack);
  const guide = kept ?? (await guides((await api.trainerPacks()).body)).find((each) => each.pack === pack);
  const lesson = guide && (await lessonOf(guide, id));
  return guide && lesson && { guide, lesson };
}

function Reader({ guide, lesson }: Opened) {
  const [place, setPlace] = useState(0);
  const [anchor, setAnchor] = useState<string | undefined>();
  const [told, setTold] = useState<string | undefined>();
  const page = lesson.pages[place];
  const next = guide.lessons[guide.lessons.findIndex((each) => each.id === lesson.id) + 1];
  const turn = (to: number) => {
    setPlace(to);
    setAnchor(undefined);
    scrollTo(0, 0);
  };
  return (
    <>
      <div class="of-head"><h1 data-test="page-title" lang={lesson.language}>{lesson.title}</h1></div>
      <p class="of-soft">{t('page', { n: place + 1, total: lesson.pages.length })}</p>
      {told && <p class="of-problem" role="alert">{told}</p>}
      <div class="of-card of-chapter">
        {page && <Shown page={page} language={lesson.language} anchor={anchor} offline={setTold} follow={(to, at) => {
          if (to === lesson.id) { setPlace(Math.min(at.page, lesson.pages.length - 1)); setAnchor(at.anchor); }
          else location.hash = hashOf({ page: 'guide', pack: guide.pack, lesson: to });
        }} />}
      </div>
      <div class="of-actions">
        {place > 0 && <button type="button" class="of-button of-quiet" onClick={() => turn(place - 1)} data-test="guide-before">{t('before')}</button>}
        {place + 1 < lesson.pages.length
          ? <button type="button" class="of-button of-main" onClick={() => turn(place + 1)} data-test="guide-next">{t('next')}</button>
          : next && <a class="of-button of-main" href={hashOf({ page: 'guide', pack: guide.pack, lesson: next.id })} data-test="guide-next">{t('next')}</a>}
      </div>
    </>
  );
}

interface ShownProps {
  readonly page: Page;
  readonly language: string;
  readonly anchor: string | undefined;
  offline(words: string): void;
  follow(lesson: LessonId, at: { readonly page: number; readonly anchor?: string | undefined }): void;
}

function Shown({ page, language, anchor, offline, follow }: ShownProps) {
  if (page.kind === 'text') return <Article html={page.html} language={language} anchor={anchor} onLesson={follow} onOffline={offline} />;
  return <Answers quiz={page.quiz} language={language} />;
}

/** Whoever teaches reads what is right, and why. */
function Answers({ quiz, language }: { readonly quiz: Quiz; readonly language: string }) {
  return (
    <div lang={language} data-test="guide-quiz">
      {quiz.title && <h2>{quiz.title}</h2>}
      <ol>
        {quiz.questions.map((question) => (
          <li key={question.ask}>
            <p>{question.ask}</p>
            <ul>
              {question.options.map((option) => (
                <li key={option.text}>
                  {option.right ? <strong>{option.text} ({t('right')})</strong> : option.text}
                  {option.why && <span class="of-soft"> {option.why}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}
