// Grids for numbers of ranks (MPI 5.0, section 8.5.2).
import { ERR_DIMS } from "./constants.ts";
import { Exception } from "./exception.ts";

/**
 * A grid for so many ranks, as close to a square or cube as can be; directions that are given and not 0 stay.
 *
 * @param dims one number for each direction, or how many directions
 * @throws Exception ERR_DIMS if what is given does not divide the number of ranks
 * @example
 * console.log(MPI.Compute_dims(12, 2), MPI.Compute_dims(12, [0, 6])); // [ 4, 3 ] [ 2, 6 ]
 */
export function Compute_dims(nnodes: number, dims: number | readonly number[]): number[] {
  const given = typeof dims === "number" ? new Array<number>(dims).fill(0) : [...dims];
  const fixed = given.filter((dim) => dim !== 0).reduce((a, b) => a * b, 1);
  const free = given.filter((dim) => dim === 0).length;
  const whole = [nnodes, ...given].every((n) => Number.isInteger(n) && n >= 0);
  if (!whole || nnodes < 1 || nnodes % fixed !== 0 || (free === 0 && fixed !== nnodes)) {
    throw new Exception(ERR_DIMS, `${nnodes} ranks make no grid of [${given.join()}] (0: any number)`);
  }
  const found = balanced(nnodes / fixed, free);
  return given.map((dim) => (dim === 0 ? (found.shift() as number) : dim));
}

/** Factors of a number, so many, in falling order, the greatest as small as can be. */
function balanced(product: number, count: number): number[] {
  if (count <= 1) return count === 0 ? [] : [product];
  let best: number[] | undefined;
  // The greatest of them: at least the root, and then the others are balanced among themselves.
  for (let first = 1; first <= product; first++) {
    if (product % first !== 0 || first ** count < product) continue;
    const rest = balanced(product / first, count - 1);
    if (rest[0] > first) continue;
    best = [first, ...rest];
    break;
  }
  return best as number[];
}
