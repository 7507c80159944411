/**
 * The guides for whoever teaches: which there are, keeping them here, and the way into each chapter.
 *
 * Owns this page. Must not: know how they are kept (`shelf`).
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { asApiError } from '../../../api/errors';
import type { TrainerPack } from '../../../api/trainer-packs';
import { StorageFailure } from '../../../storage/adapter';
import { formatMegabytes } from '../../../i18n/numbers';
import { Icon } from '../../../ui/icons';
import { percent } from '../format';
import { hashOf } from '../route';
import { sessionEnded } from '../session';
import { sentence } from '../trouble';
import { locale, t as office } from '../words';
import './guides.css';
import { guides, keep, noteList, removeAll, type Guide } from './shelf';
import { t, tn } from './words';

interface Listed {
  readonly guides: readonly Guide[];
  /** As the office told it just now; absent without a road. */
  readonly told?: readonly TrainerPack[];
}

interface Keeping {
  readonly pack: string;
  readonly done: number;
}

export function GuidesPage() {
  const [listed, setListed] = useState<Listed | undefined>();
  const [keeping, setKeeping] = useState<Keeping | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  const abort = useRef<AbortController | undefined>(undefined);

  const look = async () => {
    try {
      const { body } = await api.trainerPacks();
      await noteList(body);
      setListed({ guides: await guides(body), told: body });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      if (error.code !== 'offline') setProblem(sentence(error));
      setListed({ guides: await guides() });
    }
  };
  useEffect(() => {
    void look();
    return () => abort.current?.abort();
  }, []);

  const bring = async (guide: Guide, told: readonly TrainerPack[]) => {
    const stopper = new AbortController();
    abort.current = stopper;
    setProblem(undefined);
    setKeeping({ pack: guide.pack, done: 0 });
    try {
      await keep(guide, told, (got, total) => setKeeping({ pack: guide.pack, done: total === 0 ? 1 : got / total }), stopper.signal);
    } catch (thrown) {
      const full = thrown instanceof StorageFailure && thrown.trouble === 'full';
      if (!stopper.signal.aborted) setProblem(full ? t('no_room') : t('failed', { reason: t('cut') }));
    }
    setKeeping(undefined);
    setListed({ guides: await guides(told), told });
  };
  const remove = async () => {
    await removeAll();
    await look();
  };

  return (
    <>
      <div class="of-head"><h1 data-test="page-title">{t('title')}</h1></div>
      <p class="of-soft">{t('intro')}</p>
      {problem && <p class="of-problem" role="alert" data-test="guides-problem">{problem}</p>}
      {!listed && <p class="of-loading" role="status">{office('loading')}…</p>}
      {listed?.guides.length === 0 && <p class="of-card" data-test="guides-none">{t(listed.told ? 'none' : 'none_here')}</p>}
      {listed?.guides.map((guide) => (
        <section key={guide.pack} class="of-card of-guide" aria-labelledby={`guide-${guide.pack}`} data-test="guide" data-pack={guide.pack}>
          <h2 id={`guide-${guide.pack}`} lang={guide.language}>{guide.title}</h2>
          <p class="of-soft">{tn('lessons', guide.lessons.length)} · {formatMegabytes(guide.size_bytes, locale.value)}</p>
          {guide.here && <p class="of-guide-here" data-test="guide-here"><Icon name="tick" /> {t('here')}</p>}
          {!guide.here && listed.told && <KeepButton guide={guide} keeping={keeping} bring={() => void bring(guide, listed.told ?? [])} stop={() => abort.current?.abort()} />}
          <ol class="of-chapters" lang={guide.language}>
            {guide.lessons.map((lesson) => (
              <li key={lesson.id}>
                <a href={hashOf({ page: 'guide', pack: guide.pack, lesson: lesson.id })} data-test="chapter">{lesson.title}</a>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {listed?.guides.some((guide) => guide.here) && (
        <button type="button" class="of-button of-quiet" onClick={() => void remove()} data-test="guides-remove">{t('remove')}</button>
      )}
    </>
  );
}

interface KeepProps {
  readonly guide: Guide;
  readonly keeping: Keeping | undefined;
  bring(): void;
  stop(): void;
}

/** One at a time: a slow road brings two guides no sooner. */
function KeepButton({ guide, keeping, bring, stop }: KeepProps) {
  if (keeping?.pack === guide.pack) {
    return (
      <p class="of-actions">
        <span role="status" data-test="guide-keeping">{t('keeping', { percent: percent(keeping.done) })}</span>
        <button type="button" class="of-button of-quiet" onClick={stop} data-test="guide-stop">{t('stop')}</button>
      </p>
    );
  }
  return (
    <button type="button" class="of-button" aria-disabled={keeping !== undefined} onClick={() => keeping === undefined && bring()} data-test="guide-keep">
      <Icon name="download" /> {t('keep')}
    </button>
  );
}
