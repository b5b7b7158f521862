// Collective calls over buffers (MPI 5.0, chapter 6). Arguments are checked here; engines only carry and combine bytes.
// The methods with small letters, for any value, stand on them.
import { blocksOf, equalBlocks, incoming, type Layout, outgoing, type VectorSpec } from "./block-spec.ts";
import { type BufSpec, message } from "./buffer-spec.ts";
import {
  type Call,
  checkPlace,
  IN_PLACE,
  type InPlace,
  NOTHING,
  packed,
  placed,
  tooLong,
} from "./collective-call.ts";
import { ERR_BUFFER, PROC_NULL } from "./constants.ts";
import { blockOf } from "./engine/blocks.ts";
import type { Blocks } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { ReductionComm } from "./reduction-comm.ts";
import type { Request } from "./request.ts";
import { isRoot, type Root, rootOf } from "./root.ts";
import { type TypedSpec, typedBlocks } from "./typed-blocks.ts";

/** A communicator's calls for buffers: see `Comm`. */
export class BufferComm extends ReductionComm {
  /** Returns when all ranks have called it. */
  Barrier(): void {
    this.engine.context.blocking.barrier();
  }

  /** Begins a barrier: the request is done when all ranks have begun it. */
  Ibarrier(): Request {
    return this.begin({ make: (calls) => calls.barrier() });
  }

  /**
   * Gives the root's buffer to all.
   *
   * @throws Exception ERR_ROOT, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where lengths differ
   */
  Bcast(buf: BufSpec, root?: Root | number): void {
    const { context } = this.engine;
    if (ArrayBuffer.isView(buf) && context.quick.bcast(buf, rootOf(root, context))) return;
    this.now(this.#bcast(buf, root));
  }

  /** Begins a `Bcast`. */
  Ibcast(buf: BufSpec, root?: Root | number): Request {
    return this.begin(this.#bcast(buf, root));
  }

  #bcast(buf: BufSpec, root: Root | number | undefined): Call {
    const { context } = this.engine;
    const rank = rootOf(root, context);
    if (rank === PROC_NULL) return { make: (calls) => calls.bcast(NOTHING, rank) };
    const whole = message(buf);
    if (isRoot(rank, context)) return { make: (calls) => calls.bcast(packed(whole), rank) };
    const { bytes, settle } = placed(whole);
    return { make: (calls) => calls.bcast(bytes, rank), settle };
  }

  /** How many blocks a buffer has that has one for each rank: between two groups for each of the other. */
  get #peers(): number {
    return this.engine.context.peers;
  }

  /**
   * Puts the ranks' buffers one after the other at the root, whose `recvbuf` has a block for each. A count, if given, is
   * that of one block.
   *
   * @throws Exception ERR_ROOT, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where a rank sends more than its block
   */
  Gather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, root?: Root | number): void {
    this.now(this.#gather(sendbuf, () => equalBlocks(recvbuf, this.#peers), true, root));
  }

  /** Begins a `Gather`. */
  Igather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, root?: Root | number): Request {
    return this.begin(this.#gather(sendbuf, () => equalBlocks(recvbuf, this.#peers), true, root));
  }

  /** As `Gather`, with blocks of any length. */
  Gatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec, root?: Root | number): void {
    this.now(this.#gather(sendbuf, () => blocksOf(recvbuf, this.#peers), false, root));
  }

  /** Begins a `Gatherv`. */
  Igatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec, root?: Root | number): Request {
    return this.begin(this.#gather(sendbuf, () => blocksOf(recvbuf, this.#peers), false, root));
  }

  #gather(
    sendbuf: BufSpec | InPlace,
    layout: () => ReturnType<typeof blocksOf>,
    equal: boolean,
    root?: Root | number,
  ): Call {
    const { context } = this.engine;
    const rank = rootOf(root, context);
    checkPlace(sendbuf, context);
    if (!isRoot(rank, context)) {
      if (sendbuf === IN_PLACE)
        throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's send buffer only");
      const own = rank === PROC_NULL ? NOTHING : packed(message(sendbuf));
      return { make: (calls) => calls.gather(own, undefined, rank, equal) };
    }
    const { blocks, settle } = incoming(layout());
    if (context.remote !== undefined) {
      return { make: (calls) => calls.gather(NOTHING, blocks, rank, equal), settle };
    }
    const own = sendbuf === IN_PLACE ? blockOf(blocks, rank) : fits(packed(message(sendbuf)), blocks, rank);
    return { make: (calls) => calls.gather(own, blocks, rank, equal), settle };
  }

  /** Gives each rank its block of the root's `sendbuf`, which matters there only. */
  Scatter(sendbuf: BufSpec, recvbuf: BufSpec | InPlace, root?: Root | number): void {
    this.now(this.#scatter(() => equalBlocks(sendbuf, this.#peers), recvbuf, true, root));
  }

  /** Begins a `Scatter`. */
  Iscatter(sendbuf: BufSpec, recvbuf: BufSpec | InPlace, root?: Root | number): Request {
    return this.begin(this.#scatter(() => equalBlocks(sendbuf, this.#peers), recvbuf, true, root));
  }

  /** As `Scatter`, with blocks of any length. */
  Scatterv(sendbuf: VectorSpec, recvbuf: BufSpec | InPlace, root?: Root | number): void {
    this.now(this.#scatter(() => blocksOf(sendbuf, this.#peers), recvbuf, false, root));
  }

  /** Begins a `Scatterv`. */
  Iscatterv(sendbuf: VectorSpec, recvbuf: BufSpec | InPlace, root?: Root | number): Request {
    return this.begin(this.#scatter(() => blocksOf(sendbuf, this.#peers), recvbuf, false, root));
  }

  #scatter(
    layout: () => ReturnType<typeof blocksOf>,
    recvbuf: BufSpec | InPlace,
    equal: boolean,
    root?: Root | number,
  ): Call {
    const { context } = this.engine;
    const rank = rootOf(root, context);
    checkPlace(recvbuf, context);
    if (rank === PROC_NULL) return { make: (calls) => calls.scatter(undefined, NOTHING, rank, equal) };
    if (!isRoot(rank, context)) {
      if (recvbuf === IN_PLACE)
        throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's receive buffer only");
      const { bytes, settle } = placed(message(recvbuf));
      return { make: (calls) => calls.scatter(undefined, bytes, rank, equal), settle };
    }
    const blocks = outgoing(layout());
    if (context.remote !== undefined) return { make: (calls) => calls.scatter(blocks, NOTHING, rank, equal) };
    if (recvbuf === IN_PLACE) {
      return { make: (calls) => calls.scatter(blocks, blockOf(blocks, rank), rank, equal) };
    }
    const { bytes, settle } = placed(message(recvbuf));
    if (blocks.bytes[rank] > bytes.length) throw tooLong(blocks.bytes[rank], bytes.length);
    const own = bytes.subarray(0, blocks.bytes[rank]);
    return { make: (calls) => calls.scatter(blocks, own, rank, equal), settle };
  }

  /** As `Gather`, and all ranks get all blocks. */
  Allgather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): void {
    this.now(this.#allgather(sendbuf, equalBlocks(recvbuf, this.#peers), true));
  }

  /** Begins an `Allgather`. */
  Iallgather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): Request {
    return this.begin(this.#allgather(sendbuf, equalBlocks(recvbuf, this.#peers), true));
  }

  /** As `Allgather`, with blocks of any length. */
  Allgatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec): void {
    this.now(this.#allgather(sendbuf, blocksOf(recvbuf, this.#peers), false));
  }

  /** Begins an `Allgatherv`. */
  Iallgatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec): Request {
    return this.begin(this.#allgather(sendbuf, blocksOf(recvbuf, this.#peers), false));
  }

  #allgather(sendbuf: BufSpec | InPlace, layout: ReturnType<typeof blocksOf>, equal: boolean): Call {
    const { context } = this.engine;
    checkPlace(sendbuf, context);
    const { blocks, settle } = incoming(layout);
    const own = sendbuf === IN_PLACE ? blockOf(blocks, this.rank) : packed(message(sendbuf));
    if (context.remote === undefined) fits(own, blocks, this.rank);
    return { make: (calls) => calls.allgather(own, blocks, equal), settle };
  }

  /** Gives each rank its block of every rank's buffer: block j of rank i becomes block i of rank j. */
  Alltoall(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): void {
    this.now(this.#alltoall(sendbuf, recvbuf, true));
  }

  /** Begins an `Alltoall`. */
  Ialltoall(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): Request {
    return this.begin(this.#alltoall(sendbuf, recvbuf, true));
  }

  /** As `Alltoall`, with blocks of any length. */
  Alltoallv(sendbuf: VectorSpec | InPlace, recvbuf: VectorSpec): void {
    this.now(this.#alltoall(sendbuf, recvbuf, false));
  }

  /** Begins an `Alltoallv`. */
  Ialltoallv(sendbuf: VectorSpec | InPlace, recvbuf: VectorSpec): Request {
    return this.begin(this.#alltoall(sendbuf, recvbuf, false));
  }

  /** As `Alltoallv`, where each block has a datatype of its own, and displacements are in bytes. */
  Alltoallw(sendbuf: TypedSpec | InPlace, recvbuf: TypedSpec): void {
    this.now(this.#alltoallw(sendbuf, recvbuf));
  }

  /** Begins an `Alltoallw`. */
  Ialltoallw(sendbuf: TypedSpec | InPlace, recvbuf: TypedSpec): Request {
    return this.begin(this.#alltoallw(sendbuf, recvbuf));
  }

  #alltoallw(sendbuf: TypedSpec | InPlace, recvbuf: TypedSpec): Call {
    const { from, into, settle } = this.#exchanged(sendbuf, recvbuf, typedBlocks);
    return { make: (calls) => calls.alltoallw(from, into), settle };
  }

  #alltoall(sendbuf: unknown, recvbuf: unknown, equal: boolean): Call {
    const layout = equal ? (equalBlocks as typeof blocksOf) : blocksOf;
    const { from, into, settle } = this.#exchanged(
      sendbuf as VectorSpec | InPlace,
      recvbuf as VectorSpec,
      layout,
    );
    return { make: (calls) => calls.alltoall(from, into, equal), settle };
  }

  /** What is sent to each rank and received from each, in buffers that `layout` understands. */
  #exchanged<Spec>(
    sendbuf: Spec | InPlace,
    recvbuf: Spec,
    layout: (spec: Spec, size: number) => Layout,
  ): { from: Blocks; into: Blocks; settle(): void } {
    const { context } = this.engine;
    checkPlace(sendbuf, context);
    const places = layout(recvbuf, context.peers);
    const { blocks: into, settle } = incoming(places);
    const sent = outgoing(sendbuf === IN_PLACE ? places : layout(sendbuf as Spec, context.peers));
    // What is sent from where something is received is sent from a copy.
    const from = sendbuf === IN_PLACE ? { ...sent, memory: sent.memory.slice() } : sent;
    if (context.remote === undefined && from.bytes[this.rank] > into.bytes[this.rank]) {
      throw tooLong(from.bytes[this.rank], into.bytes[this.rank]);
    }
    return { from, into, settle };
  }
}

/** A rank's own part, if its block has room for it. */
function fits(own: Uint8Array, blocks: Blocks, rank: number): Uint8Array {
  if (own.length > blocks.bytes[rank]) throw tooLong(own.length, blocks.bytes[rank]);
  return own;
}
