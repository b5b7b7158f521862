// The area under 0.7x³ − 2x² + 4 from 0 to 3, point by point. It is 8.175, and how far the sum over n points may be
// from that is known too, so the answer is judged to its last digits.
//
//     node area.ts [points]
import { jit, prange, region } from "amdahl";
import { argument, check, compare } from "./support/compare.ts";

function area(points: number): number {
  const dx = 3 / points;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const x = i * dx;
    sum += 0.7 * x * x * x - 2 * x * x + 4;
  }
  return sum * dx;
}

function parallelArea(points: number): number {
  const dx = 3 / points;
  let sum = 0;
  for (const i of prange(points)) {
    const x = i * dx;
    sum += 0.7 * x * x * x - 2 * x * x + 4;
  }
  return sum * dx;
}

const compiled = jit(area);
const parallel = jit(parallelArea);
const points = argument(0, 3e7);
// A function is compiled at its first call, which is not timed.
compiled(points);
parallel(points);

const results = compare(`area under 0.7x³ − 2x² + 4, ${points.toLocaleString("en")} points`, {
  plain: () => area(points),
  compiled: () => compiled(points),
  parallel: () => region("area", () => parallel(points)),
});

// Left ends of strips of a cubic: the Euler–Maclaurin formula has two terms and no rest.
const dx = 3 / points;
const exact = 8.175 - 0.45 * dx + 0.575 * dx ** 2;
// Adding n numbers in a row rounds n times.
const tolerance = 1e-14 * Math.sqrt(points) + 1e-14;
for (const [name, result] of results) {
  console.log(`  ${name.padEnd(8)}  ${result}`);
  check(Math.abs(result - exact) <= tolerance, `the ${name} area is ${result}, and ${exact} is right`);
}
