// What a program learns of a message that was received.

import { ANY_SOURCE, ANY_TAG, SUCCESS, UNDEFINED } from "./constants.ts";
import type { Datatype } from "./datatype.ts";
import { BYTE } from "./datatype.ts";
import { ANY, type Envelope } from "./engine/face.ts";

/**
 * Who sent a message, with which tag, and how long it was. Filled by the call it is given to.
 *
 * @example
 * const status = new MPI.Status();
 * if (comm.rank === 0) comm.Send(Float64Array.of(1, 2), { dest: 1, tag: 5 });
 * if (comm.rank === 1) {
 *   comm.Recv(new Float64Array(8), { status });
 *   console.log(status.source, status.tag, status.Get_count(MPI.DOUBLE)); // 0 5 2
 * }
 */
export class Status {
  /** The sender's rank. */
  source: number = ANY_SOURCE;
  /** The message's tag. */
  tag: number = ANY_TAG;
  /** The error class of the call: 0, or why one of several requests failed. */
  error: number = SUCCESS;
  /** The message's length, in bytes. */
  count = 0;
  /** Whether the request was cancelled in time. */
  cancelled = false;

  Get_source(): number {
    return this.source;
  }

  Get_tag(): number {
    return this.tag;
  }

  Get_error(): number {
    return this.error;
  }

  /**
   * How many elements of `type` the message has: bytes unless said otherwise; `UNDEFINED` if they are not whole.
   */
  Get_count(type: Datatype = BYTE): number {
    if (type.size === 0) return this.count === 0 ? 0 : UNDEFINED;
    return this.count % type.size === 0 ? this.count / type.size : UNDEFINED;
  }

  /** How many basic elements, where `type` is made of several; `UNDEFINED` if they are not whole. */
  Get_elements(type: Datatype = BYTE): number {
    const size = type.isPair ? type.size : Number(type.scalar.slice(1));
    return this.count % size === 0 ? this.count / size : UNDEFINED;
  }

  Is_cancelled(): boolean {
    return this.cancelled;
  }

  Set_source(source: number): void {
    this.source = source;
  }

  Set_tag(tag: number): void {
    this.tag = tag;
  }

  Set_error(error: number): void {
    this.error = error;
  }

  /** Says how many elements of `type` there are. */
  Set_elements(type: Datatype, count: number): void {
    this.count = count * type.size;
  }

  Set_cancelled(cancelled: boolean): void {
    this.cancelled = cancelled;
  }

  /** Takes over what an engine knows; for the methods of communicators and requests. */
  fill(envelope: Envelope, error: number = SUCCESS): void {
    this.source = envelope.source === ANY ? ANY_SOURCE : envelope.source;
    this.tag = envelope.tag === ANY ? ANY_TAG : envelope.tag;
    this.count = envelope.bytes;
    this.cancelled = envelope.cancelled;
    this.error = error;
  }

  /** What a call gives that had nothing to wait for, such as a receive from `PROC_NULL`. */
  clear(source: number = ANY_SOURCE): void {
    this.source = source;
    this.tag = ANY_TAG;
    this.count = 0;
    this.cancelled = false;
    this.error = SUCCESS;
  }
}
