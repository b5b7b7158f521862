// Deriche's smoothing (IEEE PAMI 12, 1990): along every row from both ends, then along every column, each by a
// recurrence over two values before.
import { dot, entry, matrix } from "./arrays.ts";
import { routine } from "./routine.ts";

/** The factors of the forward and the backward recurrence. */
function factors(alpha: number): [number, number, number, number, number, number] {
  const e = Math.exp(-alpha);
  const k = ((1 - e) * (1 - e)) / (1 + 2 * alpha * e - e * e);
  return [k, k * e * (alpha - 1), k * e * (alpha + 1), -k * e * e, 2 * e, -e * e];
}

function deriche(
  w: number,
  h: number,
  alpha: number,
  image: Float64Array,
  out: Float64Array,
  forth: Float64Array,
  back: Float64Array,
): void {
  const [a1, a2, a3, a4, b1, b2] = factors(alpha);
  for (let i = 0; i < w; i++) {
    let [x1, y1, y2] = [0, 0, 0];
    for (let j = 0; j < h; j++) {
      const x = image[i * h + j];
      const y = a1 * x + a2 * x1 + b1 * y1 + b2 * y2;
      forth[i * h + j] = y;
      [x1, y1, y2] = [x, y, y1];
    }
  }
  for (let i = 0; i < w; i++) {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let j = h - 1; j >= 0; j--) {
      const y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2;
      back[i * h + j] = y;
      [x1, x2, y1, y2] = [image[i * h + j], x1, y, y1];
    }
  }
  for (let at = 0; at < w * h; at++) out[at] = forth[at] + back[at];
  for (let j = 0; j < h; j++) {
    let [x1, y1, y2] = [0, 0, 0];
    for (let i = 0; i < w; i++) {
      const x = out[i * h + j];
      const y = a1 * x + a2 * x1 + b1 * y1 + b2 * y2;
      forth[i * h + j] = y;
      [x1, y1, y2] = [x, y, y1];
    }
  }
  for (let j = 0; j < h; j++) {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let i = w - 1; i >= 0; i--) {
      const y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2;
      back[i * h + j] = y;
      [x1, x2, y1, y2] = [out[i * h + j], x1, y, y1];
    }
  }
  for (let at = 0; at < w * h; at++) out[at] = forth[at] + back[at];
}

export default routine({
  name: "deriche",
  about: "smoothing of an image",
  sizes: { full: 700, quick: 24 },
  run: deriche,
  input(n: number): Parameters<typeof deriche> {
    const [w, h] = [n, n + 1];
    return [w, h, 0.25, matrix(w, h, entry), matrix(w, h), matrix(w, h), matrix(w, h)];
  },
  writes: [4, 5, 6],
  transcendental: true,
  c: {
    declaration:
      "void deriche(int64_t w, int64_t h, double alpha, const double *image, double *out, double *forth, double *back)",
    args: (...args) => args,
  },
  // Some pixels as the sum that the recurrences stand for: over the whole image, weighted by k (1 + α|n|) exp(−α|n|)
  // in both directions.
  error([w, h, alpha, image], [, , , , out]) {
    const k = (1 - Math.exp(-alpha)) ** 2 / (1 + 2 * alpha * Math.exp(-alpha) - Math.exp(-2 * alpha));
    const weight = (n: number) => k * (1 + alpha * Math.abs(n)) * Math.exp(-alpha * Math.abs(n));
    const places = w * h === 0 ? [] : [0, 1, 0.3, 0.71].map((part) => Math.floor(part * (w * h - 1)));
    return Math.max(
      0,
      ...places.map((at) => {
        const [row, column] = [Math.floor(at / h), at % h];
        const line = (i: number) => dot(h, (j) => weight(j - column) * image[i * h + j]);
        return Math.abs(out[at] - dot(w, (i) => weight(i - row) * line(i)));
      }),
    );
  },
});
