// Requests of the library's: what was begun and is not done.
import { ERR_TRUNCATE } from "../../constants.ts";
import { type Envelope, emptyEnvelope, type Operation } from "../face.ts";
import type { Call, Calls } from "./calls.ts";
import type { Here } from "./here.ts";

/** Requests that may be begun before those that nobody waits for are looked at. */
const SWEEP = 256;

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
  /** What is not done: the library uses its memory, also where a program has dropped the request. */
  readonly #open = new Set<Begun>();
  #begun = 0;

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

  /**
   * As `fill`, after a receive with room for so many bytes that gave this code: a message that was too long is the
   * caller's to tell. Open MPI 4 may say that all is well when a rank has sent it to itself.
   */
  received(code: number, room: number, into: Envelope): void {
    if (code !== 0 && this.calls.classOf(code) !== ERR_TRUNCATE) throw this.calls.exception(code);
    this.fill(into);
    into.truncated = code !== 0 || into.bytes > room;
  }

  opened(operation: Begun): void {
    this.#open.add(operation);
    this.#begun++;
    if (this.#begun % SWEEP === 0) for (const other of this.#open) other.test();
  }

  closed(operation: Begun): void {
    this.#open.delete(operation);
  }

  /** Waits until all that was sent is gone. */
  flush(): void {
    for (const operation of this.#open) if (operation.kind === "send") operation.wait();
  }

  /** Whether what the status is about was cancelled. */
  wasCancelled(): boolean {
    this.calls.do("Test_cancelled", this.status, this.flag);
    return this.flag[0] !== 0;
  }
}

/** What was begun. */
type Kind = "send" | "receive" | "collective";

/** A send, a receive or a collective call that was begun. */
export class Begun implements Operation {
  readonly kind: Kind;
  readonly envelope: Envelope = emptyEnvelope();
  /** Where the library finds the request. */
  readonly request = new Int32Array(2);
  /** What must live as long as the library uses it; of a receive, how many bytes there is room for. */
  readonly memory: unknown;
  readonly #room: number;
  readonly #requests: Requests;
  readonly #settle: (() => void) | undefined;
  #done = false;
  #cancelling = false;
  #failure: { readonly error: unknown } | undefined;

  /** `start` is given where the library puts the request; `settle` is called once it is done. */
  constructor(
    requests: Requests,
    kind: Kind,
    memory: unknown,
    room: number,
    start: (request: Int32Array) => number,
    settle?: () => void,
  ) {
    this.#requests = requests;
    this.kind = kind;
    this.memory = memory;
    this.#room = room;
    this.#settle = settle;
    requests.calls.check(start(this.request));
    requests.opened(this);
  }

  test(): boolean {
    if (this.#done) return true;
    const { here, test, flag, status } = this.#requests;
    here.progress();
    // What goes on by itself may have come to this request.
    if (this.#done) return true;
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
    if (this.#done || this.kind !== "receive") return;
    this.#cancelling = true;
    this.#requests.calls.do("Cancel", this.request);
  }

  finish(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #end(code: number): void {
    this.#done = true;
    const requests = this.#requests;
    requests.closed(this);
    if (this.#cancelling && requests.wasCancelled()) {
      this.envelope.cancelled = true;
      return;
    }
    if (this.kind === "receive") {
      requests.received(code, this.#room, this.envelope);
      return;
    }
    try {
      requests.calls.check(code);
      this.#settle?.();
    } catch (error) {
      this.#failure = { error };
    }
  }
}
