// Short collective calls step by step, with nothing that must be collected: such a call takes less than a microsecond, and
// the schedules (collectives.ts) make generators and views. What is exchanged is the same, so ranks need not agree.
import type { Call } from "../../../job/index.ts";
import { bytesOf } from "../../buffer-spec.ts";
import { type Datatype, type Scalar, typeOf } from "../../datatype.ts";
import { arrayOf, type Elements, type Op } from "../../op.ts";
import type { Memory, Quick } from "../face.ts";
import type { Board } from "./board.ts";
import type { Direct } from "./direct.ts";

/** A longer broadcast travels by a schedule. */
const SHORT = 4096;

/** A collective call's messages: each returns when its own is done. */
export interface Steps {
  readonly rank: number;
  readonly size: number;
  readonly board: Board | undefined;
  readonly direct: Direct | undefined;
  /** Takes the next call's number. */
  next(): void;
  send(call: Call, memory: Memory, bytes: number, to: number): void;
  receive(call: Call, memory: Memory, bytes: number, from: number): void;
}

/** `Quick`, and the barrier. */
export interface LocalQuick extends Quick {
  barrier(): void;
}

const NOTHING = new Uint8Array(0);

export function quick(at: Steps): LocalQuick {
  const { rank, size, board, direct } = at;
  // Parts of the result: programs reduce arrays of one length again and again.
  let parts: Elements[] = [];
  let partType: Datatype | undefined;
  /** In the grouping of the tree: pairs of neighbours first, straight from their boards. */
  const combine = (shown: readonly Elements[], into: Elements, op: Op, scalar: Scalar): void => {
    for (let r = 0; r < size; r += 2) {
      const sum = r === 0 ? into : parts[r];
      const part = shown[r];
      for (let i = 0; i < part.length; i++) sum[i] = part[i];
      if (r + 1 < size) op.combineArrays(sum, shown[r + 1], scalar);
    }
    for (let distance = 2; distance < size; distance *= 2) {
      for (let r = 0; r + distance < size; r += 2 * distance) {
        op.combineArrays(r === 0 ? into : parts[r], parts[r + distance], scalar);
      }
    }
  };
  return {
    barrier() {
      if (board !== undefined) {
        board.meet("Barrier");
        return;
      }
      at.next();
      for (let distance = 1; distance < size; distance *= 2) {
        at.send("Barrier", NOTHING, 0, (rank + distance) % size);
        at.receive("Barrier", NOTHING, 0, (rank + size - distance) % size);
      }
    },
    allreduce(from, into, op) {
      const bytes = into.byteLength;
      if (board === undefined || bytes !== from.byteLength || bytes === 0) return false;
      if (from.constructor !== into.constructor || !("length" in into)) return false;
      const type = typeOf(into);
      if (!isFor(op, type, into)) return false;
      if (!board.takes(bytes)) return direct?.allreduce(bytesOf(from), bytesOf(into), { op, type }) ?? false;
      const own = into as Elements;
      const { length } = own;
      if (partType !== type || parts[0].length !== length) {
        partType = type;
        parts = Array.from({ length: size }, () => arrayOf(type.scalar, length));
      }
      combine(board.exchange("Allreduce", from as Elements, type.scalar), own, op, type.scalar);
      return true;
    },
    bcast(memory, root) {
      const bytes = memory.byteLength;
      if (bytes > SHORT) return false;
      at.next();
      const relative = (rank - root + size) % size;
      let distance = 1;
      while (distance < size && (relative & distance) === 0) distance *= 2;
      if (relative !== 0) at.receive("Bcast", memory, bytes, (rank - distance + size) % size);
      for (distance /= 2; distance >= 1; distance /= 2) {
        if (relative + distance < size) at.send("Bcast", memory, bytes, (rank + distance) % size);
      }
      return true;
    },
  };
}

/** Whether the array's own elements can be combined by the operation. */
const isFor = (op: Op, { scalar }: Datatype, array: Memory): boolean =>
  op.combineArrays(EMPTY, EMPTY, scalar) && !(array instanceof Uint8ClampedArray);

const EMPTY = new Float64Array(0);
