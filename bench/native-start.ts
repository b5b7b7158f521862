// What a program waits for before machine code runs: a C compiler the first time, and the cache from then on. Measured in
// processes of their own, with a cache of their own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Interval, median, medianInterval } from "../src/measure/index.ts";
import type { Overhead } from "./overheads.ts";

const FIRST_CALL = fileURLToPath(new URL("./first-call-program.ts", import.meta.url));

/** Seconds until a function's machine code is there, in a process that has some of another function. */
export interface NativeStart {
  readonly kernel: string;
  readonly variant: string;
  /** Made by the C compiler. */
  readonly compiled: number;
  readonly compiledInterval: Interval;
  /** Found in the cache. */
  readonly cached: number;
  readonly cachedInterval: Interval;
}

/** Measures a first call less the median of later ones, of a variant that is machine code, in `processes` pairs of processes. */
export function nativeStart(
  kernel: string,
  variant: string,
  threads: readonly number[],
  processes: number,
): NativeStart {
  const rounds = Array.from({ length: processes }, () =>
    inFreshCache((env) => {
      // What is computed does not matter: little of it.
      const extra = (): number => {
        const { first, later } = run(
          [FIRST_CALL, kernel, variant, "quick", threads.join(), "after another"],
          env,
        ) as { first: number; later: number };
        return first - later;
      };
      // The first process leaves what V8 made of amdahl itself: only the first program of a machine is without it.
      extra();
      forget(env.AMDAHL_CACHE as string);
      return { compiled: extra(), cached: extra() };
    }),
  );
  const compiled = rounds.map((r) => r.compiled);
  const cached = rounds.map((r) => r.cached);
  return {
    kernel,
    variant,
    compiled: median(compiled),
    compiledInterval: medianInterval(compiled),
    cached: median(cached),
    cachedInterval: medianInterval(cached),
  };
}

/** Takes the libraries out of a cache, and by what they are found. */
function forget(folder: string): void {
  for (const name of readdirSync(folder)) if (/^(native|index)-/.test(name)) rmSync(join(folder, name));
}

const BARE = "console.log(JSON.stringify([performance.timeOrigin + performance.now()]))";

/** Two functions, so that the second finds everything but its own code. */
const PROGRAM = `
  const { jit } = await import("amdahl");
  const imported = performance.now();
  const first = jit((n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += 1 / (1 + i * i);
    return sum;
  }, { target: "native" });
  first(10);
  const called = performance.now();
  const second = jit((a, n) => {
    for (let i = 0; i < n; i++) a[i] = Math.sqrt(i) * 2;
  }, { target: "native" });
  second(new Float64Array(10), 10);
  const again = performance.now();
  console.log(JSON.stringify([performance.timeOrigin + called, called - imported, again - called]));`;

/** A fresh process whose machine code lies in the cache, beside one of Node's alone. */
export function cachedStart(processes: number): Overhead[] {
  return inFreshCache((env) => {
    // The first process leaves the library, and what V8 made of amdahl itself.
    run(["--input-type=module", "--eval", PROGRAM], env);
    const rounds = Array.from({ length: processes }, () => {
      const [bare] = timed(BARE, env) as [number];
      const [ready, first, second] = timed(PROGRAM, env) as [number, number, number];
      return [bare, ready - bare, first, second].map((milliseconds) => milliseconds / 1000);
    });
    return [
      "Node alone, until it runs a program",
      "beyond that, until machine code from the cache has answered",
      "of this the first call of a function whose machine code is in the cache",
      "the first call of a second such function",
    ].map((what, i) => {
      const samples = rounds.map((r) => r[i] as number);
      return { what, seconds: median(samples), interval: medianInterval(samples) };
    });
  });
}

/** What a program prints; its first number, a moment, as milliseconds since it was started. */
function timed(program: string, env: NodeJS.ProcessEnv): number[] {
  const start = performance.timeOrigin + performance.now();
  const [moment, ...rest] = run(["--input-type=module", "--eval", program], env) as number[];
  return [(moment as number) - start, ...rest];
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): unknown {
  // Where "amdahl" is this package.
  const child = spawnSync(process.execPath, args, { encoding: "utf8", env, cwd: import.meta.dirname });
  if (child.status !== 0) throw new Error(`${args.join(" ")}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

function inFreshCache<T>(use: (env: NodeJS.ProcessEnv) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-bench-"));
  try {
    return use({ ...process.env, AMDAHL_CACHE: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
