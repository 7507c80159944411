/**
 * Owns drawing a text as a QR code, dark on white in any light, as scanners want it.
 *
 * Must not: know what the text means.
 */
import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';

interface Props {
  readonly text: string;
  readonly label: string;
  readonly test: string;
  /** How much of it may be spoilt: M unless said; L for what is long and shown large. */
  readonly level?: 'L' | 'M';
}

/** Modules of white around it that scanners ask for. */
const MARGIN = 4;

export function QrCode({ text, label, test, level = 'M' }: Props) {
  const { size, path } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: level, border: 0 });
    const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')).join(''));
    return { size: modules + 2 * MARGIN, path: rows.join('') };
  }, [text, level]);
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-test={test} shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
