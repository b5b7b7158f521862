// How fast the functions of Math are, plain and compiled, beside the runtime's own: prints the table in docs/math.md.
// Usage: node test/jit/math/speed.ts [--only exp,log] [--short]. Interleaved rounds, the best of each; random ordinary
// arguments. With --short: the functions in lanes and one at a time, beside their short versions.
import { parseArgs } from "node:util";
import { heap } from "../../../src/heap/index.ts";
import { type JitOptions, jit } from "../../../src/jit/index.ts";
import { approximate, library } from "../../../src/jit/math/index.ts";
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
  hypot3: [-5, 5, -5, 5],
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
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const N = 4096;
const ROUNDS = 150;
let sink = 0;
const chosen = (all: readonly string[]) => (values.only ? values.only.split(",") : all);

/** Nanoseconds a call that each takes, the best of interleaved rounds. */
function quickest(loops: readonly (() => number)[]): number[] {
  const best = loops.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    loops.forEach((run, i) => {
      const start = process.hrtime.bigint();
      for (let j = 0; j < 5; j++) sink += run();
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / (5 * N));
    });
  }
  return best;
}

/** Arguments of a function, on the heap so that no call copies them, and room for its results. */
function argumentsOf(name: string): { x: Float64Array; y: Float64Array; out: Float64Array } {
  const [a, b, c = 0, d = 1] = ranges[name];
  const draw = new Draw(5);
  const fill = (low: number, high: number): Float64Array => {
    const to = heap.array(Float64Array, N);
    for (let i = 0; i < N; i++) to[i] = draw.in(low, high);
    return to;
  };
  return { x: fill(a, b), y: fill(c, d), out: heap.array(Float64Array, N) };
}

const compiledLoop = (name: string, options: JitOptions): (() => number) => {
  const { x, y, out } = argumentsOf(name);
  const compiled = jit(kernels[name], options);
  return () => {
    compiled(out, x, y, y);
    return out[0];
  };
};

// A loop of its own for each function: V8 shares what it learns between closures of one text, so each text is unique.
const loop = (f: F, xs: Float64Array, ys: Float64Array, tag: string): (() => number) =>
  new Function(
    "f",
    "xs",
    "ys",
    `return () => { /* ${tag} */ let s = 0; for (let i = 0; i < ${N}; i++) s += f(xs[i], ys[i]); return s; };`,
  )(f, xs, ys);

/** The short versions' table. */
function shortTable(): void {
  console.log(
    "| function | exact, ns in lanes | afn | exact / afn | exact, one at a time | afn | exact / afn |",
  );
  console.log("|---|---|---|---|---|---|---|");
  for (const name of chosen(Object.keys(approximate))) {
    const afn = { fastmath: ["afn"] } as const;
    const off = { lanes: "off" } as const;
    const ns = quickest([{}, afn, off, { ...afn, ...off }].map((options) => compiledLoop(name, options)));
    const pair = (a: number, b: number) => `${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(2)}`;
    console.log(`| ${name} | ${pair(ns[0], ns[1])} | ${pair(ns[2], ns[3])} |`);
  }
}

/** The table of all functions. */
function table(): void {
  console.log(
    "| function | plain, ns a call | compiled | the runtime's Math | plain / runtime's | compiled / runtime's |",
  );
  console.log("|---|---|---|---|---|---|");
  for (const name of chosen(Object.keys(ranges).filter((n) => n !== "hypot3"))) {
    const { x, y } = argumentsOf(name);
    const xs = Float64Array.from(x);
    const ys = Float64Array.from(y);
    const theirs =
      name === "fmod"
        ? (a: number, b: number) => a % b
        : (Math as unknown as Record<string, F>)[name.replace("hypot2", "hypot")];
    const unary = theirs.length === 1 && name !== "hypot2";
    const own = library[name] as F;
    const loops = [own, theirs].map((f, i) => loop(unary ? (a) => f(a, 0) : f, xs, ys, `${name} ${i}`));
    const [plain, runtime, fast] = quickest([...loops, compiledLoop(name, {})]);
    const ratio = (v: number) => (v / runtime).toFixed(2);
    console.log(
      `| ${name} | ${plain.toFixed(1)} | ${fast.toFixed(1)} | ${runtime.toFixed(1)} | ${ratio(plain)} | ${ratio(fast)} |`,
    );
  }
}

if (values.short) shortTable();
else table();
if (Number.isNaN(sink)) process.exitCode = 0;
