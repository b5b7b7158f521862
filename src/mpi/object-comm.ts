// The methods with small letters, which take any value: mpi4py's to the letter, and what it has not, collective calls of
// values that are begun and waited for later.
import { type ArrivedMessage, requestOf } from "./arrived-message.ts";
import { BufferComm } from "./buffer-comm.ts";
import { checkOneGroup } from "./collective-call.ts";
import { PROC_NULL } from "./constants.ts";
import { type Context, emptyEnvelope, type Mode, type Operation } from "./engine/face.ts";
import * as between from "./objects/between.ts";
import * as within from "./objects/collective.ts";
import { type Combine, combiner, combining } from "./objects/combine.ts";
import * as objects from "./objects/message.ts";
import { copied, spelled } from "./objects/packed.ts";
import { Op, SUM } from "./op.ts";
import type { From, To, ToAndFrom } from "./point-to-point.ts";
import { done, Request } from "./request.ts";
import { type Root, rootOf } from "./root.ts";
import type { Status } from "./status.ts";

/** How values are combined. */
export interface Combining<T> {
  /** One of MPI's operations (`SUM` unless given), or a function of a value of lower ranks and one of higher ones. */
  readonly op?: Op | Combine<T>;
}

/** An operation as it may be given: itself, or in options. */
type OpArgument<T> = Combining<T> | Op | Combine<T>;

const opOf = <T>(how: OpArgument<T> | undefined): Op | Combine<T> => {
  const options = typeof how === "object" && how !== null && !(how instanceof Op) ? how : undefined;
  return (options === undefined ? (how as Op | Combine<T> | undefined) : options.op) ?? SUM;
};

const combinerOf = <T>(how: OpArgument<T> | undefined, value: T): Combine<T> => combiner(opOf(how), value);

/** The steps of calls that are others between two groups. */
const stepsOf = ({ remote }: Context): typeof within | typeof between =>
  remote === undefined ? within : between;

const scratch = emptyEnvelope();

/** A communicator's calls for any value: see `Comm`. */
export class ObjectComm extends BufferComm {
  /** Of the collective calls of values that were begun the last, if it is not done: moves it, and whether it is. */
  #last: (() => boolean) | undefined;

  /** Sends a value; returns when it may be changed. Throws ERR_TYPE for what cannot be sent, with the path to it. */
  send(value: unknown, to: To | number, tag?: number): void {
    this.#send(value, to, tag, "standard");
  }

  /** As `send`, and returns when the receiver has begun to receive. */
  ssend(value: unknown, to: To | number, tag?: number): void {
    this.#send(value, to, tag, "synchronous");
  }

  /** As `send`, and returns at once. Long arrays in the value are copied. */
  bsend(value: unknown, to: To | number, tag?: number): void {
    this.#isend(copied(value), to, tag, "standard").Free();
  }

  /** As `bsend`; the request is done when the copy is gone. */
  ibsend(value: unknown, to: To | number, tag?: number): Request {
    return this.#isend(copied(value), to, tag, "standard");
  }

  /** Begins to send a value. Long arrays in it must stay as they are until the request is done. */
  isend(value: unknown, to: To | number, tag?: number): Request {
    return this.#isend(value, to, tag, "standard");
  }

  /** As `isend`; done when the receiver has begun to receive. */
  issend(value: unknown, to: To | number, tag?: number): Request {
    return this.#isend(value, to, tag, "synchronous");
  }

  /** Receives a value, however long. `undefined` from `PROC_NULL`. */
  recv<T = unknown>(from?: From): T;
  /** As mpi4py spells it; the first argument is not used. */
  recv<T = unknown>(unused: undefined | null, source?: number, tag?: number, status?: Status | null): T;
  recv<T = unknown>(first?: From | null, source?: number, tag?: number, status?: Status | null): T {
    const { rank, open, filled } = this.checkedFrom(first ?? source, tag, status);
    if (rank === PROC_NULL) {
      filled?.clear(PROC_NULL);
      return undefined as T;
    }
    if (objects.mustTakeTurns(this.engine.context)) return this.#irecv<T>(rank, open).wait(filled);
    const value = objects.receive(this.engine.context, rank, open, scratch);
    filled?.fill(scratch);
    return value as T;
  }

  /** Begins to receive a value, of any length: the request's `wait` gives it. */
  irecv<T = unknown>(from?: From | number, tag?: number): Request<T> {
    const { rank, open } = this.checkedFrom(from, tag);
    if (rank === PROC_NULL) return new Request(done(undefined as T, PROC_NULL), this.engine.until);
    return this.#irecv<T>(rank, open);
  }

  #irecv<T>(rank: number, tag: number): Request<T> {
    return requestOf<T>(objects.receiving(this.engine.context, rank, tag), this.engine);
  }

  /** Sends one value and receives another, in whichever order they can. */
  sendrecv<T = unknown>(value: unknown, how: ToAndFrom): T {
    const { dest, sendtag = 0, source, recvtag, status } = how;
    const receive = this.irecv<T>({
      ...(source !== undefined && { source }),
      ...(recvtag !== undefined && { tag: recvtag }),
    });
    this.isend(value, dest, sendtag).Wait();
    return receive.wait(status);
  }

  /** As `Probe`. */
  probe(from?: From | number, tag?: number, status?: Status | null): true {
    return this.Probe(from, tag, status);
  }

  /** As `Iprobe`. */
  iprobe(from?: From | number, tag?: number, status?: Status | null): boolean {
    return this.Iprobe(from, tag, status);
  }

  /** As `Mprobe`; `recv` of what it gives receives the value. */
  mprobe(from?: From | number, tag?: number, status?: Status | null): ArrivedMessage {
    return this.Mprobe(from, tag, status);
  }

  /** As `Improbe`. */
  improbe(from?: From | number, tag?: number, status?: Status | null): ArrivedMessage | null {
    return this.Improbe(from, tag, status);
  }

  /** As `Barrier`. */
  barrier(): void {
    this.Barrier();
  }

  /** Gives the root's value to all, and returns it. Between two groups the root's own group gets `undefined`. */
  bcast<T>(value: T, root?: Root | number): T {
    return this.#now(this.#bcast(value, root)) as T;
  }

  /** Begins a `bcast`. */
  ibcast<T>(value: T, root?: Root | number): Request<T> {
    return this.#start(this.#bcast(value, root)) as Request<T>;
  }

  #bcast(value: unknown, root: Root | number | undefined): within.Steps<unknown> {
    const { context } = this.engine;
    return stepsOf(context).bcast(context.inner, value, rootOf(root, context));
  }

  /** Everybody's values, in the order of ranks, at the root; `undefined` elsewhere. */
  gather<T>(value: T, root?: Root | number): T[] | undefined {
    return this.#now(this.#gather(value, root)) as T[] | undefined;
  }

  /** Begins a `gather`. */
  igather<T>(value: T, root?: Root | number): Request<T[] | undefined> {
    return this.#start(this.#gather(value, root)) as Request<T[] | undefined>;
  }

  #gather(value: unknown, root: Root | number | undefined): within.Steps<unknown> {
    const { context } = this.engine;
    return stepsOf(context).gather(context.inner, value, rootOf(root, context));
  }

  /** This rank's value of the root's list, which has one for each. Between two groups the root's own group gets `undefined`. */
  scatter<T>(list: readonly T[] | null | undefined, root?: Root | number): T {
    return this.#now(this.#scatter(list, root)) as T;
  }

  /** Begins a `scatter`. */
  iscatter<T>(list: readonly T[] | null | undefined, root?: Root | number): Request<T> {
    return this.#start(this.#scatter(list, root)) as Request<T>;
  }

  #scatter(list: unknown, root: Root | number | undefined): within.Steps<unknown> {
    const { context } = this.engine;
    return stepsOf(context).scatter(context.inner, list, rootOf(root, context));
  }

  /** Everybody's values, in the order of ranks; between two groups those of the other. */
  allgather<T>(value: T): T[] {
    return this.#now(within.allgather(this.engine.context.inner, value)) as T[];
  }

  /** Begins an `allgather`. */
  iallgather<T>(value: T): Request<T[]> {
    return this.#start(within.allgather(this.engine.context.inner, value)) as Request<T[]>;
  }

  /** Sends value i of the list to rank i; returns what all have sent to this rank. */
  alltoall<T>(list: readonly T[]): T[] {
    return this.#now(within.alltoall(this.engine.context.inner, list)) as T[];
  }

  /** Begins an `alltoall`. */
  ialltoall<T>(list: readonly T[]): Request<T[]> {
    return this.#start(within.alltoall(this.engine.context.inner, list)) as Request<T[]>;
  }

  /** Everybody's values combined, in the order of ranks, at the root; `undefined` elsewhere. */
  reduce<T>(value: T, how?: (Combining<T> & Root) | Op | Combine<T>, root?: number): T | undefined {
    return this.#now(this.#reduce(value, how, root));
  }

  /** Begins a `reduce`. */
  ireduce<T>(value: T, how?: (Combining<T> & Root) | Op | Combine<T>, root?: number): Request<T | undefined> {
    return this.#start(this.#reduce(value, how, root));
  }

  #reduce<T>(value: T, how: (Combining<T> & Root) | Op | Combine<T> | undefined, root?: number) {
    const { context } = this.engine;
    const said = root ?? (how as Root | undefined)?.root;
    const rank = rootOf(said, context);
    // The root of the other group and the ranks beside it give none.
    const combine = rank < 0 ? combining(opOf(how)) : combinerOf(how, value);
    return within.reduce(stepsOf(context).gather(context.inner, value, rank), combine);
  }

  /** Everybody's values combined, in the order of ranks; between two groups those of the other. */
  allreduce<T>(value: T, how?: OpArgument<T>): T {
    return this.#now(this.#allreduce(value, how));
  }

  /** Begins an `allreduce`. */
  iallreduce<T>(value: T, how?: OpArgument<T>): Request<T> {
    return this.#start(this.#allreduce(value, how));
  }

  #allreduce<T>(value: T, how: OpArgument<T> | undefined): within.Steps<T> {
    const { context } = this.engine;
    return stepsOf(context).allreduce(context.inner, value, combinerOf(how, value));
  }

  /** The values of all ranks up to and with this one, combined. */
  scan<T>(value: T, how?: OpArgument<T>): T {
    return this.#now(this.#scan(value, how, false)) as T;
  }

  /** The values of all ranks before this one, combined; `undefined` on rank 0. */
  exscan<T>(value: T, how?: OpArgument<T>): T | undefined {
    return this.#now(this.#scan(value, how, true));
  }

  #scan<T>(value: T, how: OpArgument<T> | undefined, exclusive: boolean): within.Steps<T | undefined> {
    const { context } = this.engine;
    checkOneGroup(exclusive ? "exscan" : "scan", context);
    return within.scan(context.inner, value, combinerOf(how, value), exclusive);
  }

  #send(value: unknown, to: To | number, tag: number | undefined, mode: Mode): void {
    const { dest, tag: marked } = this.checkedTo(to, tag);
    if (dest === PROC_NULL) spelled(value);
    else objects.send(this.engine.context, value, dest, marked, mode);
  }

  #isend(value: unknown, to: To | number, tag: number | undefined, mode: Mode): Request {
    const { context, until } = this.engine;
    const { dest, tag: marked } = this.checkedTo(to, tag);
    if (dest === PROC_NULL) {
      spelled(value);
      return new Request(done(undefined), until);
    }
    const operations = objects.isend(context, value, dest, marked, mode);
    return new Request<void>(
      {
        test: () => operations.every((operation) => operation.test()),
        wait: () => {
          for (const operation of operations) operation.wait();
        },
        cancel: () => {},
        finish: () => {},
        envelope: undefined,
      },
      until,
    );
  }

  /** Goes through a call's steps. */
  #now<T>(call: within.Steps<T>): T {
    if (this.#last !== undefined) return this.#begin(call).wait();
    for (;;) {
      const step = call.next();
      if (step.done) return step.value;
      step.value.wait();
      step.value.finish();
    }
  }

  #start<T>(call: within.Steps<T>): Request<T> {
    this.engine.context.mix();
    return this.#begin(call);
  }

  /**
   * Begins a call, which goes on in whatever call this rank is in. It starts when the one before it is done: all ranks
   * must make the engine's calls in the same order, and the second step of one would otherwise overtake the first of the
   * next on one rank and not on another.
   */
  #begin<T>(call: within.Steps<T>): Request<T> {
    const { until, keep } = this.engine;
    let before = this.#last;
    let step: IteratorResult<Operation, T> | undefined;
    let failure: { readonly error: unknown } | undefined;
    let moving = false;
    const go = (): boolean => {
      if (before?.() === false) return false;
      before = undefined;
      while (failure === undefined) {
        try {
          if (step === undefined) step = call.next();
          else if (step.done) break;
          else if (!step.value.test()) return false;
          else {
            step.value.finish();
            step = call.next();
          }
        } catch (error) {
          failure = { error };
        }
      }
      if (this.#last === advance) this.#last = undefined;
      return true;
    };
    const advance = (): boolean => {
      // To look at a step moves all that goes on by itself, this call too.
      if (moving) return false;
      moving = true;
      try {
        return go();
      } finally {
        moving = false;
      }
    };
    this.#last = advance;
    if (!advance()) keep(advance);
    return new Request<T>(
      {
        test: advance,
        wait: () => until(advance),
        cancel: () => {},
        finish: () => {
          if (failure) throw failure.error;
          return (step as IteratorReturnResult<T>).value;
        },
        envelope: undefined,
      },
      until,
    );
  }
}
