// What the interface asks of an engine, which brings bytes from rank to rank: small, so that a cluster's MPI library can
// do it as well as the threads of one process. Objects, datatypes and everything with a name in the standard are above.
// Ranks are those of the context; sources and tags may be ANY.
import type { Datatype } from "../datatype.ts";
import type { Op } from "../op.ts";

/** Any source, or any tag. */
export const ANY = -1;

/** Memory that a message is sent from or received into. */
export type Memory = ArrayBufferView;

/** What is known of a message. */
export interface Envelope {
  source: number;
  tag: number;
  bytes: number;
  cancelled: boolean;
  /** It was longer than the memory that it was received into, and the rest of it is lost. */
  truncated: boolean;
}

/** An envelope to be filled. */
export const emptyEnvelope = (): Envelope => ({
  source: ANY,
  tag: ANY,
  bytes: 0,
  cancelled: false,
  truncated: false,
});

/** How a send ends: when the memory may change, when the message is received, or at once, by a copy. */
export type Mode = "standard" | "synchronous" | "ready";

/** Something that was begun. */
export interface Operation {
  /** Whether it has come to its end; moves it on as far as that goes at once. */
  test(): boolean;
  /** Returns when it has come to its end. */
  wait(): void;
  /** Takes it back if it is a receive that has found no message. It must be waited for all the same. */
  cancel(): void;
  /** Throws what went wrong, of a collective call that is done. */
  finish(): void;
  /** Of a receive that is done. */
  readonly envelope: Envelope;
}

/** A message that a probe has taken out of the matching, to be received by whoever has this. */
export interface Arrived {
  readonly envelope: Envelope;
  /** Begins to receive it. To be called once. */
  receive(memory: Memory, bytes: number): Operation;
}

/** A context that is being made by a call that does not wait. */
export interface Coming {
  readonly operation: Operation;
  /** The context, once the operation is done. */
  context(): Context;
}

/**
 * Ranks that can send each other messages that no other context sees. They are of one group, or of two, and then send to
 * and receive from the other one; calls that all ranks make are made by the ranks of both.
 */
export interface Context {
  /** This rank in its own group, and how many ranks that has. */
  readonly rank: number;
  readonly size: number;
  /** The job's rank of each rank of this rank's group. */
  readonly members: readonly number[];
  /** How many ranks messages can go to and come from: as many as `size`, or as the other group has. */
  readonly peers: number;
  /** The job's rank of each rank of the other group; undefined where there is none. */
  readonly remote: readonly number[] | undefined;
  /**
   * A new context of the ranks that give the same `color`, in the order of `key`s and then of ranks; undefined for those
   * that give none, and for those without anybody in the other group, if there is one. All ranks call it.
   */
  split(color: number | undefined, key: number): Context | undefined;
  /** As `split`, for the ranks that can share memory; undefined for ranks that give no key. */
  splitByMachine(key: number | undefined): Context | undefined;
  /** A new context of these ranks of this one, in this order. They alone call it, all with the same `tag`. */
  group(ranks: readonly number[], tag: number): Context;
  /**
   * A new context between the ranks of this one and those of another. All ranks of both call it, each group with its
   * `leader`, who finds the other one at `remoteLeader` of `peer`, a context that matters there only. The leaders' messages
   * have this tag. Throws ERR_COMM if a rank is in both groups.
   */
  intercomm(leader: number, peer: Context | undefined, remoteLeader: number, tag: number): Context;
  /** Of two groups: a new context of one, the ranks of the group that says `high` behind the others. All ranks call it. */
  merge(high: boolean): Context;
  /** The same ranks, with messages of their own, later. All ranks call it, in the order of their collective calls. */
  idup(): Coming;
  /**
   * From now on collective calls that block may meet ones that go on by themselves in several steps. All ranks say so, at
   * the same place in the order of their collective calls.
   */
  mix(): void;
  /** No message is sent in this context any more. */
  free(): void;
  /** The same ranks, with messages of their own: for what belongs to the messages of this context. */
  readonly inner: Context;
  /** Whether `inner` is there by itself. Otherwise all ranks make it together: it is for their collective calls only. */
  readonly innerIsFree: boolean;
  send(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): void;
  isend(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): Operation;
  /** Receives into `memory`, which has room for `bytes`, and fills `into`. */
  receive(memory: Memory, bytes: number, source: number, tag: number, into: Envelope): void;
  ireceive(memory: Memory, bytes: number, source: number, tag: number): Operation;
  /** Waits until a message can be received, and fills `into`. */
  probe(source: number, tag: number, into: Envelope): void;
  /** Whether a message can be received now; fills `into` if so. */
  iprobe(source: number, tag: number, into: Envelope): boolean;
  mprobe(source: number, tag: number): Arrived;
  improbe(source: number, tag: number): Arrived | undefined;
  /** Collective calls that return when they are done. */
  readonly blocking: Collectives<void>;
  /** Short cuts of some of them. */
  readonly quick: Quick;
  /** Collective calls that go on by themselves. */
  readonly begun: Collectives<Operation>;
}

/** One block of bytes for each rank: where it begins in the memory, and how long it is. */
export interface Blocks {
  readonly memory: Uint8Array;
  readonly at: readonly number[];
  readonly bytes: readonly number[];
}

/** What becomes of elements that are combined. */
export interface Reduction {
  readonly op: Op;
  readonly type: Datatype;
}

/**
 * Calls that all ranks of a context make, in the same order. What is sent must not lie where something is received, but
 * for a rank's own block, which may lie where it belongs; it is copied otherwise. `equal`: all blocks have one length, as
 * all ranks know, and lie end to end.
 *
 * Between two groups a root is ROOT for the rank that is it, PROC_NULL for the others of its group, whose memory is not
 * looked at, and its rank there for those of the other one; the root has no part of its own. Blocks are of the other
 * group's ranks, and what is combined are its parts.
 */
export interface Collectives<T> {
  barrier(): T;
  bcast(memory: Uint8Array, root: number): T;
  /** `memory` is this rank's part, and the result at the root; what it is elsewhere afterwards is not said. */
  reduce(memory: Uint8Array, how: Reduction, root: number): T;
  /** `memory` is this rank's part, and then the result. */
  allreduce(memory: Uint8Array, how: Reduction): T;
  /** `memory` is this rank's part, and then the result of all ranks up to it; `exclusive`: of those before it. */
  scan(memory: Uint8Array, how: Reduction, exclusive: boolean): T;
  /** `into` matters at the root. */
  gather(memory: Uint8Array, into: Blocks | undefined, root: number, equal: boolean): T;
  /** `from` matters at the root. */
  scatter(from: Blocks | undefined, memory: Uint8Array, root: number, equal: boolean): T;
  allgather(memory: Uint8Array, into: Blocks, equal: boolean): T;
  alltoall(from: Blocks, into: Blocks, equal: boolean): T;
  /** As `alltoall`, which ranks in other languages call by this name. */
  alltoallw(from: Blocks, into: Blocks): T;
  /**
   * `from` is this rank's part, which may be used up; `memory` gets this rank's block of the combination. Blocks are of this
   * rank's own group, also between two, where both groups' are as long in all.
   */
  reduceScatter(from: Blocks, memory: Uint8Array, how: Reduction, equal: boolean): T;
}

/**
 * Collective calls of plain arrays that make nothing that must be collected. Each is false, with nothing done, where it is
 * not for what it is given: then the call of the same name in `blocking` is to be made. That must not depend on the rank.
 */
export interface Quick {
  /** `into` gets the combination of all ranks' `from`, of as many elements. */
  allreduce(from: Memory, into: Memory, op: Op): boolean;
  /** The root's memory becomes all ranks'. */
  bcast(memory: Memory, root: number): boolean;
}

/** No short cuts, as between two groups. */
export const NO_QUICK: Quick = { allreduce: () => false, bcast: () => false };

/** A way for ranks to reach each other. */
export interface Engine {
  readonly name: string;
  /** All ranks of the job, and this one alone. */
  readonly world: Context;
  readonly self: Context;
  /** Blocks until `look` is true. It moves what it looks at. */
  until(look: () => boolean): void;
  /** Resolves when `look` is true, and lets the event loop turn meanwhile. */
  awaited(look: () => boolean): Promise<void>;
  /** Calls `advance` now and then, in whatever call this rank is in, until it is true. */
  keep(advance: () => boolean): void;
  /** What carries the messages, and its version. */
  library(): string;
  /** The version of the standard that it keeps to. */
  version(): [version: number, subversion: number];
  /** Whether all ranks read the same clock. */
  readonly oneClock: boolean;
  /** Waits until all that was sent is gone; afterwards nothing may be called. All ranks call it. */
  finalize(): void;
  /** Ends the job with a status. */
  abort(status: number): never;
}
