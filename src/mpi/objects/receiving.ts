// A value that is being received, whichever way it travels.
import type { Envelope } from "../engine/face.ts";

export interface Receiving {
  readonly envelope: Envelope;
  /** Whether all of it is there; moves it on. */
  test(): boolean;
  /** Takes it back if no message has been found. */
  cancel(): void;
  /** The value, once all of it is there. Throws what went wrong. */
  finish(): unknown;
}
