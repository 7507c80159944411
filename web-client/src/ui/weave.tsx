/**
 * Owns drawing a weave: interlocking diamonds, each a thing done, none for decoration.
 *
 * Must not: read the record; stitches come in, oldest week first.
 */
import { layWeave, type Placed, type Stitch } from './weave-layout';

interface Props {
  readonly weeks: readonly (readonly Stitch[])[];
  readonly label: string;
  readonly leastRows?: number;
  readonly mostRows?: number;
  readonly moving?: boolean;
}

const COLUMNS = 14;
const WIDE = 22;
const HIGH = 26; // rows interlock: each is half of this below the one before
const MARGIN = 3;

function centre({ column, row }: Placed): readonly [number, number] {
  const shift = row % 2 ? WIDE / 2 : 0;
  return [MARGIN + WIDE / 2 + column * WIDE + shift, MARGIN + HIGH / 2 + (row * HIGH) / 2];
}

function diamond(x: number, y: number, wide: number, high: number): string {
  return `M${x} ${y - high / 2}L${x + wide / 2} ${y}L${x} ${y + high / 2}L${x - wide / 2} ${y}Z`;
}

function Stitched({ place, moving }: { readonly place: Placed; readonly moving: boolean }) {
  const [x, y] = centre(place);
  if (!place.stitch) return <path class="weave-empty" d={diamond(x, y, 5, 6)} />;
  const { thread, arrived } = place.stitch;
  const look = `weave-${thread}${arrived ? '' : ' weave-waits'}`;
  return (
    <g class={place.newest && moving ? 'weave-newest' : undefined}>
      <path class={look} d={diamond(x, y, arrived ? WIDE - 2 : WIDE - 4.5, arrived ? HIGH - 2.5 : HIGH - 5.5)} />
      {arrived && <path class="weave-eye" d={diamond(x, y, 5, 6)} />}
    </g>
  );
}

export function Weave({ weeks, label, leastRows = 5, mostRows = 12, moving = false }: Props) {
  const layout = layWeave(weeks, COLUMNS, leastRows, mostRows);
  const width = MARGIN * 2 + COLUMNS * WIDE + WIDE / 2;
  const height = MARGIN * 2 + HIGH / 2 + (layout.rows * HIGH) / 2;
  return (
    <svg class="weave" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} data-test="weave">
      <rect class="weave-ground" width={width} height={height} rx="8" />
      {layout.places.map((place) => <Stitched key={`${place.row}.${place.column}`} place={place} moving={moving} />)}
    </svg>
  );
}
