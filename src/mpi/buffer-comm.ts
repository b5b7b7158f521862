// Collective calls over buffers (MPI 5.0, chapter 6). Arguments are checked here; engines only carry and combine bytes.
// The methods with small letters, for any value, stand on them.
import { blocksOf, equalBlocks, incoming, outgoing, type VectorSpec } from "./block-spec.ts";
import { type BufSpec, bytesIn, bytesOf, type Message, message } from "./buffer-spec.ts";
import { ERR_ARG, ERR_BUFFER, ERR_COUNT, ERR_OP, ERR_ROOT } from "./constants.ts";
import { blockOf } from "./engine/blocks.ts";
import type { Blocks, Collectives, Operation } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Op, SUM } from "./op.ts";
import { PointToPoint } from "./point-to-point.ts";
import { Request } from "./request.ts";

/** In place of a send buffer: what is sent lies in the receive buffer already. */
export const IN_PLACE: unique symbol = Symbol("MPI.IN_PLACE");
/** `IN_PLACE`'s type. */
export type InPlace = typeof IN_PLACE;

/** The rank that gives or gets. */
export interface Root {
  /** 0 unless given. */
  readonly root?: number;
}

/** How elements are combined. */
export interface How {
  /** `SUM` unless given. */
  readonly op?: Op;
}

/** A collective call that is ready to be made, and what is to be done once it is. */
interface Call {
  make<T>(calls: Collectives<T>): T;
  settle?(): void;
}

/** The root's rank. Throws ERR_ROOT for what is none. */
export const rootOf = (root: Root | number | undefined, size: number): number => {
  const rank = (typeof root === "object" && root !== null ? root.root : root) ?? 0;
  if (Number.isInteger(rank) && rank >= 0 && rank < size) return rank;
  throw new Exception(ERR_ROOT, `root is a rank from 0 to ${size - 1}, not ${String(rank)}`);
};

const opOf = (op: How | Op | undefined): Op => {
  const found = op instanceof Op ? op : (op?.op ?? SUM);
  if (found instanceof Op) return found;
  throw new Exception(ERR_OP, "op is one of MPI.SUM, MPI.MAX, …, or what MPI.Op.Create made");
};

/** A message's bytes in one piece. */
const packed = ({ memory, count, type }: Message): Uint8Array =>
  type.isContiguous ? bytesOf(memory).subarray(0, count * type.size) : type.gather(bytesOf(memory), count);

/** One block, to be received: where the engine puts it, and what is left to do. */
function placed(into: Message): { bytes: Uint8Array; settle(): void } {
  const { memory, count, type } = into;
  if (type.isContiguous) return { bytes: packed(into), settle: () => {} };
  const bytes = new Uint8Array(bytesIn(into));
  return { bytes, settle: () => type.spread(bytes, bytes.length, bytesOf(memory), count) };
}

/** A communicator's calls for buffers: see `Comm`. */
export class BufferComm extends PointToPoint {
  #now(call: Call): void {
    call.make(this.engine.context.blocking);
    call.settle?.();
  }

  #begin(call: Call): Request {
    const { context, until } = this.engine;
    const operation: Operation = call.make(context.begun);
    return new Request(
      {
        test: () => operation.test(),
        wait: () => operation.wait(),
        cancel: () => operation.cancel(),
        finish: () => {
          operation.finish();
          call.settle?.();
        },
        envelope: undefined,
      },
      until,
    );
  }

  /** Returns when all ranks have called it. */
  Barrier(): void {
    this.engine.context.blocking.barrier();
  }

  /** Begins a barrier: the request is done when all ranks have begun it. */
  Ibarrier(): Request {
    return this.#begin({ make: (calls) => calls.barrier() });
  }

  /**
   * Gives the root's buffer to all.
   *
   * @throws Exception ERR_ROOT, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where lengths differ
   */
  Bcast(buf: BufSpec, root?: Root | number): void {
    this.#now(this.#bcast(buf, root));
  }

  /** Begins a `Bcast`. */
  Ibcast(buf: BufSpec, root?: Root | number): Request {
    return this.#begin(this.#bcast(buf, root));
  }

  #bcast(buf: BufSpec, root: Root | number | undefined): Call {
    const rank = rootOf(root, this.size);
    const whole = message(buf);
    if (rank === this.rank) return { make: (calls) => calls.bcast(packed(whole), rank) };
    const { bytes, settle } = placed(whole);
    return { make: (calls) => calls.bcast(bytes, rank), settle };
  }

  /**
   * Combines the ranks' buffers element by element; the root gets the result. `recvbuf` matters there only.
   *
   * @throws Exception ERR_ROOT, ERR_OP, ERR_TYPE, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where lengths differ
   */
  Reduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: (How & Root) | Op, root?: number): void {
    this.#now(this.#reduce(sendbuf, recvbuf, how, root));
  }

  /** Begins a `Reduce`. */
  Ireduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: (How & Root) | Op, root?: number): Request {
    return this.#begin(this.#reduce(sendbuf, recvbuf, how, root));
  }

  #reduce(
    sendbuf: BufSpec | InPlace,
    recvbuf: BufSpec,
    how: (How & Root) | Op | undefined,
    root?: number,
  ): Call {
    const rank = rootOf(how instanceof Op ? root : how, this.size);
    const atRoot = rank === this.rank;
    if (sendbuf === IN_PLACE && !atRoot) {
      throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's send buffer only");
    }
    // Elsewhere the parts are combined in memory of this call's.
    const into = atRoot ? recvbuf : null;
    const { bytes, type, op, settle } = this.#operand(sendbuf, into, opOf(how), !atRoot);
    return { make: (calls) => calls.reduce(bytes, { op, type }, rank), settle };
  }

  /** As `Reduce`, and all ranks get the result: with the same bits. */
  Allreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.#now(this.#allreduce(sendbuf, recvbuf, how));
  }

  /** Begins an `Allreduce`. */
  Iallreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.#begin(this.#allreduce(sendbuf, recvbuf, how));
  }

  #allreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how: How | Op | undefined): Call {
    const { bytes, type, op, settle } = this.#operand(sendbuf, recvbuf, opOf(how), false);
    return { make: (calls) => calls.allreduce(bytes, { op, type }), settle };
  }

  /** Each rank gets the combination of all ranks up to and with itself. */
  Scan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.#now(this.#scan(sendbuf, recvbuf, how, false));
  }

  /** Begins a `Scan`. */
  Iscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.#begin(this.#scan(sendbuf, recvbuf, how, false));
  }

  /** Each rank gets the combination of all ranks before it. Rank 0's buffer stays as it was. */
  Exscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.#now(this.#scan(sendbuf, recvbuf, how, true));
  }

  /** Begins an `Exscan`. */
  Iexscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.#begin(this.#scan(sendbuf, recvbuf, how, true));
  }

  #scan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how: How | Op | undefined, exclusive: boolean): Call {
    const untouched = exclusive && this.rank === 0;
    const { bytes, type, op, settle } = this.#operand(sendbuf, recvbuf, opOf(how), untouched);
    return { make: (calls) => calls.scan(bytes, { op, type }, exclusive), settle };
  }

  /** This rank's part, where it is combined with others: in the receive buffer, unless it is to be `apart`. */
  #operand(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, op: Op, apart: boolean) {
    const into = message(apart && sendbuf !== IN_PLACE ? (sendbuf as BufSpec) : recvbuf);
    const from = sendbuf === IN_PLACE ? into : message(sendbuf);
    const { type } = into;
    op.check(type);
    if (bytesIn(from) !== bytesIn(into)) {
      throw new Exception(
        ERR_COUNT,
        `the buffer to send has ${bytesIn(from)} bytes and the one to receive ${bytesIn(into)}`,
      );
    }
    const own = packed(from);
    const { bytes, settle } = apart ? { bytes: own.slice(), settle: () => {} } : placed(into);
    if (!apart) bytes.set(own);
    return { bytes, type, op, settle };
  }

  /**
   * Puts the ranks' buffers one after the other at the root, whose `recvbuf` has a block for each. A count, if given, is
   * that of one block.
   *
   * @throws Exception ERR_ROOT, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where a rank sends more than its block
   */
  Gather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, root?: Root | number): void {
    this.#now(this.#gather(sendbuf, () => equalBlocks(recvbuf, this.size), true, root));
  }

  /** Begins a `Gather`. */
  Igather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, root?: Root | number): Request {
    return this.#begin(this.#gather(sendbuf, () => equalBlocks(recvbuf, this.size), true, root));
  }

  /** As `Gather`, with blocks of any length. */
  Gatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec, root?: Root | number): void {
    this.#now(this.#gather(sendbuf, () => blocksOf(recvbuf, this.size), false, root));
  }

  /** Begins a `Gatherv`. */
  Igatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec, root?: Root | number): Request {
    return this.#begin(this.#gather(sendbuf, () => blocksOf(recvbuf, this.size), false, root));
  }

  #gather(
    sendbuf: BufSpec | InPlace,
    layout: () => ReturnType<typeof blocksOf>,
    equal: boolean,
    root?: Root | number,
  ): Call {
    const rank = rootOf(root, this.size);
    if (rank !== this.rank) {
      if (sendbuf === IN_PLACE)
        throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's send buffer only");
      const own = packed(message(sendbuf));
      return { make: (calls) => calls.gather(own, undefined, rank, equal) };
    }
    const { blocks, settle } = incoming(layout());
    const own = sendbuf === IN_PLACE ? blockOf(blocks, rank) : fits(packed(message(sendbuf)), blocks, rank);
    return { make: (calls) => calls.gather(own, blocks, rank, equal), settle };
  }

  /** Gives each rank its block of the root's `sendbuf`, which matters there only. */
  Scatter(sendbuf: BufSpec, recvbuf: BufSpec | InPlace, root?: Root | number): void {
    this.#now(this.#scatter(() => equalBlocks(sendbuf, this.size), recvbuf, true, root));
  }

  /** Begins a `Scatter`. */
  Iscatter(sendbuf: BufSpec, recvbuf: BufSpec | InPlace, root?: Root | number): Request {
    return this.#begin(this.#scatter(() => equalBlocks(sendbuf, this.size), recvbuf, true, root));
  }

  /** As `Scatter`, with blocks of any length. */
  Scatterv(sendbuf: VectorSpec, recvbuf: BufSpec | InPlace, root?: Root | number): void {
    this.#now(this.#scatter(() => blocksOf(sendbuf, this.size), recvbuf, false, root));
  }

  /** Begins a `Scatterv`. */
  Iscatterv(sendbuf: VectorSpec, recvbuf: BufSpec | InPlace, root?: Root | number): Request {
    return this.#begin(this.#scatter(() => blocksOf(sendbuf, this.size), recvbuf, false, root));
  }

  #scatter(
    layout: () => ReturnType<typeof blocksOf>,
    recvbuf: BufSpec | InPlace,
    equal: boolean,
    root?: Root | number,
  ): Call {
    const rank = rootOf(root, this.size);
    if (rank !== this.rank) {
      if (recvbuf === IN_PLACE)
        throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's receive buffer only");
      const { bytes, settle } = placed(message(recvbuf));
      return { make: (calls) => calls.scatter(undefined, bytes, rank, equal), settle };
    }
    const blocks = outgoing(layout());
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
    this.#now(this.#allgather(sendbuf, equalBlocks(recvbuf, this.size), true));
  }

  /** Begins an `Allgather`. */
  Iallgather(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): Request {
    return this.#begin(this.#allgather(sendbuf, equalBlocks(recvbuf, this.size), true));
  }

  /** As `Allgather`, with blocks of any length. */
  Allgatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec): void {
    this.#now(this.#allgather(sendbuf, blocksOf(recvbuf, this.size), false));
  }

  /** Begins an `Allgatherv`. */
  Iallgatherv(sendbuf: BufSpec | InPlace, recvbuf: VectorSpec): Request {
    return this.#begin(this.#allgather(sendbuf, blocksOf(recvbuf, this.size), false));
  }

  #allgather(sendbuf: BufSpec | InPlace, layout: ReturnType<typeof blocksOf>, equal: boolean): Call {
    const { blocks, settle } = incoming(layout);
    const own =
      sendbuf === IN_PLACE ? blockOf(blocks, this.rank) : fits(packed(message(sendbuf)), blocks, this.rank);
    return { make: (calls) => calls.allgather(own, blocks, equal), settle };
  }

  /** Gives each rank its block of every rank's buffer: block j of rank i becomes block i of rank j. */
  Alltoall(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): void {
    this.#now(this.#alltoall(sendbuf, recvbuf, true));
  }

  /** Begins an `Alltoall`. */
  Ialltoall(sendbuf: BufSpec | InPlace, recvbuf: BufSpec): Request {
    return this.#begin(this.#alltoall(sendbuf, recvbuf, true));
  }

  /** As `Alltoall`, with blocks of any length. */
  Alltoallv(sendbuf: VectorSpec | InPlace, recvbuf: VectorSpec): void {
    this.#now(this.#alltoall(sendbuf, recvbuf, false));
  }

  /** Begins an `Alltoallv`. */
  Ialltoallv(sendbuf: VectorSpec | InPlace, recvbuf: VectorSpec): Request {
    return this.#begin(this.#alltoall(sendbuf, recvbuf, false));
  }

  #alltoall(sendbuf: unknown, recvbuf: unknown, equal: boolean): Call {
    const layout = equal ? (equalBlocks as typeof blocksOf) : blocksOf;
    const into = layout(recvbuf as VectorSpec, this.size);
    const { blocks, settle } = incoming(into);
    const from = outgoing(sendbuf === IN_PLACE ? into : layout(sendbuf as VectorSpec, this.size));
    // What is sent from where something is received is sent from a copy.
    const source = sendbuf === IN_PLACE ? { ...from, memory: from.memory.slice() } : from;
    if (source.bytes[this.rank] > blocks.bytes[this.rank]) {
      throw tooLong(source.bytes[this.rank], blocks.bytes[this.rank]);
    }
    return { make: (calls) => calls.alltoall(source, blocks, equal), settle };
  }
}

const tooLong = (bytes: number, room: number): Exception =>
  new Exception(ERR_ARG, `this rank's own block has ${bytes} bytes, and its place ${room}`);

/** A rank's own part, if its block has room for it. */
function fits(own: Uint8Array, blocks: Blocks, rank: number): Uint8Array {
  if (own.length > blocks.bytes[rank]) throw tooLong(own.length, blocks.bytes[rank]);
  return own;
}
