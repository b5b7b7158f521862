// Collective calls that were begun: schedules that go on step by step.
import { ERR_TRUNCATE } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import { ANY } from "../face.ts";
import type { Schedule } from "./collectives.ts";
import { type Pending, Sending } from "./requests.ts";

/** The rank that something is waited for from, or sent to. */
export const peerOf = (pending: Pending): number =>
  pending instanceof Sending ? pending.dest : pending.source;

/** Ranks that call with different lengths would get parts of each other's data. */
export function checkLength(pending: Pending): void {
  if (!pending.truncated) return;
  throw new Exception(
    ERR_TRUNCATE,
    "the ranks of a collective call do not agree on its length: " +
      `rank ${pending.source} of the job sends more than ${pending.bytes} bytes`,
  );
}

/** Something that goes on by itself. */
export interface Active {
  readonly done: boolean;
  /** Goes on as far as it can at once; whether that was anywhere. */
  advance(): boolean;
}

/** A schedule on its way. */
export class Running implements Active {
  readonly #schedule: Schedule;
  #current: Pending | undefined;
  #failure: { readonly error: unknown } | undefined;
  #started = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get done(): boolean {
    return this.#started && this.#current === undefined;
  }

  /** The rank that is waited for now. */
  get peer(): number {
    return this.#current === undefined ? ANY : peerOf(this.#current);
  }

  advance(): boolean {
    let some = false;
    while (!this.#started || this.#current?.done) {
      this.#started = true;
      some = true;
      try {
        if (this.#current) checkLength(this.#current);
        let next = this.#schedule.next();
        while (!next.done && next.value === undefined) next = this.#schedule.next();
        this.#current = next.done ? undefined : next.value;
      } catch (error) {
        // Told to whoever waits for it, and not to the call that happens to move it.
        this.#failure = { error };
        this.#current = undefined;
      }
    }
    return some;
  }

  /** Throws what went wrong. */
  finish(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
