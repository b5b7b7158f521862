// The runner module of compiled functions: what a team's worker imports to take part in their parallel loops.
import type { Local } from "../../team/index.ts";
import { mark, release } from "./arena.ts";
import { ready } from "./instance.ts";
import type { Payload } from "./ready.ts";

/** Makes a compiled function ready in this worker; a parallel loop inside a unit runs here, in order. */
export function prepare(payload: unknown): Local {
  const made = ready(payload as Payload, (fn, units, frame, _stride, partials) =>
    made.local(fn, 0, units, frame, partials),
  );
  return (fn, first, last, frame, partials) => {
    const top = mark();
    try {
      made.local(fn, first, last, frame, partials);
    } catch (error) {
      release(top);
      made.recover();
      throw error;
    }
  };
}
