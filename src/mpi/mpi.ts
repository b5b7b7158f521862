// Everything that a program finds under the name MPI: the standard's names, in mpi4py's spelling.
import { hostname } from "node:os";
import { Comm } from "./comm.ts";
import { engine } from "./engine/index.ts";

export { ArrivedMessage as Message } from "./arrived-message.ts";
export type { PerRank, VectorSpec } from "./block-spec.ts";
export { type How, IN_PLACE, type InPlace, type Root } from "./buffer-comm.ts";
export type { BufSpec } from "./buffer-spec.ts";
export { Cartcomm, Comm, Compute_dims } from "./comm.ts";
export * from "./constants.ts";
export {
  BYTE,
  CHAR,
  Datatype,
  DOUBLE,
  DOUBLE_INT,
  FLOAT,
  FLOAT_INT,
  INT,
  INT_INT,
  INT8_T,
  INT16_T,
  INT32_T,
  INT64_T,
  LONG,
  LONG_INT,
  LONG_LONG,
  PACKED,
  type Scalar,
  SHORT,
  SHORT_INT,
  SIGNED_CHAR,
  TWOINT,
  UINT8_T,
  UINT16_T,
  UINT32_T,
  UINT64_T,
  UNSIGNED,
  UNSIGNED_CHAR,
  UNSIGNED_LONG,
  UNSIGNED_LONG_LONG,
  UNSIGNED_SHORT,
} from "./datatype.ts";
export { Exception } from "./exception.ts";
export { Group, type Range } from "./group.ts";
export type { Combining } from "./object-comm.ts";
export {
  BAND,
  BOR,
  BXOR,
  type Elements,
  LAND,
  LOR,
  LXOR,
  MAX,
  MAXLOC,
  MIN,
  MINLOC,
  Op,
  PROD,
  SUM,
  type UserFunction,
} from "./op.ts";
export type { From, To, ToAndFrom } from "./point-to-point.ts";
export { Prequest, Request } from "./request.ts";
export { Status } from "./status.ts";

const until = Object.assign((look: () => boolean): void => engine().until(look), {
  awaited: (look: () => boolean): Promise<void> => engine().awaited(look),
});
const keep = (advance: () => boolean): void => engine().keep(advance);

/**
 * All ranks of the job.
 *
 * @example
 * console.log(`rank ${MPI.COMM_WORLD.rank} of ${MPI.COMM_WORLD.size}`);
 */
export const COMM_WORLD: Comm = new Comm(() => engine().world, until, keep);
COMM_WORLD.name = "MPI_COMM_WORLD";

/** This rank alone. */
export const COMM_SELF: Comm = new Comm(() => engine().self, until, keep);
COMM_SELF.name = "MPI_COMM_SELF";

/** Seconds since some moment in the past, the same for all ranks. */
export function Wtime(): number {
  // The system's clock: performance.now counts from the start of its thread, and when that was is known roughly only.
  return Number(process.hrtime.bigint()) / 1e9;
}

/** The resolution of `Wtime`, in seconds. */
export function Wtick(): number {
  return 1e-9;
}

/** What carries the messages, and its version, as it says itself. */
export function Get_library_version(): string {
  return engine().library();
}

/** The name of the machine that this rank runs on. */
export function Get_processor_name(): string {
  return hostname();
}
