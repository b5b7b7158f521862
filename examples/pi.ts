// Pi, as the area under 4 / (1 + x²) from 0 to 1 in many thin strips. Each strip is on its own and only their sum is
// shared, so the parallel loop differs from the serial one in its head alone.
//
//     node pi.ts [strips]
import { jit, prange, region } from "amdahl";
import { argument, check, compare } from "./support/compare.ts";

function pi(strips: number): number {
  const width = 1 / strips;
  let sum = 0;
  for (let i = 0; i < strips; i++) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

function parallelPi(strips: number): number {
  const width = 1 / strips;
  let sum = 0;
  for (const i of prange(strips)) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

const compiled = jit(pi);
const parallel = jit(parallelPi);
const strips = argument(0, 1e8);
// A function is compiled at its first call, which is not timed.
compiled(strips);
parallel(strips);

const results = compare(`pi, ${strips.toLocaleString("en")} strips`, {
  plain: () => pi(strips),
  compiled: () => compiled(strips),
  parallel: () => region("pi", () => parallel(strips)),
});

// The midpoint rule is wrong by 1 / (12 n²); adding n numbers in a row rounds n times.
const tolerance = 1 / (12 * strips ** 2) + 1e-15 * Math.sqrt(strips) + 1e-14;
for (const [name, result] of results) {
  console.log(`  ${name.padEnd(8)}  ${result}`);
  check(Math.abs(result - Math.PI) <= tolerance, `${name} pi is ${result}, and ${Math.PI} is right`);
}
