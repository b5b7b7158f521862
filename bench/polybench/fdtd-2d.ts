// Yee's scheme for an electromagnetic wave in the plane (IEEE Trans. Antennas Propag. 14, 1966), driven along one side.
import { distance, entry, type Rows, rows, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function fdtd2d(nx: number, ny: number, ex: Rows, ey: Rows, hz: Rows, drive: Float64Array): void {
  for (const value of drive) {
    for (let j = 0; j < ny; j++) ey[0][j] = value;
    for (let i = 1; i < nx; i++) {
      for (let j = 0; j < ny; j++) ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
    }
    for (let i = 0; i < nx; i++) {
      for (let j = 1; j < ny; j++) ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1]);
    }
    for (let i = 0; i < nx - 1; i++) {
      for (let j = 0; j < ny - 1; j++) {
        hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
      }
    }
  }
}

const STEPS = 50;

export default routine({
  name: "fdtd-2d",
  about: `Yee's scheme, ${STEPS} steps`,
  sizes: { full: 150, quick: 16 },
  run: fdtd2d,
  input(n: number): Parameters<typeof fdtd2d> {
    const [nx, ny] = [n, 2 * n];
    const some = (seed: number) => rows(nx, ny, (i, j) => entry(i, j, seed));
    return [nx, ny, some(1), some(2), some(3), vector(STEPS, (t) => t / STEPS)];
  },
  writes: [2, 3, 4],
  c: {
    declaration:
      "void fdtd_2d(int64_t nx, int64_t ny, int64_t steps, double *ex, double *ey, double *hz, const double *drive)",
    args: (nx, ny, ex, ey, hz, drive) => [nx, ny, drive.length, ...[ex, ey, hz].map(whole), drive],
  },
  // Every update adds to one field what follows from the others, so that time can be run backwards to the beginning.
  error([nx, ny, ex, ey, hz, drive], after) {
    const [x, y, h] = (after.slice(2, 5) as Rows[]).map((field) => field.map((row) => row.slice()));
    for (let t = drive.length - 1; t >= 0; t--) {
      for (let i = 0; i < nx - 1; i++)
        for (let j = 0; j < ny - 1; j++) h[i][j] += 0.7 * (x[i][j + 1] - x[i][j] + y[i + 1][j] - y[i][j]);
      for (let i = 0; i < nx; i++) {
        for (let j = 1; j < ny; j++) x[i][j] += 0.5 * (h[i][j] - h[i][j - 1]);
        for (let j = 0; j < ny; j++)
          y[i][j] = i === 0 ? (drive[t - 1] ?? ey[0][j]) : y[i][j] + 0.5 * (h[i][j] - h[i - 1][j]);
      }
    }
    return Math.max(distance(flat(x), flat(ex)), distance(flat(y), flat(ey)), distance(flat(h), flat(hz)));
  },
});

const flat = (field: Rows): Float64Array => Float64Array.from(field.flatMap((row) => [...row]));
