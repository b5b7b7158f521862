// The sum of a two-dimensional array by two loops over its elements. The numbers are 0, 1, 2, … in rows, so the sum is
// known; it is a whole number below 2^53 as every part of it is, and therefore exact in whatever order it is added.
//
//     node array-sum.ts [rows] [columns]
import { jit, prange, region } from "amdahl";
import { arange, type NDArray } from "amdahl/array";
import { argument, check, compare } from "./support/compare.ts";

function sum2d(a: NDArray): number {
  const [rows, columns] = a.shape;
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sum += a.get(i, j);
  }
  return sum;
}

function parallelSum2d(a: NDArray): number {
  const [rows, columns] = a.shape;
  let sum = 0;
  for (const i of prange(rows)) {
    for (let j = 0; j < columns; j++) sum += a.get(i, j);
  }
  return sum;
}

const compiled = jit(sum2d);
const parallel = jit(parallelSum2d);

const small = arange(9).reshape([3, 3]);
for (const sum of [sum2d, compiled, parallel])
  check(sum(small) === 36, `the numbers from 0 to 8 have the sum ${sum(small)}, and 36 is right`);

const rows = argument(0, 4000, 10_000);
const columns = argument(1, 2500, 10_000);
const count = rows * columns;
const a = arange(count).reshape([rows, columns]);
// A function is compiled at its first call, which is not timed.
compiled(a);
parallel(a);

const results = compare(`sum of ${rows} × ${columns} numbers`, {
  plain: () => sum2d(a),
  compiled: () => compiled(a),
  parallel: () => region("sum", () => parallel(a)),
});

const right = (count * (count - 1)) / 2;
for (const [name, result] of results) {
  console.log(`  ${name.padEnd(8)}  ${result}`);
  check(result === right, `the ${name} sum is ${result}, and ${right} is right`);
}
