// The fixed tree of reductions in plain JavaScript, written from its definition (`Parallel` in the compiler's IR):
// what a parallel sum must come to, bit for bit, whoever computes it.

/** The sum of f(0) … f(n - 1) in the order of the fixed tree, added to `before`. */
export function treeSum(n: number, f: (i: number) => number, before = 0): number {
  if (n === 0) return before;
  let chunk = 1;
  while (64 * chunk < n && chunk < 16384) chunk *= 2;
  let level: number[] = [];
  for (let first = 0; first < n; first += chunk) {
    const lanes = new Array<number>(32).fill(-0);
    for (let i = first; i < Math.min(first + chunk, n); i++) lanes[(i - first) % 32] += f(i);
    for (let half = 16; half >= 1; half /= 2) {
      for (let lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    }
    level.push(lanes[0]);
  }
  while (level.length > 1) {
    const next: number[] = [];
    for (let i = 0; i < level.length; i += 2) {
      next.push(i + 1 < level.length ? level[i] + level[i + 1] : level[i]);
    }
    level = next;
  }
  return before + level[0];
}
