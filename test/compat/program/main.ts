// The program that every tool runs: a kernel with free names of each kind, and a report on what was captured.
import { bump, fixed, half, steps } from "./lib.ts";
import { report } from "./report.ts";

const scale: number = 3;
let moving: number = 1;
moving++;
bump();
export function kernel(x: number): number {
  const y: number = half(x) * scale;
  return y + fixed + moving + steps;
}
if (kernel(2) !== 8) throw new Error("the program itself is wrong");
report(kernel);
