// What is compared: a kernel has named variants, ways of computing one thing. The ladder below gives the usual ones;
// another (a relaxed option, a peer in another language) is one more variant beside them.
import { jit } from "amdahl";
import { type CFunction, findC, inC } from "./c.ts";

/** One way of computing a kernel. A peer that answers from another process gives a promise. */
export interface Variant {
  readonly name: string;
  readonly run: () => unknown;
  /** It may round otherwise than the source says: sums in another order, products and sums in one. */
  readonly relaxed?: boolean;
  /** Seconds that `batch` runs took, where whoever runs them measures that. */
  readonly measure?: (batch: number) => Promise<number>;
}

/** A module of bench/peers that computes the same in Python, and what it is told of the work. */
export interface PeerModule {
  readonly module: string;
  readonly input: Readonly<Record<string, number>>;
}

/** How much work a kernel is given: `full` is what results are about, `quick` only shows that everything runs. */
export type Size = "full" | "quick";

/** A computation and its variants; the first variant is what the others are compared with. */
export interface Kernel {
  readonly name: string;
  /** What is computed, with its size, as tables say it. */
  about(size: Size): string;
  /** Makes the input and the variants. `threads` are the numbers of threads to run in parallel on. */
  variants(size: Size, threads: readonly number[]): Variant[];
  /** The same in Python; a kernel without it has no peers there. */
  peer?(size: Size): PeerModule;
  /** What is wrong with a variant's result; undefined when nothing is. `relaxed` is the variant's. */
  wrong(result: unknown, size: Size, relaxed: boolean): string | undefined;
}

/** A variant's name for a parallel loop on `threads` threads. */
export const onThreads = (threads: number): string => (threads === 1 ? "1 thread" : `${threads} threads`);

/** A variant's name as machine code. */
export const asNative = (name: string): string =>
  name.startsWith("compiled") ? name.replace("compiled", "native") : `native, ${name}`;

/** A variant's name in C, with the arithmetic that is written. */
export const C = "C";

/** A variant's name in C under `-ffast-math`. */
export const C_FAST = "C, fast-math";

let native: boolean | undefined;

/** True if machine code can be made here. */
export function hasNative(): boolean {
  if (native === undefined) {
    try {
      jit((x: number) => x, { target: "native" })(1);
      native = true;
    } catch {
      native = false;
    }
  }
  return native;
}

/**
 * The rungs that every kernel has: plain TypeScript, the same compiled, compiled with leave to round otherwise, and a
 * prange loop on each number of threads; as WebAssembly, and where there is a C compiler as machine code, beside what
 * a person wrote in C. `call` applies a version to the kernel's input and returns the answer; it is asked once per
 * variant, so that each may have arrays of its own.
 */
export function ladder<F extends (...args: never[]) => unknown>(
  plain: F,
  parallel: F,
  call: () => (version: F) => unknown,
  threads: readonly number[],
  c?: CFunction<F>,
): Variant[] {
  const variant = (name: string, version: F): Variant => {
    const apply = call();
    return { name, run: () => apply(version) };
  };
  const target = "wasm";
  const rungs: Variant[] = [
    variant("plain", plain),
    variant("compiled", jit(plain, { target })),
    { ...variant("compiled, fastmath", jit(plain, { target, fastmath: true })), relaxed: true },
    ...threads.map((n) => variant(onThreads(n), jit(parallel, { target, parallel: n }))),
  ];
  if (hasNative()) rungs.push(...nativeRungs(plain, parallel, variant, threads));
  if (c !== undefined && !("missing" in findC()))
    rungs.push(variant(C, inC(c, "strict")), { ...variant(C_FAST, inC(c, "fast-math")), relaxed: true });
  return rungs;
}

function nativeRungs<F extends (...args: never[]) => unknown>(
  plain: F,
  parallel: F,
  variant: (name: string, version: F) => Variant,
  threads: readonly number[],
): Variant[] {
  const target = "native";
  const fastmath = true;
  return [
    variant(asNative("compiled"), jit(plain, { target })),
    { ...variant(asNative("compiled, fastmath"), jit(plain, { target, fastmath })), relaxed: true },
    ...threads
      .filter((n) => n > 1)
      .flatMap((n) => [
        variant(asNative(onThreads(n)), jit(parallel, { target, parallel: n })),
        {
          ...variant(asNative(`${onThreads(n)}, fastmath`), jit(parallel, { target, parallel: n, fastmath })),
          relaxed: true,
        },
      ]),
  ];
}
