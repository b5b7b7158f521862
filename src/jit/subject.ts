// A function under jit as those see it who look inside: what Kernel shows of itself.
import type { Captured } from "../capture/index.ts";
import type { Settings } from "./options.ts";
import type { Specialisation } from "./specialisation.ts";

/** What can be looked at. */
export interface Subject {
  readonly fn: (...args: never[]) => unknown;
  readonly settings: Settings;
  readonly specialisations: ReadonlyMap<string, Specialisation>;
  /** Why the plain function runs, by the argument types that it does so for. */
  readonly refused: ReadonlyMap<string, string>;
  /** The function as captured; captures it if nobody has. */
  captured(): Captured;
}
