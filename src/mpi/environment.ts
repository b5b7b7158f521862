// What a program asks of its surroundings (MPI 5.0, chapters 9 and 11): clocks, versions, memory, and when MPI begins and
// ends, which it does by itself.
import { hostname } from "node:os";
import { array } from "../heap/index.ts";
import { ERR_ARG, THREAD_FUNNELED } from "./constants.ts";
import { engine, isOpen } from "./engine/index.ts";
import { Exception } from "./exception.ts";

let finalized = false;

/** Seconds since some moment in the past; the same for all ranks of one machine. */
export function Wtime(): number {
  // The system's clock: performance.now counts from the start of its thread, and when that was is known roughly only.
  return Number(process.hrtime.bigint()) / 1e9;
}

/** The resolution of `Wtime`, in seconds. */
export function Wtick(): number {
  return 1e-9;
}

/** Need not be called: the first call of MPI's begins it. */
export function Init(): void {
  engine();
}

/** As `Init`. Gives the level of support for threads that there is: a rank's own thread alone may call. */
export function Init_thread(required: number = THREAD_FUNNELED): number {
  void required;
  engine();
  return THREAD_FUNNELED;
}

/** Whether MPI has begun. */
export function Is_initialized(): boolean {
  return isOpen();
}

/** Whether `Finalize` was called. */
export function Is_finalized(): boolean {
  return finalized;
}

/** Need not be called: it happens at the end of a program. Afterwards there are no messages. All ranks call it. */
export function Finalize(): void {
  if (finalized) return;
  finalized = true;
  engine().finalize();
}

/** The level of support for threads: a rank's own thread alone may call. */
export function Query_thread(): number {
  return THREAD_FUNNELED;
}

/** Whether this thread is the one that may call. */
export function Is_thread_main(): boolean {
  // Any other is refused when it asks.
  engine();
  return true;
}

/** The version of the standard. */
export function Get_version(): [version: number, subversion: number] {
  return engine().version();
}

/** What carries the messages, and its version, as it says itself. */
export function Get_library_version(): string {
  return engine().library();
}

/** The name of the machine that this rank runs on. */
export function Get_processor_name(): string {
  return hostname();
}

/** The class of an error's number: here both are one. */
export function Get_error_class(errorcode: number): number {
  return errorcode;
}

/** What an error's number stands for, as in MPI_ERR_RANK. */
export function Get_error_string(errorcode: number): string {
  return new Exception(errorcode).message;
}

/** Need not be called: `Bsend` finds memory by itself. */
export function Attach_buffer(buffer: ArrayBufferView | null): void {
  void buffer;
}

/** Need not be called; gives nothing, since no memory was attached. */
export function Detach_buffer(): null {
  return null;
}

/**
 * Memory that messages go to and come from fastest: on the heap, with large pages where the system gives them.
 *
 * @throws Exception ERR_ARG for a size that is none
 * @example
 * const bytes = MPI.Alloc_mem(8 * 1000);
 * const field = new Float64Array(bytes.buffer, bytes.byteOffset, 1000);
 * comm.Bcast(field, { root: 0 });
 */
export function Alloc_mem(size: number): Uint8Array {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new Exception(ERR_ARG, `a size is a whole number of bytes, not ${String(size)}`);
  }
  return array(Uint8Array, size);
}

/** Need not be called: memory that nobody has any more is collected. */
export function Free_mem(memory: ArrayBufferView): void {
  void memory;
}
