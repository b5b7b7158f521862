// Levinson and Durbin's recursion: Ty = −r with the Toeplitz matrix T of 1, r₀, r₁, …
import { distance, dot, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function durbin(r: Float64Array, y: Float64Array): void {
  const n = r.length;
  const z = new Float64Array(n);
  let [alpha, beta] = [0, 1];
  for (let k = 0; k < n; k++) {
    beta *= 1 - alpha * alpha;
    let sum = 0;
    for (let i = 0; i < k; i++) sum += r[k - i - 1] * y[i];
    alpha = -(r[k] + sum) / beta;
    for (let i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1];
    for (let i = 0; i < k; i++) y[i] = z[i];
    y[k] = alpha;
  }
}

export default routine({
  name: "durbin",
  about: "Ty = −r, Toeplitz",
  sizes: { full: 4000, quick: 40 },
  run: durbin,
  // Falling fast enough for the matrix to be positive definite.
  input: (n: number): Parameters<typeof durbin> => [
    vector(n, (i) => Math.cos(i) / (4 * (i + 1) ** 2)),
    vector(n),
  ],
  writes: [1],
  c: {
    declaration: "void durbin(int64_t n, const double *r, double *y, double *z)",
    args: (r, y) => [r.length, r, y, new Float64Array(r.length)],
  },
  error([r], [, y]) {
    const n = r.length;
    const product = vector(n, (i) => dot(n, (j) => (i === j ? 1 : r[Math.abs(i - j) - 1]) * y[j]));
    return distance(
      product,
      r.map((value) => -value),
    );
  },
});
