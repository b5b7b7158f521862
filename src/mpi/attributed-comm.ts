// What a communicator carries besides messages: a name, attributes (MPI 5.0, section 7.7), an error handler, and the way
// to end everything.
import type { Keep } from "./arrived-message.ts";
import { ERR_ARG, ERR_KEYVAL, TAG_UB, WTIME_IS_GLOBAL } from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { ERRORS_RETURN, Errhandler, type ErrhandlerFunction } from "./errhandler.ts";
import { Exception } from "./exception.ts";
import { ObjectComm } from "./object-comm.ts";
import { MOST_TAG } from "./point-to-point.ts";
import type { Until } from "./request.ts";

/** What happens to an attribute when its communicator is copied, and when it goes. */
export interface KeyvalFunctions<C> {
  /** Gives the copy's value; `undefined`: the copy has none. `true` in its place: the same value. */
  readonly copy?: true | ((comm: C, keyval: number, value: unknown) => unknown);
  /** Is told when an attribute is replaced or deleted, and when its communicator is freed. */
  readonly delete?: (comm: C, keyval: number, value: unknown) => void;
}

/** Keys of programs' own, above those of the standard. */
const keyvals = new Map<number, KeyvalFunctions<never>>();
let nextKeyval = 1024;

/** Calls that are not to be watched by an error handler: they are part of it, or end the job. */
const UNWATCHED = new Set([
  ...["constructor", "Set_errhandler", "Get_errhandler", "Call_errhandler", "Abort"],
  ...["checkedTo", "checkedFrom", "close", "request", "made", "part", "merged", "contains", "inherit"],
]);

/** A communicator's attributes: see `Comm`. */
export class AttributedComm extends ObjectComm {
  /** The name, for people: `MPI_COMM_WORLD`, or what `Set_name` said. */
  name = "";
  readonly #attributes = new Map<number, unknown>();
  #errhandler: Errhandler = ERRORS_RETURN;
  /** Whether one of the calls is being made that tell the error handler. */
  #watching = false;
  readonly #abort: (status: number) => never;
  readonly #oneClock: () => boolean;

  /** Communicators come from others. */
  constructor(open: () => Context, until: Until, keep: Keep) {
    super(open, until, keep);
    this.#abort = until.abort;
    this.#oneClock = until.oneClock;
  }

  Get_name(): string {
    return this.name;
  }

  Set_name(name: string): void {
    this.name = name;
  }

  /**
   * Makes a key for attributes.
   *
   * @example
   * const units = MPI.Comm.Create_keyval({ copy: true });
   * comm.Set_attr(units, "metres");
   * const copy = comm.Dup();
   * if (comm.rank === 0) console.log(copy.Get_attr(units)); // metres
   */
  static Create_keyval<C>(functions: KeyvalFunctions<C> = {}): number {
    nextKeyval++;
    keyvals.set(nextKeyval, functions as KeyvalFunctions<never>);
    return nextKeyval;
  }

  /** Gives a key up. Attributes that have it stay. */
  static Free_keyval(keyval: number): void {
    if (!keyvals.delete(keyval)) throw unknownKey(keyval);
  }

  /** The value of an attribute, `undefined` if there is none. `TAG_UB` and `WTIME_IS_GLOBAL` are there from the start. */
  Get_attr(keyval: number): unknown {
    if (keyval === TAG_UB) return MOST_TAG;
    if (keyval === WTIME_IS_GLOBAL) return this.#oneClock();
    return this.#attributes.get(keyval);
  }

  /** Sets an attribute. Throws ERR_KEYVAL for keys that `Create_keyval` has not made. */
  Set_attr(keyval: number, value: unknown): void {
    if (!keyvals.has(keyval)) throw unknownKey(keyval);
    if (this.#attributes.has(keyval)) this.Delete_attr(keyval);
    this.#attributes.set(keyval, value);
  }

  /** Deletes an attribute. Throws ERR_KEYVAL for keys that `Create_keyval` has not made. */
  Delete_attr(keyval: number): void {
    if (!keyvals.has(keyval) && !this.#attributes.has(keyval)) throw unknownKey(keyval);
    const value = this.#attributes.get(keyval);
    if (!this.#attributes.delete(keyval)) return;
    keyvals.get(keyval)?.delete?.(this as never, keyval, value);
  }

  /** Makes an error handler of a function, which is told before the error is thrown. */
  static Create_errhandler<C>(fn: ErrhandlerFunction<C>): Errhandler {
    return new Errhandler("", fn as ErrhandlerFunction<never>);
  }

  /** What happens when a call of this communicator fails; `ERRORS_RETURN` from the start. */
  Get_errhandler(): Errhandler {
    return this.#errhandler;
  }

  /**
   * Says what happens when a call of this communicator fails. Errors of a request that is waited for are thrown whatever
   * the handler.
   *
   * @example
   * const codes: number[] = [];
   * const mine = comm.Dup();
   * mine.Set_errhandler(MPI.Comm.Create_errhandler((_, code) => void codes.push(code)));
   * try {
   *   mine.Send(new Uint8Array(1), { dest: -7 });
   * } catch {
   *   if (comm.rank === 0) console.log(codes.join(), MPI.ERR_RANK); // 6 6
   * }
   */
  Set_errhandler(handler: Errhandler): void {
    if (!(handler instanceof Errhandler)) {
      throw new Exception(
        ERR_ARG,
        "an error handler is ERRORS_RETURN, ERRORS_ARE_FATAL or what Create_errhandler made",
      );
    }
    this.#errhandler = handler;
    // Calls have nothing of handlers in them, so that those who set none do not pay; the others have calls of their own.
    for (let at = Object.getPrototypeOf(this); at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (typeof value === "function" && !UNWATCHED.has(name) && !Object.hasOwn(this, name)) {
          Object.defineProperty(this, name, { value: this.#watched(value), configurable: true });
        }
      }
    }
  }

  /** Does what happens when a call fails with this error class. */
  Call_errhandler(code: number): void {
    this.#handle(new Exception(code));
  }

  /** Ends the job with a status, 1 for 0. */
  Abort(errorcode = 0): never {
    return this.#abort(errorcode);
  }

  #watched(call: (...args: unknown[]) => unknown) {
    return (...args: unknown[]): unknown => {
      // Calls are made of others: an error is told once, by the one that the program has made.
      if (this.#watching) return call.apply(this, args);
      this.#watching = true;
      try {
        return call.apply(this, args);
      } catch (error) {
        if (error instanceof Exception) this.#handle(error);
        throw error;
      } finally {
        this.#watching = false;
      }
    };
  }

  #handle(error: Exception): void {
    if (this.#errhandler.isFatal) {
      console.error(`${error.stack}\n${this.#errhandler.name}: the job is ended`);
      this.#abort(1);
    }
    this.#errhandler.call(this, error.Get_error_class());
  }

  /** What a copy of a communicator takes over. */
  protected inherit(from: AttributedComm): void {
    for (const [keyval, value] of from.#attributes) {
      const copy = keyvals.get(keyval)?.copy;
      const copied = copy === true ? value : copy?.(from as never, keyval, value);
      if (copied !== undefined) this.#attributes.set(keyval, copied);
    }
    if (from.#errhandler !== ERRORS_RETURN) this.Set_errhandler(from.#errhandler);
  }

  protected override close(): void {
    for (const keyval of [...this.#attributes.keys()]) this.Delete_attr(keyval);
    super.close();
  }
}

const unknownKey = (keyval: unknown): Exception =>
  new Exception(ERR_KEYVAL, `no key ${String(keyval)} is known: make one by Comm.Create_keyval`);
