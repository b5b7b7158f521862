// The interface by koffi, a native package that npm leaves out where it has none for the platform.
import type { Crossed, Crossing, Ffi, Foreign, ForeignLibrary, SystemCalls } from "./face.ts";
import { throughGate } from "./gate.ts";
import { processCalls } from "./linux.ts";

/** What is used of koffi. */
interface Koffi {
  readonly version: string;
  load(
    path: string | null,
    options?: { readonly global: boolean },
  ): {
    func(name: string, result: string, params: readonly unknown[]): (...args: unknown[]) => unknown;
    symbol(name: string): bigint;
  };
  address(of: unknown): bigint;
  view(pointer: unknown, bytes: number): ArrayBuffer;
  proto(result: string, params: readonly string[]): unknown;
  pointer(type: unknown): unknown;
  register(fn: unknown, type: unknown): unknown;
  config(): { readonly sync_stack_size: number };
}

// A bundle in CommonJS has no URL, and a file name instead.
declare const __filename: string | undefined;
const HERE: string | undefined = import.meta.url;

const place = (): string => HERE ?? (typeof __filename === "string" ? __filename : `${process.cwd()}/`);

/** The koffi that package.json asks for: its addon is of the same version. */
export const VERSION = "3.3.4";

/** koffi, or why it cannot be had. */
export function openKoffi(): Ffi | Error {
  try {
    // Not an import: it is optional, and takes time that most programs need not spend.
    const require = process.getBuiltinModule("node:module").createRequire(place());
    return face(addon(require) ?? (require("koffi") as Koffi));
  } catch (error) {
    return error as Error;
  }
}

/**
 * koffi's addon as its package for Linux has it, which takes 2 ms; koffi around it adds old names and looks for the right
 * one, and takes 10. Undefined where it is to be koffi's choice: on other systems, where there is musl, and where the
 * package manager lets nobody but koffi see its packages.
 */
function addon(require: NodeJS.Require): Koffi | undefined {
  const { platform, arch } = process;
  const musl = { x64: "x86_64", arm64: "aarch64" }[arch as string];
  if (platform !== "linux" || musl === undefined) return undefined;
  if (process.getBuiltinModule("node:fs").existsSync(`/lib/ld-musl-${musl}.so.1`)) return undefined;
  try {
    const found = require(`@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`) as Koffi;
    return found.version === VERSION ? found : undefined;
  } catch {
    return undefined;
  }
}

/** MADV_HUGEPAGE, of madvise(2). */
const HUGE_PAGES = 14;

/** koffi's own message does not say which file it was. */
function load(koffi: Koffi, path: string, global: boolean): ReturnType<Koffi["load"]> {
  try {
    return koffi.load(path, { global });
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}

/** koffi's names of what crosses. */
const SPELLED: Readonly<Record<Crossing, string>> = { int: "int", long: "int64_t", memory: "void *" };

const opened = (library: ReturnType<Koffi["load"]>): ForeignLibrary => ({
  int: (name, doubles) => library.func(name, "int", new Array(doubles).fill("double")) as Foreign,
  function(name, params) {
    const spelled = params.map((param) => SPELLED[param]);
    return library.func(name, "int", spelled) as (...args: Crossed[]) => number;
  },
  symbol(name) {
    try {
      return Number(library.symbol(name));
    } catch {
      return undefined;
    }
  },
});

function face(koffi: Koffi): Ffi {
  let type: unknown;
  return {
    name: `koffi ${koffi.version}`,
    stack: koffi.config().sync_stack_size,
    open: (path) => opened(load(koffi, path, false)),
    openForAll: (path) => opened(load(koffi, path, true)),
    address: (view) => Number(koffi.address(view)),
    hugePages(address, bytes) {
      if (process.platform !== "linux") return false;
      // Without a path: what the process has loaded already, the system's library among it.
      const advise = koffi.load(null).func("madvise", "int", ["size_t", "size_t", "int"]);
      return advise(address, bytes, HUGE_PAGES) === 0;
    },
    system: process.platform === "win32" ? undefined : systemCalls(koffi),
    processes: process.platform === "linux" ? processCalls(koffi) : undefined,
    callback(fn) {
      // Without a name: koffi knows each only once, and there may be two copies of amdahl.
      type ??= koffi.pointer(koffi.proto("double", ["double"]));
      return Number(koffi.address(koffi.register(fn, type)));
    },
    callbackOfAddresses(fn) {
      const four = koffi.pointer(koffi.proto("void", new Array(4).fill("uintptr_t")));
      return Number(koffi.address(koffi.register(fn, four)));
    },
  };
}

/** A view from its byte `from` on. */
const after = (view: ArrayBufferView, from: number): ArrayBufferView =>
  from === 0 ? view : new Uint8Array(view.buffer, view.byteOffset + from, view.byteLength - from);

/** Each is looked up when it is first called: most programs need none. The process has loaded what they are in. */
function systemCalls(koffi: Koffi): SystemCalls {
  type Native = (...args: unknown[]) => unknown;
  let out: Native | undefined;
  let back: Native | undefined;
  let give: Native | undefined;
  const find = (name: string, result: string, ...params: string[]): Native =>
    throughGate(() => koffi.load(null).func(name, result, params));
  return {
    copyFrom(address, view, from, bytes) {
      out ??= find("memcpy", "void", "size_t", "void *", "size_t");
      out(address, after(view, from), bytes);
    },
    copyTo(view, to, address, bytes) {
      back ??= find("memcpy", "void", "void *", "size_t", "size_t");
      back(after(view, to), address, bytes);
    },
    yieldCore() {
      give ??= find("sched_yield", "int");
      give();
    },
    exit(status) {
      find("_exit", "void", "int")(status);
      throw new Error("_exit came back");
    },
  };
}
