// The engine that carries this program's messages: opened at the first use, so that importing MPI costs nothing.
import type { Engine } from "./face.ts";
import { localEngine } from "./local/index.ts";

let opened: Engine | undefined;

/** The engine of this rank. */
export function engine(): Engine {
  opened ??= localEngine();
  return opened;
}
