// How long one call of a function takes, as Python's timeit and IPython's %timeit say it: enough calls that the clock
// can see them, several times over. Of several functions the samples are interleaved.
import { type Case, interleave } from "./interleave.ts";
import { emptyLoop, type TimedLoop, timedLoop } from "./timed-loop.ts";
import { TimeitComparison, TimeitResult } from "./timing.ts";

/** How {@link timeit} samples. */
export interface TimeitOptions {
  /** Loops in a sample. By default as many as take `minTime`. */
  readonly number?: number;
  /** Samples that count. 7 by default. */
  readonly repeats?: number;
  /** Samples of each function before the first that counts; they also look at the loops found. 1 by default. */
  readonly warmup?: number;
  /** Called, and awaited, before each sample and before the first call of all; its time does not count. */
  readonly setup?: () => unknown;
  /**
   * Seconds that a sample lasts at least, if `number` is not given. 0.05 by default. Python's 0.2 is for a clock of
   * microseconds; ours is a million times finer than 0.05, which is still longer than a turn of the scheduler's or of
   * the garbage collector's, so that each sample has its share of them.
   */
  readonly minTime?: number;
  /** Called after each sample, those of the empty loop too, with how many there have been and will be. */
  readonly onSample?: (done: number, of: number) => void;
}

/**
 * Times a function, or compares several. A function that returns a promise at its first call is awaited in every round
 * of the loop; one that does not has no `await` in its loop. What it returns is stored where the engine must take it
 * to be seen. The garbage collector runs as it always does.
 *
 * Each function is called once, then as often as it takes to find how many loops fill a sample (not if `number` is
 * given), then in `warmup` + `repeats` samples. An empty loop is sampled in the same rounds: its time is the result's
 * `resolution`, it is not subtracted, and a function that cannot be told from it is `optimisedAway`.
 *
 * @returns times in seconds per loop; printed, a line, or a table with speed-ups over the first function.
 * @throws TypeError when what is to be timed, or `setup`, is not a function.
 * @throws RangeError when there is nothing to compare, or an option is out of range.
 * @throws whatever a function or `setup` throws or rejects with.
 * @example
 * const text = JSON.stringify({ a: [1, 2, 3] });
 * console.log(await timeit(() => JSON.parse(text)));
 * console.log(await timeit({ json: () => JSON.parse(text), clone: () => structuredClone(text) }));
 */
export function timeit(fn: () => unknown, options?: TimeitOptions): Promise<TimeitResult>;
export function timeit(
  functions: Readonly<Record<string, () => unknown>>,
  options?: TimeitOptions,
): Promise<TimeitComparison>;
export async function timeit(
  what: (() => unknown) | Readonly<Record<string, () => unknown>>,
  options: TimeitOptions = {},
): Promise<TimeitResult | TimeitComparison> {
  if (typeof what === "function") {
    const [result] = await timeFunctions([{ name: what.name || "the function", fn: what }], options);
    return result;
  }
  if (typeof what !== "object" || what === null)
    throw new TypeError(
      `timeit: a value of type ${what === null ? "null" : typeof what} cannot be timed; ` +
        "give the function and not its result: timeit(() => …)",
    );
  const functions = Object.entries(what).map(([name, fn]) => ({ name, fn }));
  if (functions.length === 0)
    throw new RangeError(
      "timeit: there is nothing to compare; give functions by name: timeit({ name: () => … })",
    );
  return new TimeitComparison(await timeFunctions(functions, options));
}

/** A function under the name that it is reported by. */
export interface NamedFunction {
  readonly name: string;
  readonly fn: () => unknown;
}

/**
 * As {@link timeit} for functions in a list, where two may have one name. Speed-ups are over the first, and undefined
 * if there is no other.
 *
 * @throws what {@link timeit} throws.
 * @example const [a, b] = await timeFunctions([{ name: "x", fn: f }, { name: "x", fn: g }]);
 */
export async function timeFunctions(
  functions: readonly NamedFunction[],
  options: TimeitOptions = {},
): Promise<TimeitResult[]> {
  const { number, repeats, warmup, minTime, setup, onSample } = checked(options);
  for (const { name, fn } of functions)
    if (typeof fn !== "function")
      throw new TypeError(`timeit: "${name}" is of type ${typeof fn}; give the function to time: () => …`);

  const cases: Case[] = [];
  const shapes: boolean[] = [];
  for (const { name, fn } of functions) {
    await setup?.();
    const first = fn();
    const isAsync = isThenable(first);
    if (isAsync) await first;
    const loop = timedLoop(fn, isAsync);
    const measure = async (loops: number): Promise<number> => {
      if (setup !== undefined) await setup();
      return loop(loops);
    };
    cases.push({ ...caseOf(name, measure), batch: number });
    shapes.push(isAsync);
  }
  const emptyShapes = [...new Set(shapes)];
  for (const isAsync of emptyShapes) cases.push(caseOf("empty", emptyLoop(isAsync)));

  const all = await interleave(cases, { repeats, warmup, minTime, onSample });
  return functions.map(({ name }, i) => {
    const { batch, samples, speedup } = all[i];
    return new TimeitResult({
      name,
      loops: batch,
      samples,
      empty: all[functions.length + emptyShapes.indexOf(shapes[i])].samples,
      isAsync: shapes[i],
      ...(functions.length > 1 && { speedup }),
    });
  });
}

// The loop has its own clock, so nothing is ever run by interleave's.
const caseOf = (name: string, measure: TimedLoop): Case => ({ name, run: () => undefined, measure });

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function checked(options: TimeitOptions) {
  const { number, repeats = 7, warmup = 1, minTime = 0.05, setup, onSample } = options;
  if (number !== undefined) whole("number", number, 1);
  whole("repeats", repeats, 1);
  whole("warmup", warmup, 0);
  if (!(minTime >= 0 && minTime < Number.POSITIVE_INFINITY))
    throw new RangeError(`timeit: minTime is ${String(minTime)}; give seconds, as in 0.05`);
  if (setup !== undefined && typeof setup !== "function")
    throw new TypeError(
      `timeit: setup is of type ${typeof setup}; give a function to call before each sample: () => …`,
    );
  return { number, repeats, warmup, minTime, setup, onSample };
}

function whole(option: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new RangeError(`timeit: ${option} is ${String(value)}; give a whole number from ${least}`);
}
