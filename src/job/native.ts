// Native code as ranks that are processes need it: one place that knows where there is any.
import { type Ffi, ffi, type ProcessCalls } from "../ffi/index.ts";

type ForProcesses = Ffi & { readonly processes: ProcessCalls };

/** The interface, with what the system does for processes; undefined without Linux or native code. */
export function forProcesses(): ForProcesses | undefined {
  const found = ffi();
  return found instanceof Error || found.processes === undefined ? undefined : (found as ForProcesses);
}

/** The same. Throws Error where there is none. */
export function neededForProcesses(): ForProcesses {
  const found = forProcesses();
  if (found === undefined) throw new Error("ranks that are processes need Linux, and native code");
  return found;
}
