/**
 * Owns getting a course onto the phone: start, pause, go on, and what to do without room.
 *
 * Must not: count bytes; the engine does.
 */
import { attempt, downloads, theEngine } from '../../app/store';
import type { Course } from '../../engine/types';
import { locale, t } from '../../i18n';
import { formatMegabytes } from '../../i18n/numbers';
import { Button } from '../../ui/button';
import { Card, Chip, Progress } from '../../ui/parts';

export function Getting({ course }: { readonly course: Course }) {
  const download = downloads.value[course.pack] ?? { state: 'absent' };
  const size = (bytes: number) => formatMegabytes(bytes, locale.value);
  const start = () => void attempt(() => theEngine().download(course.pack));
  if (download.state === 'absent') {
    return (
      <Card test="download">
        <p>{t('learn.get_hint')}</p>
        <Button icon="download" test="download-start" onPress={start}>{t('learn.get', { size: size(course.sizeBytes) })}</Button>
      </Card>
    );
  }
  if (download.state === 'here') return null;
  const { gotBytes, totalBytes } = download;
  const got = t('learn.got', { got: size(gotBytes), total: size(totalBytes) });
  const bar = <Progress label={t('learn.getting')} now={gotBytes} total={totalBytes} />;
  if (download.state === 'no_room') {
    return (
      <Card mind test="download">
        <Chip tone="mind">{t('learn.no_room')}</Chip>
        <p>{t('learn.no_room_text', { size: size(totalBytes - gotBytes) })}</p>
        {bar}
        <Button kind="ghost" test="download-start" onPress={start}>{t('app.try_again')}</Button>
      </Card>
    );
  }
  return (
    <Card test="download">
      <p class="row"><b class="grow">{download.running ? t('learn.getting') : t('learn.paused')}</b><span>{got}</span></p>
      {bar}
      {download.running
        ? <Button kind="ghost" icon="pause" test="download-pause" onPress={() => theEngine().stopDownload(course.pack)}>{t('learn.pause')}</Button>
        : <Button icon="play" test="download-start" onPress={start}>{t('learn.resume')}</Button>}
    </Card>
  );
}
