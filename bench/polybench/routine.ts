// A routine of the shape of one of PolyBench's (Pouchet, Yuki: "PolyBench/C", 2016), written from its definition as a
// person writes TypeScript, and once more as a person writes C. It serves as a test and as a benchmark.
import { inspect } from "node:util";
import { jit } from "amdahl";
import { type CArguments, type Foreign, findC, inC } from "../c.ts";
import { asNative, C, hasNative, type Kernel, type Size, type Variant } from "../kernel.ts";

/** What a routine is called with. */
export type Argument = number | readonly number[] | Uint8Array | Int32Array | Float64Array | Float64Array[];

/** A routine, its input, and how to know that it is right. */
export interface Routine<A extends readonly Argument[] = readonly Argument[]> {
  readonly name: string;
  /** What is computed. */
  readonly about: string;
  /** The number that all sizes follow from: `full` takes plain TypeScript some tens of milliseconds. */
  readonly sizes: Readonly<Record<Size, number>>;
  readonly run: (...args: A) => void;
  /** Arguments of size `n` from 0, with arrays of their own. */
  input(n: number): A;
  /** Which of the arguments are written, by their numbers. */
  readonly writes: readonly number[];
  /** The declaration of the function in the C file of this name, and the arguments of a call there. */
  readonly c: { readonly declaration: string; readonly args: (...args: A) => CArguments };
  /** True if it calls transcendental functions: then C and JavaScript and amdahl each round them in their way. */
  readonly transcendental?: boolean;
  /** How far from the mathematics the outcome is, relative to its numbers, found in another way than the routine's. */
  error(before: A, after: A): number;
}

/** The routine with its arguments' types forgotten, so that different ones can be in one list. */
export const routine = <A extends readonly Argument[]>(one: Routine<A>): Routine => one as unknown as Routine;

/** What rounding may make of an outcome, at all sizes here. */
export const TOLERANCE = 1e-11;

/** Everything that a routine wrote, as flat arrays. */
export const written = ({ writes }: Routine, args: readonly Argument[]): (Float64Array | Int32Array)[] =>
  writes.flatMap((i) => args[i] as Float64Array | Int32Array | Float64Array[]);

/** Where two outcomes differ in a bit, NaN being NaN; or by more than transcendental functions may. Undefined if nowhere. */
export function difference(
  { transcendental }: Routine,
  found: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): string | undefined {
  for (const [k, array] of expected.entries())
    for (let i = 0; i < array.length; i++) {
      const [a, b] = [found[k][i], array[i]];
      const near = transcendental === true && Math.abs(a - b) <= 1e-13 * Math.max(1, Math.abs(b));
      if (!Object.is(a, b) && !near)
        return `element ${i} of array ${k} written is ${inspect(a)}, not ${inspect(b)}`;
    }
}

/** The routine as the benchmark compares it: plain, as WebAssembly, as machine code, and in C. */
export function asKernel(one: Routine): Kernel {
  const { name, about, sizes, run, c } = one;
  const answers = new Map<Size, ArrayLike<number>[]>();
  const answer = (size: Size): ArrayLike<number>[] => {
    let known = answers.get(size);
    if (known === undefined) {
      const [before, after] = [one.input(sizes[size]), one.input(sizes[size])];
      run(...after);
      const error = one.error(before, after);
      if (!(error <= TOLERANCE)) throw new Error(`${name}, plain: it is wrong by ${error}`);
      known = written(one, after);
      answers.set(size, known);
    }
    return known;
  };
  return {
    name,
    about: (size) => `${name}, ${about}, n = ${sizes[size]}`,
    variants(size) {
      const made = [
        variant(one, size, "plain", run),
        variant(one, size, "compiled", jit(run, { target: "wasm" })),
      ];
      if (hasNative()) made.push(variant(one, size, asNative("compiled"), jit(run, { target: "native" })));
      if (!("missing" in findC())) {
        const { declaration, args } = c;
        const adapt =
          (call: Foreign): typeof run =>
          (...given) =>
            void call(...args(...given));
        made.push(variant(one, size, C, inC({ file: `polybench/${name}`, declaration, adapt }, "strict")));
      }
      return made;
    },
    wrong: (result, size) => difference(one, result as ArrayLike<number>[], answer(size)),
  };
}

function variant(one: Routine, size: Size, name: string, version: Routine["run"]): Variant {
  const args = one.input(one.sizes[size]);
  const arrays = written(one, args);
  const originals = arrays.map((array) => array.slice());
  const restore = (): void => {
    for (const [k, array] of arrays.entries()) array.set(originals[k]);
  };
  return {
    name,
    run() {
      restore();
      version(...args);
      return arrays;
    },
    // Many are done in place, and what they begin with is put back outside of the time.
    async measure(batch) {
      let milliseconds = 0;
      for (let i = 0; i < batch; i++) {
        restore();
        const start = performance.now();
        version(...args);
        milliseconds += performance.now() - start;
      }
      return milliseconds / 1000;
    },
  };
}
