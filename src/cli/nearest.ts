// Guesses which of the known names somebody meant, for the "did you mean" of commands and examples.
// The distance counts swapped neighbours as one slip, since that is how names are mistyped.

/**
 * The candidate nearest to `word`, if one is near enough to be a slip of the hand.
 *
 * Optimal string alignment distance (Damerau 1964; Lowrance and Wagner 1975), at most a third of the longer word,
 * rounded up; a word that a single candidate starts with is that candidate. Never throws.
 *
 * @example
 * nearest("speedpu", ["run", "speedup"]); // "speedup"
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const begun = candidates.filter((candidate) => word.length > 0 && candidate.startsWith(word));
  if (begun.length === 1) return begun[0];
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = slips(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= Math.ceil(Math.max(word.length, candidate.length) / 3) && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function slips(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + differs);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, rows[i - 2][j - 2] + 1);
      }
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
