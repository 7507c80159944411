/**
 * Owns reading a QR code with the camera, where the phone can: absent where it cannot.
 *
 * Must not: keep or send a picture. The camera is let go when the screen changes.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { beginErrand } from './leaving';
import './scanner.css';

/** In Chromium; not in the types of TypeScript yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorMaker = new (options: { readonly formats: readonly string[] }) => Detector;

const maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
const canScan = maker !== undefined && typeof navigator.mediaDevices?.getUserMedia === 'function';
const LOOK_MS = 250;

interface Props {
  readonly label: string;
  /** True: there is more to read. */
  readonly onText: (text: string) => boolean | void;
}

export function Scanner({ label, onText }: Props) {
  const [on, setOn] = useState(false);
  const [refused, setRefused] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const hear = useRef(onText);
  hear.current = onText;
  useEffect(() => {
    if (!on || maker === undefined) return;
    const detector = new maker({ formats: ['qr_code'] });
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async () => {
      const shown = video.current;
      const [found] = shown === null ? [] : await detector.detect(shown).catch(() => []);
      if (over) return;
      if (found === undefined || hear.current(found.rawValue) === true) timer = setTimeout(() => void look(), LOOK_MS);
      else setOn(false);
    };
    const begin = async () => {
      beginErrand();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (over || video.current === null) return;
      video.current.srcObject = stream;
      await video.current.play();
      await look();
    };
    begin().catch(() => {
      setOn(false);
      setRefused(true);
    });
    return () => {
      over = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [on]);
  if (!canScan) return null;
  return (
    <div class="stack">
      {on && <video ref={video} class="scanner" muted playsInline aria-label={t('scan.looking')} />}
      {on && <p class="soft" role="status">{t('scan.looking')}</p>}
      {refused && <p class="soft" role="status">{t('scan.refused')}</p>}
      <Button kind="ghost" icon="camera" test="scan" onPress={() => { setRefused(false); setOn(!on); }}>{on ? t('scan.stop') : label}</Button>
    </div>
  );
}
