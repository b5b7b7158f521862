// Collective calls that combine the ranks' buffers (MPI 5.0, section 6.9 to 6.11).
import { type BufSpec, bytesIn, message } from "./buffer-spec.ts";
import {
  type Call,
  CollectiveComm,
  checkOneGroup,
  checkPlace,
  type How,
  IN_PLACE,
  type InPlace,
  NOTHING,
  opOf,
  packed,
  placed,
  tooLong,
} from "./collective-call.ts";
import { ERR_BUFFER, ERR_COUNT, PROC_NULL } from "./constants.ts";
import { BYTE } from "./datatype.ts";
import { laidOut } from "./engine/blocks.ts";
import type { Reduction } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Op, SUM } from "./op.ts";
import type { Request } from "./request.ts";
import { isRoot, type Root, rootOf } from "./root.ts";

/** A communicator's reductions: see `Comm`. */
export class ReductionComm extends CollectiveComm {
  /**
   * Combines the ranks' buffers element by element; the root gets the result. `recvbuf` matters there only.
   *
   * @throws Exception ERR_ROOT, ERR_OP, ERR_TYPE, ERR_BUFFER, ERR_COUNT; ERR_TRUNCATE where lengths differ
   */
  Reduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: (How & Root) | Op, root?: number): void {
    this.now(this.#reduce(sendbuf, recvbuf, how, root));
  }

  /** Begins a `Reduce`. */
  Ireduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: (How & Root) | Op, root?: number): Request {
    return this.begin(this.#reduce(sendbuf, recvbuf, how, root));
  }

  #reduce(
    sendbuf: BufSpec | InPlace,
    recvbuf: BufSpec,
    how: (How & Root) | Op | undefined,
    root?: number,
  ): Call {
    const { context } = this.engine;
    const rank = rootOf(how instanceof Op ? root : how, context);
    checkPlace(sendbuf, context);
    if (rank === PROC_NULL) {
      const none: Reduction = { op: SUM, type: BYTE };
      return { make: (calls) => calls.reduce(NOTHING, none, rank) };
    }
    const atRoot = isRoot(rank, context);
    if (sendbuf === IN_PLACE && !atRoot) {
      throw new Exception(ERR_BUFFER, "IN_PLACE is for the root's send buffer only");
    }
    // Elsewhere the parts are combined in memory of this call's.
    const into = atRoot ? recvbuf : null;
    // Between two groups the root has no part.
    const own = atRoot && context.remote !== undefined ? IN_PLACE : sendbuf;
    const { bytes, type, op, settle } = this.#operand(own, into, opOf(how), !atRoot);
    return { make: (calls) => calls.reduce(bytes, { op, type }, rank), settle };
  }

  /** As `Reduce`, and all ranks get the result: with the same bits. */
  Allreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    const from = sendbuf === IN_PLACE ? recvbuf : sendbuf;
    if (ArrayBuffer.isView(recvbuf) && ArrayBuffer.isView(from)) {
      if (this.engine.context.quick.allreduce(from, recvbuf, opOf(how))) return;
    }
    this.now(this.#allreduce(sendbuf, recvbuf, how));
  }

  /** Begins an `Allreduce`. */
  Iallreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.begin(this.#allreduce(sendbuf, recvbuf, how));
  }

  #allreduce(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how: How | Op | undefined): Call {
    checkPlace(sendbuf, this.engine.context);
    const { bytes, type, op, settle } = this.#operand(sendbuf, recvbuf, opOf(how), false);
    return { make: (calls) => calls.allreduce(bytes, { op, type }), settle };
  }

  /** Each rank gets the combination of all ranks up to and with itself. */
  Scan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.now(this.#scan(sendbuf, recvbuf, how, false));
  }

  /** Begins a `Scan`. */
  Iscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.begin(this.#scan(sendbuf, recvbuf, how, false));
  }

  /** Each rank gets the combination of all ranks before it. Rank 0's buffer stays as it was. */
  Exscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.now(this.#scan(sendbuf, recvbuf, how, true));
  }

  /** Begins an `Exscan`. */
  Iexscan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.begin(this.#scan(sendbuf, recvbuf, how, true));
  }

  #scan(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how: How | Op | undefined, exclusive: boolean): Call {
    checkOneGroup(exclusive ? "Exscan" : "Scan", this.engine.context);
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
   * Combines the ranks' buffers, and gives each rank its block of the result. `recvcounts` has the length of each rank's
   * block, in elements; with `IN_PLACE` what is sent lies in `recvbuf`, whose beginning gets the block.
   */
  Reduce_scatter(
    sendbuf: BufSpec | InPlace,
    recvbuf: BufSpec,
    recvcounts?: readonly number[] | Int32Array | null,
    how?: How | Op,
  ): void {
    this.now(this.#reduceScatter(sendbuf, recvbuf, recvcounts ?? null, how));
  }

  /** Begins a `Reduce_scatter`. */
  Ireduce_scatter(
    sendbuf: BufSpec | InPlace,
    recvbuf: BufSpec,
    recvcounts?: readonly number[] | Int32Array | null,
    how?: How | Op,
  ): Request {
    return this.begin(this.#reduceScatter(sendbuf, recvbuf, recvcounts ?? null, how));
  }

  /** As `Reduce_scatter`, with blocks of one length. */
  Reduce_scatter_block(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): void {
    this.now(this.#reduceScatter(sendbuf, recvbuf, undefined, how));
  }

  /** Begins a `Reduce_scatter_block`. */
  Ireduce_scatter_block(sendbuf: BufSpec | InPlace, recvbuf: BufSpec, how?: How | Op): Request {
    return this.begin(this.#reduceScatter(sendbuf, recvbuf, undefined, how));
  }

  /** `recvcounts` is undefined for blocks of one length, and null where each rank says its own: all must be the same. */
  #reduceScatter(
    sendbuf: BufSpec | InPlace,
    recvbuf: BufSpec,
    recvcounts: readonly number[] | Int32Array | null | undefined,
    how: How | Op | undefined,
  ): Call {
    checkPlace(sendbuf, this.engine.context);
    const into = message(recvbuf);
    const from = sendbuf === IN_PLACE ? into : message(sendbuf);
    const op = opOf(how);
    op.check(from.type);
    const part = packed(from).slice();
    const { size } = from.type;
    const each = part.length / size / this.size;
    const counts = recvcounts ? [...recvcounts] : Array.from({ length: this.size }, () => each);
    const blocks = laidOut(
      counts.map((count) => count * size),
      part,
    );
    const end = blocks.bytes.reduce((a, b) => a + b, 0);
    const whole = counts.every((count) => Number.isInteger(count) && count >= 0);
    if (counts.length !== this.size || !whole || end !== part.length) {
      throw new Exception(
        ERR_COUNT,
        `blocks of [${counts.join()}] elements for ${this.size} ranks are not the ${part.length / size} that are sent`,
      );
    }
    const bytes = blocks.bytes[this.rank];
    const { bytes: room, settle } = placed(into);
    if (room.length < bytes) throw tooLong(bytes, room.length);
    const equal = recvcounts === undefined;
    return {
      make: (calls) => calls.reduceScatter(blocks, room.subarray(0, bytes), { op, type: from.type }, equal),
      settle,
    };
  }
}
