// The programs whose slowing down is measured, and how much work each does: about a second of it when nobody looks.
import { join } from "node:path";

/** How much work a program does, as its only argument. */
export interface Sizes {
  readonly full: number;
  readonly quick: number;
}

/** The same program in Python. */
export interface PythonProgram {
  readonly file: string;
  readonly sizes: Sizes;
  /** For memory_profiler, which takes hundreds of times as long. */
  readonly memory: Sizes;
}

/** One program. It prints a line `seconds S cpu P checksum C`: what its work took by its own clock and of cores, and what came of it. */
export interface Program {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly sizes: Sizes;
  /** The function that is marked where not all are looked at by line; in Python another spelling of it has `@profile`. */
  readonly hot: string;
  /** How many ranks it is run as; by itself if undefined. */
  readonly ranks?: number;
  /** Its peer, or why it has none. */
  readonly python: PythonProgram | { readonly missing: string };
}

const folder = join(import.meta.dirname, "programs");

function program(
  name: string,
  about: string,
  hot: string,
  full: number,
  quick: number,
  python: { readonly full: number; readonly memory: number } | { readonly missing: string },
  ranks?: number,
): Program {
  const peer =
    "missing" in python
      ? python
      : {
          file: join(folder, `${name}.py`),
          sizes: { full: python.full, quick },
          memory: { full: python.memory, quick: Math.min(quick, python.memory) },
        };
  return {
    name,
    about,
    hot,
    file: join(folder, `${name}.ts`),
    sizes: { full, quick },
    python: peer,
    ...(ranks !== undefined && { ranks }),
  };
}

const ONE_THREAD = "cProfile and line_profiler see one thread of one process";

/** All of them. */
export const programs: readonly Program[] = [
  program("calls", "recursion and small functions", "fib", 3000, 2, { full: 400, memory: 1 }),
  program("stencil", "a stencil with helpers", "step", 4500, 2, { full: 100, memory: 2 }),
  program("loops", "tight loops", "pi", 180_000_000, 10_000, { full: 14_000_000, memory: 50_000 }),
  program("objects", "objects and small arrays", "advance", 8000, 5, { full: 1300, memory: 10 }),
  program("tasks", "await", "worker", 2_400_000, 2000, { full: 500_000, memory: 40_000 }),
  program("words", "strings, Map, sort", "count", 3000, 5, { full: 2500, memory: 15 }),
  program("threads", "two workers and messages", "primes", 6000, 20, { missing: ONE_THREAD }),
  program("ranks", "two ranks and messages", "relax", 11_000, 20, { full: 800, memory: 2 }, 2),
];
