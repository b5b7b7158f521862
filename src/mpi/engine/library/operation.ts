// Requests of the library's: what was begun and is not done.
import { ERR_TRUNCATE } from "../../constants.ts";
import { type Envelope, emptyEnvelope, type Operation } from "../face.ts";
import type { Call, Calls } from "./calls.ts";
import type { Here } from "./here.ts";

/** Calls and memory that all requests use again and again; a library is called by one thread. */
export class Requests {
  readonly here: Here;
  readonly calls: Calls;
  readonly status: Int32Array;
  readonly flag = new Int32Array(1);
  readonly test: Call;
  readonly wait: Call;
  readonly #source: number;
  readonly #tag: number;
  readonly #bytes: (status: Int32Array) => number;

  constructor(here: Here) {
    this.here = here;
    const { calls } = here;
    this.calls = calls;
    const { words, source, tag, bytes } = calls.abi.status;
    this.status = new Int32Array(words);
    this.#source = source;
    this.#tag = tag;
    this.test = calls.get("Test");
    this.wait = calls.get("Wait");
    const count = new Int32Array(2);
    this.#bytes =
      bytes ??
      ((status) => {
        calls.do("Get_elements_x", status, calls.abi.byte, count);
        return (count[1] >>> 0) * 2 ** 32 + (count[0] >>> 0);
      });
  }

  /** Fills an envelope with what the status says. */
  fill(into: Envelope): void {
    into.source = this.status[this.#source];
    into.tag = this.status[this.#tag];
    into.bytes = this.#bytes(this.status);
    into.cancelled = false;
    into.truncated = false;
  }

  /** As `fill`, after a receive that gave this code: a message that was too long is the caller's to tell. */
  received(code: number, into: Envelope): void {
    if (code !== 0 && this.calls.classOf(code) !== ERR_TRUNCATE) throw this.calls.exception(code);
    this.fill(into);
    into.truncated = code !== 0;
  }

  /** Whether what the status is about was cancelled. */
  wasCancelled(): boolean {
    this.calls.do("Test_cancelled", this.status, this.flag);
    return this.flag[0] !== 0;
  }
}

/** A send, a receive or a collective call that was begun. */
export class Begun implements Operation {
  readonly envelope: Envelope = emptyEnvelope();
  /** Where the library finds the request. */
  readonly request = new Int32Array(2);
  readonly #requests: Requests;
  readonly #receives: boolean;
  /** Memory that the library uses: as long as it does, somebody must be known to. */
  readonly #held: { memory: unknown };
  readonly #settle: (() => void) | undefined;
  #done = false;
  #cancelling = false;
  #failure: { readonly error: unknown } | undefined;

  /** `settle` is called once it is done. */
  constructor(requests: Requests, held: unknown, receives: boolean, settle?: () => void) {
    this.#requests = requests;
    this.#held = { memory: held };
    this.#receives = receives;
    this.#settle = settle;
  }

  test(): boolean {
    if (this.#done) return true;
    const { here, test, flag, status } = this.#requests;
    here.progress();
    const code = test(this.request, flag, status);
    if (code !== 0 || flag[0] !== 0) this.#end(code);
    return this.#done;
  }

  wait(): void {
    if (this.#done) return;
    const { here, wait, status } = this.#requests;
    if (here.quiet) this.#end(wait(this.request, status));
    else here.until(() => this.test());
  }

  cancel(): void {
    if (this.#done || !this.#receives) return;
    this.#cancelling = true;
    this.#requests.calls.do("Cancel", this.request);
  }

  finish(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #end(code: number): void {
    this.#done = true;
    this.#held.memory = undefined;
    if (this.#cancelling && this.#requests.wasCancelled()) {
      this.envelope.cancelled = true;
      return;
    }
    if (this.#receives) {
      this.#requests.received(code, this.envelope);
      return;
    }
    try {
      this.#requests.calls.check(code);
      this.#settle?.();
    } catch (error) {
      this.#failure = { error };
    }
  }
}
