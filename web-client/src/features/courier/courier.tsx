/**
 * Owns the courier's screen: what is missing goes out as a file, and what came as a file comes in.
 *
 * Must not: tell who is in a file or how much; somebody may hide that she is here.
 */
import { useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { fileOf as wholeOf, type Series, withCode } from '../../app/code-series';
import { save, share, shares } from '../../app/hand-on';
import { Scanner } from '../../app/scanner';
import { attempt, theEngine } from '../../app/store';
import { WrongDate } from '../../app/wrong-date';
import type { Brought, CourierFile } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import { Codes } from './codes';
import { fileOf } from './file';
import { Parcels } from './parcels';
import './courier.css';

/** Larger than any file of ours: not even read. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;

export function CourierScreen() {
  return (
    <Screen title={t('courier.title')} backs>
      <WrongDate />
      <p>{t('courier.what')}</p>
      <Out />
      <In />
      <Parcels />
    </Screen>
  );
}

/** What is missing goes out. Written first, shared by a press of its own: browsers ask for that. */
function Out() {
  const [written, setWritten] = useState<CourierFile | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [gone, setGone] = useState(false);
  const write = async () => {
    setBusy(true);
    setGone(false);
    await attempt(async () => setWritten(await theEngine().courierFile()));
    setBusy(false);
  };
  if (written === undefined || busy) {
    return <Button icon="send" test="courier-write" disabled={busy} onPress={() => void write()}>{t(busy ? 'app.wait' : 'courier.write')}</Button>;
  }
  const file = fileOf(written.text, 'courier.file_out');
  const give = async (way: typeof share | typeof save) => {
    if ((await way(file)) !== 'kept_back') setGone(true);
  };
  return (
    <Card test="courier-written">
      {written.leftOut && <p class="courier-mind" data-test="courier-left-out">{t('courier.left_out')}</p>}
      <p class="row row-tight"><Icon name="tick" /><b>{t('courier.written')}</b></p>
      <p>{t('courier.written_now')}</p>
      {shares(file) && <Button icon="send" test="courier-share" onPress={() => void give(share)}>{t('courier.share')}</Button>}
      <Button kind={shares(file) ? 'ghost' : 'main'} icon="download" test="courier-save" onPress={() => void give(save)}>{t('courier.save')}</Button>
      <Codes file={written.text} />
      {gone && <p role="status" data-test="courier-gone">{t('courier.gone')}</p>}
      <Button kind="plain" test="courier-again" onPress={() => setWritten(undefined)}>{t('courier.again')}</Button>
    </Card>
  );
}

/** What came comes in. */
function In() {
  const [brought, setBrought] = useState<Brought | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [series, setSeries] = useState<Series | undefined>(undefined);
  const [strange, setStrange] = useState(false);
  const take = async (bytes: () => Promise<Uint8Array<ArrayBuffer>>) => {
    setBusy(true);
    setBrought(undefined);
    await attempt(async () => setBrought(await theEngine().openCourier(await bytes())));
    setBusy(false);
  };
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MAX_FILE_BYTES) setBrought({ answered: false, carries: false, troubles: ['courier_missing'] });
    else await take(async () => new Uint8Array(await file.arrayBuffer()));
  };
  /** True while some are missing. */
  const hear = (code: string): boolean => {
    const next = withCode(series, code);
    setStrange(next === undefined);
    if (next === undefined) return true;
    const whole = wholeOf(next);
    setSeries(whole === undefined ? next : undefined);
    if (whole !== undefined) void take(async () => new TextEncoder().encode(whole));
    return whole === undefined;
  };
  return (
    <>
      <label class={`btn btn-ghost courier-open${busy ? ' courier-busy' : ''}`}>
        <Icon name="download" />
        <span>{t(busy ? 'app.wait' : 'courier.open')}</span>
        <input
          type="file"
          accept=".txt,text/plain"
          data-test="courier-file"
          disabled={busy}
          onChange={(event) => {
            const input = event.currentTarget;
            void open(input.files?.[0]).then(() => { input.value = ''; });
          }}
        />
      </label>
      <Scanner label={t('codes.read')} onText={hear} />
      <div role="status">
        {series && <p data-test="codes-got">{t('codes.got', { n: series.parts.size, total: series.total })}</p>}
        {strange && <p>{t('codes.strange')}</p>}
        {brought?.answered && <Said test="courier-answered" tone="meet" words={t('courier.answered')} />}
        {brought?.carries && <Said test="courier-carries" tone="learn" words={t('courier.carries')} />}
        {brought?.troubles.map((code) => <Said key={code} test={code} tone="mind" words={t(`courier.trouble.${code}`)} />)}
      </div>
    </>
  );
}

function Said({ test, tone, words }: { readonly test: string; readonly tone: 'meet' | 'learn' | 'mind'; readonly words: string }) {
  return (
    <Card mind={tone === 'mind'} test={test}>
      <Chip tone={tone}>{t(tone === 'mind' ? 'courier.not_taken' : 'courier.taken')}</Chip>
      <p>{words}</p>
    </Card>
  );
}
