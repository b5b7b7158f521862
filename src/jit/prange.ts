// The heads of counting loops. In plain JavaScript they are generators, so that a kernel runs uncompiled too; the
// compiler knows them by identity and makes counted, and for prange parallel, loops of them.

/** How the iterations of a {@link prange} loop are shared out, and what is taken on trust. */
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
 * Throws RangeError if a bound is not a whole number.
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
export function prange(...args: readonly (number | PrangeOptions | undefined)[]): Iterable<number> {
  return count("prange", args);
}

/**
 * A serial range, as Python's: `range(n)`, `range(from, to)`, `range(from, to, step)`.
 *
 * Throws RangeError if a bound is not a whole number or the step is 0.
 *
 * @example
 * let s = 0;
 * for (const i of range(1, 4)) s += i; // 1 + 2 + 3
 */
export function range(from: number, to?: number, step?: number): Iterable<number> {
  return count("range", [from, to, step]);
}

function* count(name: string, args: readonly unknown[]): Generator<number, void> {
  const numbers = args.filter((a): a is number => typeof a === "number");
  for (const x of numbers) {
    if (!Number.isSafeInteger(x)) throw new RangeError(`${name} counts whole numbers, and got ${x}`);
  }
  const [from, to] = numbers.length === 1 ? [0, numbers[0] as number] : (numbers as [number, number]);
  const step = numbers[2] ?? 1;
  if (step === 0) throw new RangeError(`${name} needs a step other than 0`);
  for (let i = from; step > 0 ? i < to : i > to; i += step) yield i;
}
