// How fast the functions of Math are, plain and compiled, beside the runtime's own: prints the table in docs/math.md.
// Usage: node test/jit/math/speed.ts [--only exp,log]. Interleaved rounds, the best of each; random ordinary arguments.
import { parseArgs } from "node:util";
import { heap } from "../../../src/heap/index.ts";
import { jit } from "../../../src/jit/index.ts";
import { library } from "../../../src/jit/math/index.ts";
import { kernels } from "./kernels.ts";
import { Draw } from "./points.ts";

type F = (x: number, y: number) => number;

const ranges: Record<string, [number, number, number?, number?]> = {
  exp: [-20, 20],
  log: [0, 100],
  sin: [-10, 10],
  cos: [-10, 10],
  pow: [0, 10, -5, 5],
  tan: [-10, 10],
  cbrt: [-10, 10],
  hypot2: [-5, 5, -5, 5],
  expm1: [-3, 3],
  log1p: [-0.9, 3],
  log2: [0, 100],
  log10: [0, 100],
  asin: [-1, 1],
  acos: [-1, 1],
  atan: [-5, 5],
  atan2: [-5, 5, -5, 5],
  sinh: [-5, 5],
  cosh: [-5, 5],
  tanh: [-5, 5],
  asinh: [-5, 5],
  acosh: [1, 5],
  atanh: [-1, 1],
  round: [-5, 5],
  fmod: [-1e6, 1e6, -5, 5],
};

const { values } = parseArgs({
  options: { only: { type: "string", default: Object.keys(ranges).join(",") } },
});
const N = 4096;
let sink = 0;

// A loop of its own for each function: V8 shares what it learns between closures of one text, so each text is unique.
const loop = (f: F, xs: Float64Array, ys: Float64Array, tag: string): (() => number) =>
  new Function(
    "f",
    "xs",
    "ys",
    `return () => { /* ${tag} */ let s = 0; for (let i = 0; i < ${N}; i++) s += f(xs[i], ys[i]); return s; };`,
  )(f, xs, ys);

console.log(
  "| function | plain, ns a call | compiled | the runtime's Math | plain / runtime's | compiled / runtime's |",
);
console.log("|---|---|---|---|---|---|");
for (const name of values.only.split(",")) {
  const [a, b, c = 0, d = 1] = ranges[name];
  const draw = new Draw(5);
  const xs = Float64Array.from({ length: N }, () => draw.in(a, b));
  const ys = Float64Array.from({ length: N }, () => draw.in(c, d));
  const theirs =
    name === "fmod"
      ? (x: number, y: number) => x % y
      : (Math as unknown as Record<string, F>)[name.replace("hypot2", "hypot")];
  const unary = theirs.length === 1 && name !== "hypot2";
  const own = library[name] as F;
  const loops = [own, theirs].map((f, i) => loop(unary ? (x) => f(x, 0) : f, xs, ys, `${name} ${i}`));
  // On the heap, so that no call copies its arrays.
  const [out, x, y] = [xs, xs, ys].map((from) => {
    const to = heap.array(Float64Array, N);
    to.set(from);
    return to;
  });
  const compiled = jit(kernels[name]);
  loops.push(() => {
    compiled(out, x, y, y);
    return out[0];
  });
  const best = [Infinity, Infinity, Infinity];
  for (let round = 0; round < 150; round++) {
    loops.forEach((run, i) => {
      const start = process.hrtime.bigint();
      for (let j = 0; j < 5; j++) sink += run();
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / (5 * N));
    });
  }
  const [plain, runtime, fast] = best;
  const ratio = (v: number) => (v / runtime).toFixed(2);
  console.log(
    `| ${name} | ${plain.toFixed(1)} | ${fast.toFixed(1)} | ${runtime.toFixed(1)} | ${ratio(plain)} | ${ratio(fast)} |`,
  );
}
if (Number.isNaN(sink)) process.exitCode = 0;
