// Requests: what was begun and will be done, waited for one by one or many at a time.
import { ANY_SOURCE, ERR_REQUEST, ERR_TRUNCATE, UNDEFINED } from "./constants.ts";
import { type Envelope, emptyEnvelope } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import type { Status } from "./status.ts";

/** What a request is about, as the file that makes it knows it. */
export interface Work<T> {
  /** Whether it is done; moves it on. */
  test(): boolean;
  /** Waits for it. */
  wait(): void;
  cancel(): void;
  /** Called once, when it is done: what it gives. Throws what went wrong. */
  finish(): T;
  /** Of a receive that is done: whose message it was; undefined where there was none. */
  readonly envelope: Envelope | undefined;
}

/** Ways to wait until `look` is true; set by the engine in use. */
export interface Until {
  (look: () => boolean): void;
  awaited(look: () => boolean): Promise<void>;
  /** Ends the job. */
  abort(status: number): never;
  /** Whether all ranks read the same clock. */
  oneClock(): boolean;
}

/**
 * Something that was begun: a send, a receive, a collective call. `Wait` (or `wait`, for what gives a value) returns when
 * it is done, `Test` looks; nothing moves between such calls.
 *
 * @example
 * const theirs = new Float64Array(3);
 * const receive = comm.Irecv(theirs, { source: 1 - comm.rank });
 * const send = comm.Isend(new Float64Array(3).fill(comm.rank), { dest: 1 - comm.rank });
 * // … compute something meanwhile …
 * MPI.Request.Waitall([receive, send]);
 */
export class Request<T = void> {
  #work: Work<T> | undefined;
  readonly #until: Until;
  #value: T | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Requests come from a communicator's methods. */
  constructor(work: Work<T> | undefined, until: Until) {
    this.#work = work;
    this.#until = until;
  }

  /** Begins again, once what it was begun with is done. */
  protected restart(make: () => Work<T>): void {
    if (this.#work !== undefined) {
      throw new Exception(ERR_REQUEST, "the request was started already: wait for it first");
    }
    this.#work = make();
    this.#value = undefined;
    this.#failure = undefined;
  }

  /** Whether there is nothing left to wait for. */
  get isNull(): boolean {
    return this.#work === undefined;
  }

  /**
   * Returns `true` when the request is done.
   *
   * @throws Exception ERR_TRUNCATE if a message was longer than its buffer
   */
  Wait(status?: Status | null): true {
    this.wait(status);
    return true;
  }

  /** Whether the request is done. */
  Test(status?: Status | null): boolean {
    return this.test(status)[0];
  }

  /** Returns what the request gives, such as the value that was received, when it is done. */
  wait(status?: Status | null): T {
    this.#work?.wait();
    this.#settle(status);
    return this.#result();
  }

  /** Whether the request is done, and what it gives. */
  test(status?: Status | null): [true, T] | [false, undefined] {
    if (this.#work !== undefined && !this.#work.test()) return [false, undefined];
    this.#settle(status);
    return [true, this.#result()];
  }

  /**
   * What `await` calls: resolves with what the request gives when it is done, and the event loop turns meanwhile. As with
   * every wait, once.
   *
   * @example
   * const receive = comm.irecv({ source: 1 - comm.rank });
   * comm.isend(`from ${comm.rank}`, 1 - comm.rank);
   * const text = await receive;
   * if (comm.rank === 0) console.log(text); // from 1
   */
  // biome-ignore lint/suspicious/noThenProperty: a request is to be awaited
  then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const work = this.#work;
    const ready = work === undefined ? Promise.resolve() : this.#until.awaited(() => work.test());
    return ready.then(() => this.wait()).then(done, failed);
  }

  /** Whether the request is done; unlike `Test` it leaves it to be waited for. */
  Get_status(status?: Status | null): boolean {
    const work = this.#work;
    if (work === undefined) status?.clear();
    else if (!work.test()) return false;
    else if (work.envelope) status?.fill(work.envelope);
    else status?.clear();
    return true;
  }

  /** As `Get_status`. */
  get_status(status?: Status | null): boolean {
    return this.Get_status(status);
  }

  /** Takes a receive back that has found no message yet. It must be waited for all the same. */
  Cancel(): void {
    if (this.#work === undefined) throw new Exception(ERR_REQUEST, "the request is done already");
    this.#work.cancel();
  }

  /** As `Cancel`. */
  cancel(): void {
    this.Cancel();
  }

  /** Gives the request up: it goes on by itself, and nobody will hear of it. */
  Free(): void {
    this.#work = undefined;
  }

  #settle(status?: Status | null): void {
    const work = this.#work;
    if (work === undefined) {
      status?.clear();
      return;
    }
    this.#work = undefined;
    if (work.envelope) status?.fill(work.envelope);
    else status?.clear();
    try {
      this.#value = work.finish();
    } catch (error) {
      this.#failure = { error };
      if (status && error instanceof Exception) status.error = error.Get_error_class();
    }
  }

  #result(): T {
    if (this.#failure) throw this.#failure.error;
    return this.#value as T;
  }

  /** Returns when all are done. `statuses` are filled in order. */
  static Waitall(requests: readonly Request<unknown>[], statuses?: readonly Status[]): true {
    Request.waitall(requests, statuses);
    return true;
  }

  /** Returns what all give, in order, when all are done. */
  static waitall<V>(requests: readonly Request<V>[], statuses?: readonly Status[]): V[] {
    // All are waited for also where one has failed: the others' buffers are in use until they are done.
    for (const r of requests) r.#work?.wait();
    requests.forEach((r, i) => {
      r.#settle(statuses?.[i]);
    });
    return requests.map((r) => r.#result());
  }

  /** Whether all are done; if not, none is settled. */
  static Testall(requests: readonly Request<unknown>[], statuses?: readonly Status[]): boolean {
    return Request.testall(requests, statuses)[0];
  }

  /** Whether all are done, and what they give. */
  static testall<V>(
    requests: readonly Request<V>[],
    statuses?: readonly Status[],
  ): [true, V[]] | [false, undefined] {
    const done = requests.map((r) => r.#work === undefined || r.#work.test());
    return done.every(Boolean) ? [true, Request.waitall(requests, statuses)] : [false, undefined];
  }

  /** Returns the index of one that is done, when one is; `UNDEFINED` if there is nothing to wait for. */
  static Waitany(requests: readonly Request<unknown>[], status?: Status | null): number {
    return Request.waitany(requests, status)[0];
  }

  /** Returns the index of one that is done, and what it gives. */
  static waitany<V>(requests: readonly Request<V>[], status?: Status | null): [number, V | undefined] {
    const at = Request.#anyDone(requests);
    return at === UNDEFINED ? [UNDEFINED, undefined] : [at, requests[at].wait(status)];
  }

  static #anyDone(requests: readonly Request<unknown>[]): number {
    const active = requests.flatMap((r, i) => (r.#work === undefined ? [] : [i]));
    if (active.length === 0) return UNDEFINED;
    const find = () => active.find((i) => requests[i].#work?.test());
    let at = find();
    if (at === undefined) {
      requests[active[0]].#until(() => {
        at = find();
        return at !== undefined;
      });
    }
    return at as number;
  }

  /** Whether one is done, and the index of it: `UNDEFINED` with `true` if there is nothing to wait for. */
  static Testany(requests: readonly Request<unknown>[], status?: Status | null): [number, boolean] {
    const [at, done] = Request.testany(requests, status);
    return [at, done];
  }

  /** Whether one is done, the index of it, and what it gives. */
  static testany<V>(
    requests: readonly Request<V>[],
    status?: Status | null,
  ): [number, boolean, V | undefined] {
    if (requests.every((r) => r.isNull)) return [UNDEFINED, true, undefined];
    const at = requests.findIndex((r) => r.#work?.test());
    return at < 0 ? [UNDEFINED, false, undefined] : [at, true, requests[at].wait(status)];
  }

  /** Returns the indices of those that are done, when one is at least; `null` if there is nothing to wait for. */
  static Waitsome(requests: readonly Request<unknown>[], statuses?: readonly Status[]): number[] | null {
    return Request.waitsome(requests, statuses)[0];
  }

  /** Returns the indices of those that are done, and what they give. */
  static waitsome<V>(
    requests: readonly Request<V>[],
    statuses?: readonly Status[],
  ): [number[] | null, V[] | null] {
    if (Request.#anyDone(requests) === UNDEFINED) return [null, null];
    return Request.testsome(requests, statuses);
  }

  /** The indices of those that are done now; `null` if there is nothing to wait for. */
  static Testsome(requests: readonly Request<unknown>[], statuses?: readonly Status[]): number[] | null {
    return Request.testsome(requests, statuses)[0];
  }

  /** The indices of those that are done now, and what they give. */
  static testsome<V>(
    requests: readonly Request<V>[],
    statuses?: readonly Status[],
  ): [number[] | null, V[] | null] {
    if (requests.every((r) => r.isNull)) return [null, null];
    const at = requests.flatMap((r, i) => (r.#work?.test() ? [i] : []));
    return [at, at.map((i, k) => requests[i].wait(statuses?.[k]))];
  }
}

/** The error of a message that was longer than its buffer. */
export const truncation = (envelope: Envelope, room: number): Exception =>
  new Exception(
    ERR_TRUNCATE,
    `the message from rank ${envelope.source} with tag ${envelope.tag} is longer than the ${room} bytes of the buffer: ` +
      "what did not fit is lost. Probe tells a message's length before it is received.",
  );

/** A request that was done before it was begun, such as a send to PROC_NULL. */
export const done = <T>(value: T, source: number = ANY_SOURCE): Work<T> => ({
  test: () => true,
  wait: () => {},
  cancel: () => {},
  finish: () => value,
  envelope: source === ANY_SOURCE ? undefined : { ...emptyEnvelope(), source },
});

/**
 * A send or receive that is set up once and started again and again (MPI 5.0, section 3.9).
 *
 * @example
 * const halo = new Float64Array(2);
 * const receive = comm.Recv_init(halo, { source: 1 - comm.rank });
 * const send = comm.Send_init(halo.slice(), { dest: 1 - comm.rank });
 * for (let step = 0; step < 3; step++) {
 *   MPI.Prequest.Startall([receive, send]);
 *   MPI.Request.Waitall([receive, send]);
 * }
 */
export class Prequest extends Request {
  readonly #make: () => Work<void>;

  /** Persistent requests come from a communicator's `_init` methods. */
  constructor(make: () => Work<void>, until: Until) {
    super(undefined, until);
    this.#make = make;
  }

  /** Begins. Throws ERR_REQUEST if it was started and not waited for. */
  Start(): void {
    this.restart(this.#make);
  }

  /** Begins all. */
  static Startall(requests: readonly Prequest[]): void {
    for (const request of requests) request.Start();
  }
}
