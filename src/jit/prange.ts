// The heads of counting loops. In plain JavaScript they are generators, so that a kernel runs uncompiled too; the
// compiler knows them by identity and makes counted, and for prange parallel, loops of them.

/**
 * How the iterations of a {@link prange} loop are shared out, and what is taken on trust. Compiled, it is written out
 * where prange is called.
 *
 * @example
 * const scatter = jit((a: Float64Array, at: Int32Array) => {
 *   for (const i of prange(at.length, { assumeIndependent: true })) a[at[i]] = i;
 * });
 * scatter(new Float64Array(3), new Int32Array([2, 0, 1]));
 */
export interface PrangeOptions {
  /** "static" (default): contiguous blocks; "dynamic": whoever is free takes the next, for uneven iterations. */
  readonly schedule?: "static" | "dynamic";
  /**
   * You answer for the iterations not touching each other's elements; nothing is proven. A wrong answer is a data
   * race: results that differ from run to run.
   */
  readonly assumeIndependent?: boolean;
}

/**
 * A parallel range: `for (const i of prange(n))` runs its iterations on all threads once compiled by `jit`. The
 * compiler proves that iterations do not touch each other's elements, or knows the variable as a reduction
 * (`s += …`, `*=`, Math.min, Math.max, `&=`, `|=`, `^=`); otherwise it refuses. Reductions of floats follow a fixed
 * tree: the same bits on any number of threads.
 *
 * The step counts upwards; compiled, it and the options are written out. Throws RangeError if a bound is not a whole
 * number below 2 ** 53, TypeError for what is no number.
 *
 * @example
 * const sum = jit((a: Float64Array) => {
 *   let s = 0;
 *   for (const i of prange(a.length)) s += a[i];
 *   return s;
 * });
 */
export function prange(to: number, options?: PrangeOptions): Iterable<number>;
export function prange(from: number, to: number, options?: PrangeOptions): Iterable<number>;
export function prange(from: number, to: number, step: number, options?: PrangeOptions): Iterable<number>;
export function prange(...args: readonly unknown[]): Iterable<number> {
  const last = args.at(-1);
  const given = typeof last === "object" && last !== null;
  if (given) checkOptions(last as Record<string, unknown>);
  const bounds = boundsOf("prange", given ? args.slice(0, -1) : args);
  if (bounds.step < 0) {
    throw new RangeError(
      "A parallel loop counts upwards.\nWrite instead: prange over the count, and the index computed from it",
    );
  }
  return count(bounds);
}

/**
 * A serial range, as Python's: `range(n)`, `range(from, to)`, `range(from, to, step)`.
 *
 * Throws RangeError if a bound is not a whole number or the step is 0, TypeError for what is no number. Compiled, the
 * step is a constant.
 *
 * @example
 * let s = 0;
 * for (const i of range(1, 4)) s += i; // 1 + 2 + 3
 */
export function range(from: number, to?: number, step?: number): Iterable<number> {
  return count(boundsOf("range", [from, to, step]));
}

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** The bounds, checked as the compiled loops check them, and when the loop is reached. */
function boundsOf(name: string, args: readonly unknown[]): Bounds {
  const given = args.slice(0, args.findLastIndex((a) => a !== undefined) + 1);
  if (given.length < 1 || given.length > 3) {
    throw new TypeError(
      `${name} takes one to three numbers.\nWrite instead: ${name}(n), ${name}(from, to) or ${name}(from, to, step)`,
    );
  }
  const numbers = given.map((a) => (typeof a === "boolean" ? Number(a) : a));
  for (const x of numbers) {
    if (typeof x !== "number") throw new TypeError(`${name} counts whole numbers, and got a ${typeof x}`);
    if (!Number.isSafeInteger(x)) throw new RangeError(`${name} counts whole numbers, and got ${x}`);
  }
  const [a, b, step = 1] = numbers as number[];
  if (step === 0) throw new RangeError(`The step of ${name} must be other than 0`);
  return b === undefined ? { from: 0, to: a, step } : { from: a, to: b, step };
}

function checkOptions(options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    if (name === "schedule" && (value === "static" || value === "dynamic")) continue;
    if (name === "assumeIndependent" && typeof value === "boolean") continue;
    throw new TypeError(
      `prange has no option ${name}: ${String(value)}.\n` +
        'Write instead: { schedule: "static" | "dynamic", assumeIndependent: true | false }',
    );
  }
}

function* count({ from, to, step }: Bounds): Generator<number, void> {
  for (let i = from; step > 0 ? i < to : i > to; i += step) yield i;
}
