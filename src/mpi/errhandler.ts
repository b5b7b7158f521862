// Error handlers (MPI 5.0, section 9.3): what happens when a call of a communicator's fails.
import { ERR_ARG } from "./constants.ts";
import { Exception } from "./exception.ts";

/** A function that is told of errors before they are thrown: the communicator, and the error's number. */
export type ErrhandlerFunction<C> = (comm: C, code: number) => void;

/** What happens when a call fails: see `ERRORS_RETURN`, `ERRORS_ARE_FATAL`, `ERRORS_ABORT` and `Comm.Create_errhandler`. */
export class Errhandler {
  /** The name, as in MPI_ERRORS_RETURN; empty for a program's own. */
  readonly name: string;
  readonly #fn: ErrhandlerFunction<never> | undefined;

  /** Programs use the constants and `Comm.Create_errhandler`. */
  constructor(name: string, fn?: ErrhandlerFunction<never>) {
    if (name === "" && typeof fn !== "function") {
      throw new Exception(ERR_ARG, `an error handler is a function, not ${typeof fn}`);
    }
    this.name = name;
    this.#fn = fn;
  }

  /** Whether an error ends the job. */
  get isFatal(): boolean {
    return this.name === "MPI_ERRORS_ARE_FATAL" || this.name === "MPI_ERRORS_ABORT";
  }

  /** Tells the program's function, if there is one. */
  call(comm: unknown, code: number): void {
    this.#fn?.(comm as never, code);
  }

  /** Does nothing: handlers are collected when nobody has them. */
  Free(): void {}
}

/** Errors are thrown as `MPI.Exception`: what communicators do from the start, here as in mpi4py. */
export const ERRORS_RETURN: Errhandler = new Errhandler("MPI_ERRORS_RETURN");
/** An error ends the job. */
export const ERRORS_ARE_FATAL: Errhandler = new Errhandler("MPI_ERRORS_ARE_FATAL");
/** An error ends the job, as all its ranks are of one piece here. */
export const ERRORS_ABORT: Errhandler = new Errhandler("MPI_ERRORS_ABORT");
