// Collective calls as the library has them. Each stands here once, for the call that returns when it is done and for the
// one that is begun: both take the same arguments.
import { blockOf } from "../blocks.ts";
import type { Blocks, Collectives, Operation, Reduction } from "../face.ts";
import type { Call, Name } from "./calls.ts";
import { Begun, type Requests } from "./operation.ts";

/** What a call is given, and what is to be kept and done until it is over. */
type Arguments = Parameters<Call>;
type Make<T> = (name: Collective, args: Arguments, held: unknown, settle?: () => void) => T;

type Collective =
  | ("Barrier" | "Bcast" | "Reduce" | "Allreduce" | "Scan" | "Exscan")
  | ("Gather" | "Gatherv" | "Scatter" | "Scatterv" | "Allgather" | "Allgatherv" | "Alltoall" | "Alltoallv");

const begunName = (name: Collective): Name => `I${name.toLowerCase()}` as Name;

/** Calls that go on by themselves. */
export function begun(requests: Requests, comm: number, rank: number): Collectives<Operation> {
  return calls(requests, comm, rank, (name, args, held, settle) => {
    const operation = new Begun(requests, held, false, settle);
    requests.calls.do(begunName(name), ...args, operation.request);
    return operation;
  });
}

/** Calls that return when they are done. */
export function blocking(
  requests: Requests,
  comm: number,
  rank: number,
  begun: Collectives<Operation>,
): Collectives<void> {
  const { here, calls: library } = requests;
  const now = calls<void>(requests, comm, rank, (name, args, _held, settle) => {
    library.check(library.get(name)(...args));
    settle?.();
  });
  const barrier = library.get("Barrier");
  const ended = (operation: Operation) => {
    operation.wait();
    operation.finish();
  };
  // While something goes on by itself, no call may block inside the library.
  return {
    barrier: () => (here.quiet ? library.check(barrier(comm)) : ended(begun.barrier())),
    bcast: (...args) => (here.quiet ? now.bcast(...args) : ended(begun.bcast(...args))),
    reduce: (...args) => (here.quiet ? now.reduce(...args) : ended(begun.reduce(...args))),
    allreduce: (...args) => (here.quiet ? now.allreduce(...args) : ended(begun.allreduce(...args))),
    scan: (...args) => (here.quiet ? now.scan(...args) : ended(begun.scan(...args))),
    gather: (...args) => (here.quiet ? now.gather(...args) : ended(begun.gather(...args))),
    scatter: (...args) => (here.quiet ? now.scatter(...args) : ended(begun.scatter(...args))),
    allgather: (...args) => (here.quiet ? now.allgather(...args) : ended(begun.allgather(...args))),
    alltoall: (...args) => (here.quiet ? now.alltoall(...args) : ended(begun.alltoall(...args))),
  };
}

function calls<T>(requests: Requests, comm: number, rank: number, make: Make<T>): Collectives<T> {
  const { lengths, reductions, calls: library } = requests.here;
  const { inPlace, byte } = library.abi;

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
  /** A block that lies where it belongs is in place. */
  const placed = (own: Uint8Array, blocks: Blocks): boolean => {
    const there = blockOf(blocks, rank);
    return own.buffer === there.buffer && own.byteOffset === there.byteOffset && own.length > 0;
  };
  const NOBODY: Arguments = [null, 0, byte];
  const IN_PLACE: Arguments = [inPlace, 0, byte];

  const combine = (name: "Allreduce" | "Scan" | "Exscan", memory: Uint8Array, how: Reduction): T => {
    const { memory: at, count, type, op, settle } = reductions.of(memory, how);
    return make(name, [inPlace, at, count, type, op, comm], at, settle);
  };

  return {
    barrier: () => make("Barrier", [comm], undefined),
    bcast: (memory, root) => make("Bcast", [...one(memory), root, comm], memory),
    reduce(memory, how, root) {
      const { memory: at, count, type, op, settle } = reductions.of(memory, how);
      return rank === root
        ? make("Reduce", [inPlace, at, count, type, op, root, comm], at, settle)
        : make("Reduce", [at, null, count, type, op, root, comm], at);
    },
    allreduce: (memory, how) => combine("Allreduce", memory, how),
    scan: (memory, how, exclusive) => combine(exclusive ? "Exscan" : "Scan", memory, how),
    gather(memory, into, root, equal) {
      const name = equal ? "Gather" : "Gatherv";
      if (into === undefined) {
        const nowhere: Arguments = equal ? NOBODY : [null, null, null, byte];
        return make(name, [...one(memory), ...nowhere, root, comm], memory);
      }
      const own = placed(memory, into) ? IN_PLACE : one(memory);
      const blocks = equal ? each(into) : vector(into);
      return make(name, [...own, ...blocks, root, comm], [memory, into, blocks]);
    },
    scatter(from, memory, root, equal) {
      const name = equal ? "Scatter" : "Scatterv";
      if (from === undefined) {
        const nowhere: Arguments = equal ? NOBODY : [null, null, null, byte];
        return make(name, [...nowhere, ...one(memory), root, comm], memory);
      }
      const blocks = equal ? each(from) : vector(from);
      const own = placed(memory, from) ? IN_PLACE : one(memory);
      return make(name, [...blocks, ...own, root, comm], [memory, from, blocks]);
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
  };
}
