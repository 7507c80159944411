/**
 * Owns the thread with three knots (where her things are) and its short form for one thing.
 *
 * Must not: hold words; a knot is full only when everything is there, half with its count before.
 */
/** How far one thing has come. */
export type Held = 'phone' | 'centre' | 'office';

interface KnotsProps {
  readonly total: number;
  readonly counts: readonly [phone: number, centre: number, office: number];
  readonly places: readonly [string, string, string];
  readonly label: string;
}

const AT = [24, 150, 276] as const;

function Knot({ x, count, total }: { readonly x: number; readonly count: number; readonly total: number }) {
  const full = total > 0 && count >= total;
  const look = full ? 'knot knot-full' : count > 0 ? 'knot knot-half' : 'knot';
  return (
    <g transform={`translate(${x} 24)`}>
      <path class={look} d="M-17-3C-17-14-9-18 0-18s17 4 17 15c0 4-1 5-1 6 0 10-8 15-16 15S-16 13-16 3c0-1-1-2-1-6Z" />
      {full && <path class="knot-strand" d="M-14-8C-8-15 2-16 9-13M-11 13C-4 16 6 15 12 9" />}
      {full && <path class="knot-tick" d="m-7 0 5 5.5 9.5-10.5" />}
      {!full && count > 0 && <text class="knot-count" y="6" font-size={count > 99 ? 14 : 18}>{count > 999 ? '999' : count}</text>}
    </g>
  );
}

export function Knots({ total, counts, places, label }: KnotsProps) {
  const full = counts.map((count) => total > 0 && count >= total);
  return (
    <div class="thread" data-test="knots" data-total={total} data-phone={counts[0]} data-centre={counts[1]} data-office={counts[2]}>
      <svg class="thread-drawing" viewBox="0 0 300 48" role="img" aria-label={label}>
        {[0, 1].map((at) => (
          <g key={at}>
            <path class={full[at + 1] ? 'thread-rope thread-rope-full' : 'thread-rope'} d={`M${AT[at as 0 | 1]} 24 q32 -9 63 0 t63 0`} />
            <path class="thread-rope-ply" d={`M${AT[at as 0 | 1]} 24 q32 -9 63 0 t63 0`} />
          </g>
        ))}
        {AT.map((x, at) => <Knot key={x} x={x} count={counts[at as 0 | 1 | 2]} total={total} />)}
      </svg>
      {places.map((place, at) => (
        <span key={place} aria-hidden="true" class={full[at] ? 'thread-place thread-place-full' : 'thread-place'}>{place}</span>
      ))}
    </div>
  );
}

const REACHED: Record<Held, number> = { phone: 1, centre: 2, office: 3 };

/** One thing's way so far: ✓, ✓✓ or ✓✓✓, drawn as knots on a short thread. */
export function HeldKnots({ held, label }: { readonly held: Held; readonly label: string | undefined }) {
  const reached = REACHED[held];
  return (
    <svg class="held" viewBox="0 0 58 22" role={label ? 'img' : undefined} aria-label={label || undefined} aria-hidden={label ? undefined : 'true'} data-test="held" data-held={held}>
      <path class="held-rope" d="M9 11H49" />
      {reached > 1 && <path class="held-rope-full" d={`M9 11H${reached === 3 ? 49 : 29}`} />}
      {[9, 29, 49].map((x, at) => <circle key={x} class={at < reached ? 'held-knot held-knot-full' : 'held-knot'} cx={x} cy="11" r="7" />)}
    </svg>
  );
}
