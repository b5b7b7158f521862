// Pi by the midpoint rule: a division and an addition a step, and nothing in memory.
import { prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

function pi(steps: number): number {
  const width = 1 / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

function parallelPi(steps: number): number {
  const width = 1 / steps;
  let sum = 0;
  for (const i of prange(steps)) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

const steps = { full: 1e8, quick: 1e5 };

export const kernel: Kernel = {
  name: "pi",
  about: (size) => `pi, ${steps[size].toLocaleString("en")} steps`,
  variants: (size, threads) =>
    ladder(pi, parallelPi, () => (version) => version(steps[size]), threads, {
      file: "c/pi",
      declaration: "double pi(int64_t steps)",
    }),
  peer: (size) => ({ module: "pi", input: { steps: steps[size] } }),
  // The rule itself is wrong by 1 / (12 steps²); the rest is rounding.
  wrong: (result, size) =>
    Math.abs((result as number) - Math.PI) < 1 / (12 * steps[size] ** 2) + 1e-12
      ? undefined
      : `pi is ${result}`,
};
