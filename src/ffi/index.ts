// Calling native code: whether it can be done here, and how.
// Other folders import this file and nothing beside it.
import type { Ffi } from "./face.ts";
import { throughGate } from "./gate.ts";
import { openKoffi } from "./koffi.ts";
import { askForHugePages } from "./pages.ts";

export { ALONE, EXPORTS, REQUEST, SLOTS, STATUS } from "./abi.ts";
export type { Crossed, Crossing, Ffi, Foreign, ForeignLibrary, ProcessCalls, SystemCalls } from "./face.ts";
export { throughGate } from "./gate.ts";

let found: Ffi | Error | undefined;

/**
 * The foreign function interface of this thread, or an Error that says why there is none: `AMDAHL_FFI=off`, or no
 * koffi on this platform.
 *
 * @example
 * const found = ffi();
 * if (!(found instanceof Error)) found.open("/tmp/kernel.so");
 */
export function ffi(): Ffi | Error {
  if (found === undefined) {
    found =
      process.env.AMDAHL_FFI === "off" ? new Error("AMDAHL_FFI=off switches it off") : throughGate(openKoffi);
    if (!(found instanceof Error)) askForHugePages(found);
  }
  return found;
}
