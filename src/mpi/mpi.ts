// Everything that a program finds under the name MPI: the standard's names, in mpi4py's spelling.
import { engine } from "./engine/index.ts";
import { Intracomm } from "./intracomm.ts";

export { ArrivedMessage as Message } from "./arrived-message.ts";
export type { KeyvalFunctions } from "./attributed-comm.ts";
export type { PerRank, VectorSpec } from "./block-spec.ts";
export type { BufSpec } from "./buffer-spec.ts";
export { type How, IN_PLACE, type InPlace } from "./collective-call.ts";
export { Comm } from "./comm.ts";
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
export { Compute_dims } from "./dims.ts";
export * from "./environment.ts";
export {
  ERRORS_ABORT,
  ERRORS_ARE_FATAL,
  ERRORS_RETURN,
  Errhandler,
  type ErrhandlerFunction,
} from "./errhandler.ts";
export { Exception } from "./exception.ts";
export { Group, type Range } from "./group.ts";
export { Cartcomm, Intercomm, Intracomm } from "./intracomm.ts";
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
export type { Root } from "./root.ts";
export { Status } from "./status.ts";
export type { TypedSpec } from "./typed-blocks.ts";

const until = Object.assign((look: () => boolean): void => engine().until(look), {
  awaited: (look: () => boolean): Promise<void> => engine().awaited(look),
  abort: (status: number): never => engine().abort(status),
  oneClock: (): boolean => engine().oneClock,
});
const keep = (advance: () => boolean): void => engine().keep(advance);

/**
 * All ranks of the job.
 *
 * @example
 * console.log(`rank ${MPI.COMM_WORLD.rank} of ${MPI.COMM_WORLD.size}`);
 */
export const COMM_WORLD: Intracomm = new Intracomm(() => engine().world, until, keep);
COMM_WORLD.name = "MPI_COMM_WORLD";

/** This rank alone. */
export const COMM_SELF: Intracomm = new Intracomm(() => engine().self, until, keep);
COMM_SELF.name = "MPI_COMM_SELF";
