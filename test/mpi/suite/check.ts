// What topics of the suite are made of. A topic runs on every rank of a communicator at once, over every communicator,
// with every engine and number of ranks.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";

/** A named piece of the suite. It must leave no message behind. */
export interface Topic<C extends MPI.Comm = MPI.Intracomm> {
  readonly name: string;
  run(comm: C): void | Promise<void>;
}

export const topic = <C extends MPI.Comm = MPI.Intracomm>(name: string, run: Topic<C>["run"]): Topic<C> => ({
  name,
  run,
});

/** Whether amdahl's own engine carries the messages, which promises more than the standard does. */
export const ours = (): boolean => MPI.Get_library_version().startsWith("amdahl");

/** Asserts that a call throws this class of error, with a message that has this in it. */
export function throwsMpi(call: () => unknown, code: number, text: RegExp): void {
  assert.throws(call, (error: unknown) => {
    assert.ok(error instanceof MPI.Exception, String(error));
    assert.equal(error.Get_error_class(), code, error.message);
    assert.match(error.message, text);
    return true;
  });
}

/** The ranks after and before this one, in a ring. */
export const ring = (comm: MPI.Comm): { next: number; last: number } => ({
  next: (comm.rank + 1) % comm.size,
  last: (comm.rank + comm.size - 1) % comm.size,
});
