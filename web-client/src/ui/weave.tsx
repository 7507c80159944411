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

const COLUMNS = 10;
const WIDE = 30;
const HIGH = 32; // rows interlock: each is half of this below the one before
const STICK = 9; // the loom's bar, from which the threads hang
const FRINGE = 16;
const WIDTH = COLUMNS * WIDE + WIDE / 2 + 4;

function centre({ column, row }: Placed): readonly [number, number] {
  const shift = row % 2 ? WIDE / 2 : 0;
  return [2 + WIDE / 2 + column * WIDE + shift, STICK + 4 + HIGH / 2 + (row * HIGH) / 2];
}

function diamond(x: number, y: number, wide: number, high: number): string {
  return `M${x} ${y - high / 2}L${x + wide / 2} ${y}L${x} ${y + high / 2}L${x - wide / 2} ${y}Z`;
}

function Stitched({ place, moving }: { readonly place: Placed; readonly moving: boolean }) {
  if (!place.stitch) return null;
  const [x, y] = centre(place);
  const { thread, arrived } = place.stitch;
  const look = `weave-${thread}${arrived ? '' : ' weave-waits'}`;
  return (
    <g class={place.newest && moving ? 'weave-newest' : undefined}>
      <path class={look} d={arrived ? diamond(x, y, WIDE - 2, HIGH - 2) : diamond(x, y, WIDE - 5.5, HIGH - 5.8)} />
      {arrived && <path class="weave-eye" d={diamond(x, y, 8, 8.5)} />}
    </g>
  );
}

export function Weave({ weeks, label, leastRows = 5, mostRows = 12, moving = false }: Props) {
  const layout = layWeave(weeks, COLUMNS, leastRows, mostRows);
  const cloth = STICK + 4 + HIGH / 2 + (layout.rows * HIGH) / 2;
  return (
    <svg class="weave" viewBox={`0 0 ${WIDTH} ${cloth + FRINGE}`} role="img" aria-label={label} data-test="weave">
      {Array.from({ length: COLUMNS * 2 }, (_, at) => {
        const x = 2 + WIDE / 2 + (at * WIDE) / 2;
        return <path key={at} class="weave-warp" d={`M${x} ${STICK}V${cloth + (at % 2 ? FRINGE - 3 : FRINGE - 8)}`} />;
      })}
      <rect class="weave-stick" width={WIDTH} height={STICK} rx={STICK / 2} />
      {layout.places.map((place) => <Stitched key={`${place.row}.${place.column}`} place={place} moving={moving} />)}
    </svg>
  );
}
