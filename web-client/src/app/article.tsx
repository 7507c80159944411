/**
 * Owns showing a page of a lesson: its HTML as the pack brings it, links, pictures, the voice.
 *
 * Must not: clean the HTML. It was sanitised when the pack was imported, and the page's content
 * policy allows no script or style of its own.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LessonId } from '../engine/types';
import { t } from '../i18n';
import { Speaker } from '../ui/speaker';
import './article.css';
import type { Spot } from './route';
import { Zoom, type Zoomed } from './zoom';

interface Props {
  readonly html: string;
  readonly language: string;
  /** Id of the heading to begin at. */
  readonly anchor: string | undefined;
  readonly onLesson: (lesson: LessonId, spot: Spot) => void;
  /** Somebody followed a link that leads out, without a road. */
  readonly onOffline: (words: string) => void;
}

/** What a voice should read: the words, not code or the text of pictures. */
function spoken(article: HTMLElement | null): string {
  const copy = article?.cloneNode(true) as HTMLElement | undefined;
  copy?.querySelectorAll('pre, figure, table').forEach((each) => each.remove());
  copy?.querySelectorAll('h2, h3, h4, li, p').forEach((each) => each.append('. '));
  return (copy?.textContent ?? '').replace(/([.:;?!…])\s*\./g, '$1');
}

/** Makes pictures and wide code reachable by keyboard, with names. */
function prepare(article: HTMLElement): void {
  for (const image of article.querySelectorAll('img')) {
    image.setAttribute('role', 'button');
    image.tabIndex = 0;
    image.setAttribute('aria-label', t('lesson.zoom', { what: image.alt || t('lesson.picture') }));
    image.decoding = 'async';
  }
  for (const wide of article.querySelectorAll<HTMLElement>('pre, .table')) wide.tabIndex = 0;
  for (const link of article.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    if (link.dataset['lesson']) continue;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}

export function Article({ html, language, anchor, onLesson, onOffline }: Props) {
  const ref = useRef<HTMLElement>(null);
  const [zoomed, setZoomed] = useState<Zoomed | undefined>(undefined);
  useEffect(() => {
    if (ref.current) prepare(ref.current);
  }, [html]);
  useEffect(() => {
    if (anchor) document.getElementById(anchor)?.scrollIntoView();
  }, [anchor]);

  const press = (event: Event) => {
    const target = event.target as Element;
    const image = target.closest('img');
    if (image) {
      event.preventDefault();
      setZoomed({ src: image.currentSrc || image.src, words: image.alt, naturalWidth: image.naturalWidth });
      return;
    }
    const link = target.closest('a');
    if (!link) return;
    const { lesson, page, anchor: to } = link.dataset;
    if (lesson) {
      event.preventDefault();
      onLesson(lesson, { page: Number(page ?? 0), anchor: to });
    } else if (link.getAttribute('href')?.startsWith('#')) {
      event.preventDefault(); // the address says where she is in the app, not in a page
    } else if (!navigator.onLine) {
      event.preventDefault();
      onOffline(t('lesson.link_offline'));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLImageElement) press(event);
  };
  return (
    <>
      <Speaker name={html} language={language} listen={t('do.listen')} stop={t('do.stop_listening')} text={() => spoken(ref.current)} />
      <article
        ref={ref}
        class="article"
        lang={language}
        data-test="article"
        onClick={press}
        onKeyDown={onKey}
        dangerouslySetInnerHTML={{ __html: html }}
      />
      {zoomed && <Zoom zoomed={zoomed} onClose={() => setZoomed(undefined)} />}
    </>
  );
}
