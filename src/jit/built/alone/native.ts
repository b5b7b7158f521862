// Native code is amdahl's to run: a module by itself has none.
import type { Ready } from "../../runtime/index.ts";

export function readyNative(): Ready {
  throw new Error("A module by itself runs WebAssembly only");
}

export function stopWord(): number {
  return 0;
}

export function locate(): number {
  throw new Error("A module by itself has copies of arrays only");
}
