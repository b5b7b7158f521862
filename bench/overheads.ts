// What amdahl costs before any computing is done: a call into compiled code, and loading the package.
import { spawnSync } from "node:child_process";
import { heap, jit } from "amdahl";
import { type Interval, interleave, median, medianInterval } from "../src/measure/index.ts";

/** A cost in seconds. */
export interface Overhead {
  readonly what: string;
  readonly seconds: number;
  readonly interval: Interval;
}

const CALLS = 1000;

/** What one call costs: from TypeScript into compiled code, with next to nothing to do there, and back. */
export async function dispatchOverhead(repeats: number): Promise<Overhead[]> {
  const scalars = jit((a: number, b: number) => a + b);
  const arrays = jit((a: Float64Array, b: Float64Array, c: Float64Array) => a[0] + b[0] + c[0]);
  const [a, b, c] = [1, 2, 3].map((value) => heap.array(Float64Array, 8).fill(value));
  const cases = [
    {
      name: "a call with two numbers",
      run: () => {
        let sum = 0;
        for (let i = 0; i < CALLS; i++) sum += scalars(i, 0.5);
        return sum;
      },
    },
    {
      name: "a call with three heap arrays",
      run: () => {
        let sum = 0;
        for (let i = 0; i < CALLS; i++) sum += arrays(a, b, c);
        return sum;
      },
    },
  ];
  const results = await interleave(cases, { repeats });
  return results.map(({ name, median, interval }) => ({
    what: name,
    seconds: median / CALLS,
    interval: { ...interval, low: interval.low / CALLS, high: interval.high / CALLS },
  }));
}

/** What `import "amdahl"` costs in a fresh process, and `import "amdahl/array"` after it. */
export function importOverhead(processes: number): Overhead[] {
  const program = `
    const start = performance.now();
    await import("amdahl");
    const middle = performance.now();
    await import("amdahl/array");
    console.log(JSON.stringify([middle - start, performance.now() - middle]));`;
  const runs = Array.from({ length: processes }, (): number[] => {
    const child = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
      // Where "amdahl" is this package.
      cwd: import.meta.dirname,
    });
    if (child.status !== 0) throw new Error(`import "amdahl": ${child.stderr}`);
    return (JSON.parse(child.stdout) as number[]).map((milliseconds) => milliseconds / 1000);
  });
  return ['import "amdahl"', 'import "amdahl/array" after it'].map((what, i) => {
    const samples = runs.map((run) => run[i]);
    return { what, seconds: median(samples), interval: medianInterval(samples) };
  });
}
