// What MPI's calls throw: the standard's error classes as exceptions that say what was found and what to write instead.
import * as codes from "./constants.ts";

/** The classes' names, by number. */
const NAMES = new Map(
  Object.entries(codes)
    .filter(([name]) => name.startsWith("ERR_") || name === "SUCCESS")
    .map(([name, code]) => [code, name]),
);

/**
 * An error of MPI's. Its message begins with the class as the standard spells it, as in `MPI_ERR_TRUNCATE`.
 *
 * @example
 * try {
 *   comm.Send(new Float64Array(1), { dest: 99 });
 * } catch (e) {
 *   if (!(e instanceof MPI.Exception) || e.Get_error_class() !== MPI.ERR_RANK) throw e;
 *   console.log(e.message); // MPI_ERR_RANK: dest is a rank from 0 to 1, or PROC_NULL, not 99
 * }
 */
export class Exception extends Error {
  override readonly name = "MPI.Exception";
  readonly #code: number;

  /**
   * @param code one of the error classes
   * @param what what was found, and what to write instead
   */
  constructor(code: number = codes.ERR_OTHER, what = "") {
    super(`MPI_${NAMES.get(code) ?? `ERROR ${code}`}${what === "" ? "" : `: ${what}`}`);
    this.#code = code;
  }

  /** The error's number. */
  get error_code(): number {
    return this.#code;
  }

  /** The error's number. */
  Get_error_code(): number {
    return this.#code;
  }

  /** The error's class: one of `ERR_BUFFER`, `ERR_COUNT`, … */
  Get_error_class(): number {
    return this.#code;
  }

  /** The error's text. */
  Get_error_string(): string {
    return this.message;
  }
}
