/**
 * Paper has nothing to press: what is folded on the screen is unfolded while printing.
 *
 * Owns that moment. Must not: change what is printed otherwise (`print.css` does).
 */

/** Starts listening; the result stops it. */
export function unfoldForPrint(): () => void {
  let unfolded: HTMLDetailsElement[] = [];
  const before = () => {
    unfolded = [...document.querySelectorAll<HTMLDetailsElement>('.office details.of-unfold:not([open])')];
    unfolded.forEach((details) => (details.open = true));
  };
  const after = () => {
    unfolded.forEach((details) => (details.open = false));
    unfolded = [];
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
