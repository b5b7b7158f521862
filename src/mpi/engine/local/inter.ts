// Collective calls between two groups, as schedules: what goes from one group to the other goes by the groups' ranks 0,
// and inside a group as in calls of one group. So parts are combined in the grouping of the tree, and have the bits of a
// Reduce over the group that gives them.
import type { Call } from "../../../job/index.ts";
import { ERR_COMM, PROC_NULL, ROOT } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import { blockOf } from "../blocks.ts";
import type { Blocks, Collectives, Reduction } from "../face.ts";
import * as within from "./collectives.ts";
import { type Inside, type Links, NOTHING, type Schedule } from "./collectives.ts";
import type { Pending } from "./requests.ts";

/** Messages of one collective call: inside this rank's group, and to and from the ranks of the other. */
export interface Across {
  readonly own: Inside;
  readonly other: Links & { readonly size: number };
}

/** When the other group's first rank is here, all of its ranks are. */
function* barrier({ own, other }: Across): Schedule {
  yield* within.barrier(own);
  if (own.rank === 0) {
    yield other.send(NOTHING, 0);
    yield other.fetch(NOTHING, 0);
  }
  yield* within.bcast(own, NOTHING, 0);
}

function* bcast({ own, other }: Across, memory: Uint8Array, root: number): Schedule {
  if (root === ROOT) yield other.send(memory, 0);
  if (root < 0) return;
  if (own.rank === 0) yield other.fetch(memory, root);
  yield* within.bcast(own, memory, 0);
}

function* reduce({ own, other }: Across, memory: Uint8Array, how: Reduction, root: number): Schedule {
  if (root === ROOT) yield other.fetch(memory, 0);
  if (root < 0) return;
  yield* within.reduce(own, memory, how, 0);
  if (own.rank === 0) yield other.send(memory, root);
}

/** The groups' ranks 0 give each other what their groups have combined. */
function* swap({ own, other }: Across, memory: Uint8Array, how: Reduction): Schedule {
  yield* within.reduce(own, memory, how, 0);
  if (own.rank !== 0) return;
  const sent = other.send(memory.slice(), 0);
  yield other.fetch(memory, 0);
  yield sent;
}

function* allreduce(at: Across, memory: Uint8Array, how: Reduction): Schedule {
  yield* swap(at, memory, how);
  yield* within.bcast(at.own, memory, 0);
}

function* reduceScatter(at: Across, from: Blocks, memory: Uint8Array, how: Reduction): Schedule {
  yield* swap(at, from.memory, how);
  yield* within.scatter(at.own, at.own.rank === 0 ? from : undefined, memory, 0);
}

function* gather({ other }: Across, memory: Uint8Array, into: Blocks | undefined, root: number): Schedule {
  if (root !== ROOT) {
    if (root !== PROC_NULL) yield other.send(memory, root);
    return;
  }
  const received: Pending[] = [];
  for (let rank = 0; rank < other.size; rank++) {
    received.push(other.receive(blockOf(into as Blocks, rank), rank));
  }
  yield* received;
}

function* scatter({ other }: Across, from: Blocks | undefined, memory: Uint8Array, root: number): Schedule {
  if (root !== ROOT) {
    if (root !== PROC_NULL) yield other.fetch(memory, root);
    return;
  }
  const sent: (Pending | undefined)[] = [];
  for (let rank = 0; rank < other.size; rank++) sent.push(other.send(blockOf(from as Blocks, rank), rank));
  yield* sent;
}

/** Each rank to each of the other group. */
function* alltoall({ other }: Across, from: (rank: number) => Uint8Array, into: Blocks): Schedule {
  const pending: (Pending | undefined)[] = [];
  for (let rank = 0; rank < other.size; rank++) pending.push(other.receive(blockOf(into, rank), rank));
  for (let rank = 0; rank < other.size; rank++) pending.push(other.send(from(rank), rank));
  yield* pending;
}

/** The calls between two groups, made by `run`. */
export function across<T>(run: (call: Call, schedule: (at: Across) => Schedule) => T): Collectives<T> {
  return {
    barrier: () => run("Barrier", barrier),
    bcast: (memory, root) => run("Bcast", (at) => bcast(at, memory, root)),
    reduce: (memory, how, root) => run("Reduce", (at) => reduce(at, memory, how, root)),
    allreduce: (memory, how) => run("Allreduce", (at) => allreduce(at, memory, how)),
    scan: () => {
      throw new Exception(ERR_COMM, "there is no scan between two groups");
    },
    gather: (memory, into, root) => run("Gather", (at) => gather(at, memory, into, root)),
    scatter: (from, memory, root) => run("Scatter", (at) => scatter(at, from, memory, root)),
    allgather: (memory, into) => run("Allgather", (at) => alltoall(at, () => memory, into)),
    alltoall: (from, into) => run("Alltoall", (at) => alltoall(at, (rank) => blockOf(from, rank), into)),
    alltoallw: (from, into) => run("Alltoall", (at) => alltoall(at, (rank) => blockOf(from, rank), into)),
    reduceScatter: (from, memory, how) => run("Reduce_scatter", (at) => reduceScatter(at, from, memory, how)),
  };
}
