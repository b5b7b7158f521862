// The loop that `timeit` runs a function in. It is compiled anew for each function: in one loop for all, the engine
// would have seen several callees by the second function, and call what it had inlined of the first.

/** Runs its function so many times and gives the seconds that took; a promise of them if the function is awaited. */
export type TimedLoop = (loops: number) => number | Promise<number>;

// Where results go. The loop stores every one of them into memory that others can reach, so that the engine must have
// it by then; that costs a cycle. Numbers have a place of their own: a number among objects is a box made for it, which
// takes longer than many of the functions timed. Nobody reads either place.
const numbers = new Float64Array(1);
const others: unknown[] = [undefined];

function text(isAsync: boolean): string {
  return `return ${isAsync ? "async " : ""}function timed(loops) {
  const start = clock.now();
  for (let i = 0; i < loops; i++) {
    const result = ${isAsync ? "await " : ""}fn();
    if (typeof result === "number") numbers[0] = result;
    else others[0] = result;
  }
  const milliseconds = clock.now() - start;
  others[0] = undefined;
  return milliseconds / 1000;
}`;
}

/**
 * A loop around `fn`. With `isAsync` each result is awaited before the next call.
 *
 * `compileFunction` compiles the text at every call, where `new Function` has a cache: functions out of it share what
 * the engine has learned about them. It is also allowed where `--disallow-code-generation-from-strings` forbids the other.
 */
export function timedLoop(fn: () => unknown, isAsync: boolean): TimedLoop {
  const { compileFunction } = process.getBuiltinModule("node:vm");
  const make = compileFunction(text(isAsync), ["fn", "numbers", "others", "clock"]);
  return make(fn, numbers, others, performance);
}

/** The same loop around a function that does nothing: what can be told from this is the resolution. */
export function emptyLoop(isAsync: boolean): TimedLoop {
  return timedLoop(isAsync ? async () => {} : () => {}, isAsync);
}
