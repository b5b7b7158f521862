// The interface by koffi, a native package that npm leaves out where it has none for the platform.
import type { Ffi, Foreign, ForeignLibrary } from "./face.ts";

/** What is used of koffi. */
interface Koffi {
  readonly version: string;
  load(path: string | null): {
    func(name: string, result: string, params: readonly unknown[]): (...args: unknown[]) => unknown;
  };
  address(of: unknown): bigint;
  proto(result: string, params: readonly string[]): unknown;
  pointer(type: unknown): unknown;
  register(fn: (x: number) => number, type: unknown): unknown;
  config(): { readonly sync_stack_size: number };
}

// A bundle in CommonJS has no URL, and a file name instead.
declare const __filename: string | undefined;
const HERE: string | undefined = import.meta.url;

const place = (): string => HERE ?? (typeof __filename === "string" ? __filename : `${process.cwd()}/`);

/** koffi, or why it cannot be had. */
export function openKoffi(): Ffi | Error {
  try {
    // Not an import: it is optional, and takes 10 ms that most programs need not spend.
    const require = process.getBuiltinModule("node:module").createRequire(place());
    return face(require("koffi") as Koffi);
  } catch (error) {
    return error as Error;
  }
}

/** koffi's own message does not say which file it was. */
/** MADV_HUGEPAGE, of madvise(2). */
const HUGE_PAGES = 14;

function load(koffi: Koffi, path: string): ReturnType<Koffi["load"]> {
  try {
    return koffi.load(path);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}

function face(koffi: Koffi): Ffi {
  let type: unknown;
  return {
    name: `koffi ${koffi.version}`,
    stack: koffi.config().sync_stack_size,
    open(path): ForeignLibrary {
      const library = load(koffi, path);
      return {
        int: (name, doubles) => library.func(name, "int", new Array(doubles).fill("double")) as Foreign,
      };
    },
    address: (view) => Number(koffi.address(view)),
    hugePages(address, bytes) {
      if (process.platform !== "linux") return false;
      // Without a path: what the process has loaded already, the system's library among it.
      const advise = koffi.load(null).func("madvise", "int", ["size_t", "size_t", "int"]);
      return advise(address, bytes, HUGE_PAGES) === 0;
    },
    callback(fn) {
      // Without a name: koffi knows each only once, and there may be two copies of amdahl.
      type ??= koffi.pointer(koffi.proto("double", ["double"]));
      return Number(koffi.address(koffi.register(fn, type)));
    },
  };
}
