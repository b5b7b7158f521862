// What collective calls over buffers are made of: a call that is ready to be made, at once or begun, and what it is given.
import { bytesIn, bytesOf, type Message } from "./buffer-spec.ts";
import { ERR_ARG, ERR_BUFFER, ERR_COMM, ERR_OP } from "./constants.ts";
import type { Collectives, Context, Operation } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Op, SUM } from "./op.ts";
import { PointToPoint } from "./point-to-point.ts";
import { Request } from "./request.ts";

/** In place of a send buffer: what is sent lies in the receive buffer already. */
export const IN_PLACE: unique symbol = Symbol("MPI.IN_PLACE");
/** `IN_PLACE`'s type. */
export type InPlace = typeof IN_PLACE;

/** How elements are combined. */
export interface How {
  /** `SUM` unless given. */
  readonly op?: Op;
}

/** A collective call that is ready to be made, and what is to be done once it is. */
export interface Call {
  make<T>(calls: Collectives<T>): T;
  settle?(): void;
}

/** Throws ERR_BUFFER for IN_PLACE between two groups, where what is sent is not what is received. */
export function checkPlace(buf: unknown, { remote }: Context): void {
  if (remote === undefined || buf !== IN_PLACE) return;
  throw new Exception(
    ERR_BUFFER,
    "IN_PLACE is for communicators of one group: between two, give a buffer to send and one to receive",
  );
}

/** Throws ERR_COMM for calls that the standard has for the ranks of one group only. */
export function checkOneGroup(call: string, { remote }: Context): void {
  if (remote === undefined) return;
  throw new Exception(
    ERR_COMM,
    `${call} is for communicators of one group, and this one is between two: Merge makes one of both`,
  );
}

/** What a rank beside the root sends and gets. */
export const NOTHING: Uint8Array = new Uint8Array(0);

export const opOf = (op: How | Op | undefined): Op => {
  const found = op instanceof Op ? op : (op?.op ?? SUM);
  if (found instanceof Op) return found;
  throw new Exception(ERR_OP, "op is one of MPI.SUM, MPI.MAX, …, or what MPI.Op.Create made");
};

/** A message's bytes in one piece. */
export const packed = ({ memory, count, type }: Message): Uint8Array =>
  type.isContiguous ? bytesOf(memory).subarray(0, count * type.size) : type.gather(bytesOf(memory), count);

/** One block, to be received: where the engine puts it, and what is left to do. */
export function placed(into: Message): { bytes: Uint8Array; settle(): void } {
  const { memory, count, type } = into;
  if (type.isContiguous) return { bytes: packed(into), settle: () => {} };
  const bytes = new Uint8Array(bytesIn(into));
  return { bytes, settle: () => type.spread(bytes, bytes.length, bytesOf(memory), count) };
}

export const tooLong = (bytes: number, room: number): Exception =>
  new Exception(ERR_ARG, `this rank's own block has ${bytes} bytes, and its place ${room}`);

/** How a communicator makes its collective calls. */
export class CollectiveComm extends PointToPoint {
  protected now(call: Call): void {
    call.make(this.engine.context.blocking);
    call.settle?.();
  }

  protected begin(call: Call): Request {
    return this.request(call.make(this.engine.context.begun), () => call.settle?.());
  }

  /** A request for what the engine has begun; `settle` is called once it is done. */
  protected request(operation: Operation, settle: () => void): Request {
    return new Request(
      {
        test: () => operation.test(),
        wait: () => operation.wait(),
        cancel: () => operation.cancel(),
        finish: () => {
          operation.finish();
          settle();
        },
        envelope: undefined,
      },
      this.engine.until,
    );
  }
}
