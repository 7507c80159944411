/**
 * Owns the score of a quiz: how much was right at the first try, 0 to 100.
 *
 * Must not: count later tries. Pure.
 */
export function scorePercentOf(firstTries: readonly boolean[]): number {
  if (!firstTries.length) return 100; // a quiz without questions asks nothing of her
  return Math.round((firstTries.filter(Boolean).length / firstTries.length) * 100);
}
