// Collective calls as the library has them. Each stands here once, for the call that returns when it is done and for the
// one that is begun: both take the same arguments.
import { PROC_NULL, ROOT } from "../../constants.ts";
import { BYTE } from "../../datatype.ts";
import { SUM } from "../../op.ts";
import { isRoot } from "../../root.ts";
import { blockOf } from "../blocks.ts";
import type { Blocks, Collectives, Operation, Quick, Reduction } from "../face.ts";
import type { Call, Name } from "./calls.ts";
import { Begun, type Requests } from "./operation.ts";

/** What a call is given, and what is to be kept and done until it is over. */
type Arguments = Parameters<Call>;
type Make<T> = (name: Collective, args: Arguments, held: unknown, settle?: () => void) => T;

type Collective =
  | ("Barrier" | "Bcast" | "Reduce" | "Allreduce" | "Scan" | "Exscan")
  | (
      | "Gather"
      | "Gatherv"
      | "Scatter"
      | "Scatterv"
      | "Allgather"
      | "Allgatherv"
      | "Alltoall"
      | "Alltoallv"
      | "Alltoallw"
    )
  | ("Reduce_scatter" | "Reduce_scatter_block");

const begunName = (name: Collective): Name => `I${name.toLowerCase()}` as Name;

/** The communicator that calls are made in. */
export interface At {
  readonly comm: number;
  readonly rank: number;
  /** The other group's ranks, if there is one. */
  readonly remote: readonly number[] | undefined;
}

/** Calls that go on by themselves. */
export function begun(requests: Requests, at: At): Collectives<Operation> {
  const all = calls(requests, at, (name, args, held, settle) => {
    const call = requests.calls.get(begunName(name));
    return new Begun(requests, "collective", held, 0, (request) => call(...args, request), settle);
  });
  if (at.remote === undefined) return all;
  // Open MPI 4 counts the begun calls of a communicator, but for those of nothing, which are over at once: and PROC_NULL
  // ranks do not know how much it is. If they count otherwise than the rest, later calls hang (in C, too). So there is
  // always something.
  const some = (memory: Uint8Array) => (memory.length === 0 ? new Uint8Array(1) : memory);
  const bytes: Reduction = { op: SUM, type: BYTE };
  return {
    ...all,
    bcast: (memory, root) => all.bcast(some(memory), root),
    reduce: (memory, how, root) => all.reduce(some(memory), memory.length === 0 ? bytes : how, root),
  };
}

/**
 * Calls that return when they are done. `mixed`: whether they may meet calls that go on by themselves in steps, which they
 * must then let go on. All ranks agree on it, since the standard lets no call that blocks meet one that does not.
 */
export function blocking(
  requests: Requests,
  at: At,
  begun: Collectives<Operation>,
  mixed: () => boolean,
): Collectives<void> {
  const { calls: library } = requests;
  const now = calls<void>(requests, at, (name, args, _held, settle) => {
    library.check(library.get(name)(...args));
    settle?.();
  });
  const barrier = library.get("Barrier");
  const ended = (operation: Operation) => {
    operation.wait();
    operation.finish();
  };
  return {
    barrier: () => (mixed() ? ended(begun.barrier()) : library.check(barrier(at.comm))),
    bcast: (...args) => (mixed() ? ended(begun.bcast(...args)) : now.bcast(...args)),
    reduce: (...args) => (mixed() ? ended(begun.reduce(...args)) : now.reduce(...args)),
    allreduce: (...args) => (mixed() ? ended(begun.allreduce(...args)) : now.allreduce(...args)),
    scan: (...args) => (mixed() ? ended(begun.scan(...args)) : now.scan(...args)),
    gather: (...args) => (mixed() ? ended(begun.gather(...args)) : now.gather(...args)),
    scatter: (...args) => (mixed() ? ended(begun.scatter(...args)) : now.scatter(...args)),
    allgather: (...args) => (mixed() ? ended(begun.allgather(...args)) : now.allgather(...args)),
    alltoall: (...args) => (mixed() ? ended(begun.alltoall(...args)) : now.alltoall(...args)),
    alltoallw: (...args) => (mixed() ? ended(begun.alltoallw(...args)) : now.alltoallw(...args)),
    reduceScatter: (...args) => (mixed() ? ended(begun.reduceScatter(...args)) : now.reduceScatter(...args)),
  };
}

/** Typed arrays as they lie: the library takes them from where they are. */
export function quick(requests: Requests, comm: number, mixed: () => boolean): Quick {
  const { lengths, reductions, calls: library } = requests.here;
  const { inPlace } = library.abi;
  const [allreduce, bcast] = [library.get("Allreduce"), library.get("Bcast")];
  return {
    allreduce(from, into, op) {
      const plain = mixed() ? undefined : reductions.plain(into, op);
      if (plain === undefined || from.constructor !== into.constructor) return false;
      if (from.byteLength !== into.byteLength) return false;
      const code = allreduce(
        from === into ? inPlace : from,
        into,
        into.byteLength / plain.size,
        plain.type,
        plain.op,
        comm,
      );
      if (code !== 0) library.check(code);
      return true;
    },
    bcast(memory, root) {
      if (mixed()) return false;
      const { count, type } = lengths.of(memory.byteLength);
      const code = bcast(memory, count, type, root, comm);
      if (code !== 0) library.check(code);
      return true;
    },
  };
}

function calls<T>(requests: Requests, group: At, make: Make<T>): Collectives<T> {
  const { lengths, reductions, calls: library } = requests.here;
  const { inPlace, byte, root: here, procNull } = library.abi;
  const { comm, rank, remote } = group;

  /** A root as the library spells it. */
  const spelled = (root: number): number => (root === ROOT ? here : root === PROC_NULL ? procNull : root);

  /** One block as a buffer, a count and a type. */
  const one = (memory: Uint8Array): Arguments => {
    const { count, type } = lengths.of(memory.length);
    return [memory, count, type];
  };
  /** Blocks of one length, end to end: the count is that of one. */
  const each = ({ memory, at, bytes }: Blocks): Arguments => {
    const { count, type } = lengths.of(bytes[0] ?? 0);
    return [memory.subarray(at[0] ?? 0), count, type];
  };
  const vector = (blocks: Blocks): Arguments => {
    const { counts, displacements, type } = lengths.layout(blocks);
    return [blocks.memory, counts, displacements, type];
  };
  /** A block that lies where it belongs is in place: never between two groups. */
  const placed = (own: Uint8Array, blocks: Blocks): boolean => {
    if (remote !== undefined) return false;
    const there = blockOf(blocks, rank);
    return own.buffer === there.buffer && own.byteOffset === there.byteOffset && own.length > 0;
  };
  const unused = new Uint8Array(1);
  const NOBODY: Arguments = [null, 0, byte];
  const IN_PLACE: Arguments = [inPlace, 0, byte];

  const combine = (name: "Allreduce" | "Scan" | "Exscan", memory: Uint8Array, how: Reduction): T => {
    const { memory: at, count, type, op, settle } = reductions.of(memory, how);
    const own = remote === undefined ? inPlace : at.slice();
    return make(name, [own, at, count, type, op, comm], [own, at], settle);
  };

  return {
    barrier: () => make("Barrier", [comm], undefined),
    bcast: (memory, root) => make("Bcast", [...one(memory), spelled(root), comm], memory),
    reduce(memory, how, root) {
      const { memory: at, count, type, op, settle } = reductions.of(memory, how);
      if (!isRoot(root, group)) return make("Reduce", [at, null, count, type, op, spelled(root), comm], at);
      // Not looked at, but MPICH refuses what is no address.
      if (remote !== undefined) return make("Reduce", [unused, at, count, type, op, here, comm], at, settle);
      // Not in place: with that MPICH 4.0.2 crashes on more than 2 KB, in C too. It would copy the part all the same.
      const own = at.slice();
      return make("Reduce", [own, at, count, type, op, root, comm], [own, at], settle);
    },
    allreduce: (memory, how) => combine("Allreduce", memory, how),
    scan: (memory, how, exclusive) => combine(exclusive ? "Exscan" : "Scan", memory, how),
    gather(memory, into, root, equal) {
      const name = equal ? "Gather" : "Gatherv";
      if (into === undefined) {
        const nowhere: Arguments = equal ? NOBODY : [null, null, null, byte];
        return make(name, [...one(memory), ...nowhere, spelled(root), comm], memory);
      }
      const own = placed(memory, into) ? IN_PLACE : one(memory);
      const blocks = equal ? each(into) : vector(into);
      return make(name, [...own, ...blocks, spelled(root), comm], [memory, into, blocks]);
    },
    scatter(from, memory, root, equal) {
      const name = equal ? "Scatter" : "Scatterv";
      if (from === undefined) {
        const nowhere: Arguments = equal ? NOBODY : [null, null, null, byte];
        return make(name, [...nowhere, ...one(memory), spelled(root), comm], memory);
      }
      const blocks = equal ? each(from) : vector(from);
      const own = placed(memory, from) ? IN_PLACE : one(memory);
      return make(name, [...blocks, ...own, spelled(root), comm], [memory, from, blocks]);
    },
    allgather(memory, into, equal) {
      const own = placed(memory, into) ? IN_PLACE : one(memory);
      const blocks = equal ? each(into) : vector(into);
      return make(equal ? "Allgather" : "Allgatherv", [...own, ...blocks, comm], [memory, into, blocks]);
    },
    alltoall(from, into, equal) {
      const [sent, received] = equal ? [each(from), each(into)] : [vector(from), vector(into)];
      return make(
        equal ? "Alltoall" : "Alltoallv",
        [...sent, ...received, comm],
        [from, into, sent, received],
      );
    },
    alltoallw(from, into) {
      const [sent, received] = [lengths.typed(from), lengths.typed(into)];
      return make("Alltoallw", [...sent, ...received, comm], [from, into, sent, received]);
    },
    reduceScatter({ memory, bytes }, into, how, equal) {
      const { memory: at, count, type, op } = reductions.of(memory, how);
      // Pairs may lie otherwise in the library: so does what it gives.
      const element = at.length / (count || 1);
      const ours = memory.length / (count || 1);
      const counts = Int32Array.from(bytes, (n) => (ours === 0 ? 0 : n / ours));
      const result = element === ours ? into : new Uint8Array(counts[rank] * element);
      const settle =
        result === into
          ? undefined
          : () => into.set(how.type.gather(result, counts[rank]).subarray(0, into.length));
      return equal
        ? make("Reduce_scatter_block", [at, result, counts[0], type, op, comm], [at, result], settle)
        : make("Reduce_scatter", [at, result, counts, type, op, comm], [at, result, counts], settle);
    },
  };
}
