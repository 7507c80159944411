/**
 * Owns the drawing that greets: a thread with three knots, the same that says where things are.
 *
 * Must not: mean anything; words beside it do.
 */
export function Welcome({ working = false }: { readonly working?: boolean }) {
  return (
    <svg class={working ? 'welcome welcome-working' : 'welcome'} viewBox="0 0 300 96" aria-hidden="true">
      <path class="welcome-rope" d="M4 30C50 8 60 76 104 52S150 10 196 34s50 44 100 14" />
      {[[58, 42], [150, 33], [243, 57]].map(([x, y]) => (
        <g key={x} class="welcome-knot" transform={`translate(${x} ${y})`}>
          <path d="M-15-3C-15-13-8-16 0-16s15 3 15 13c0 4-1 5-1 5 0 9-7 14-14 14S-14 11-14 2c0 0-1-1-1-5Z" />
          <path class="welcome-strand" d="M-12-7C-6-13 2-14 8-11M-13 1C-5-5 6-6 13-2M-10 11C-3 14 5 13 10 8" />
        </g>
      ))}
      <path class="welcome-rope welcome-tail" d="M58 58v22M150 49v30M243 73v18" />
    </svg>
  );
}
