// What is timed: one exchange of each kind, in the shapes that message passing is usually measured by (the OSU
// micro-benchmarks, Ohio State University). Buffers are made once, on the heap, and used again and again.
import { MPI } from "../mpi/index.ts";

/** How an exchange is to be made and what a time of it means. */
export interface Shape {
  /** What one time is the time of. */
  readonly timed: string;
  /** Whether it has messages of a size; a barrier has none. */
  readonly sized: boolean;
  /** Only ranks 0 and 1 take part; the others wait. */
  readonly pair: boolean;
  /** How many of the messages one exchange stands for: its time is divided by that. */
  readonly messages: number;
  /** Makes a function that makes the exchange `times` times. Called by all ranks that take part. */
  prepare(comm: MPI.Comm, bytes: number): (times: number) => void;
}

/** Messages on their way at once when bandwidth is measured. */
const WINDOW = 64;

const room = (bytes: number): Uint8Array => MPI.Alloc_mem(bytes).fill(1);

const repeated = (exchange: () => void) => (times: number) => {
  for (let n = 0; n < times; n++) exchange();
};

const pingpong: Shape = {
  timed: "half of a round trip between ranks 0 and 1",
  sized: true,
  pair: true,
  messages: 2,
  prepare(comm, bytes) {
    const buffer = room(bytes);
    const peer = 1 - comm.rank;
    if (comm.rank === 0) {
      return repeated(() => {
        comm.Send(buffer, peer, 1);
        comm.Recv(buffer, peer, 1);
      });
    }
    return repeated(() => {
      comm.Recv(buffer, peer, 1);
      comm.Send(buffer, peer, 1);
    });
  },
};

const bandwidth: Shape = {
  timed: `one of ${WINDOW} messages from rank 0 to rank 1 that are on their way at once; the last is answered`,
  sized: true,
  pair: true,
  messages: WINDOW,
  prepare(comm, bytes) {
    const buffers = Array.from({ length: WINDOW }, () => room(bytes));
    const answer = new Uint8Array(1);
    if (comm.rank === 0) {
      return repeated(() => {
        MPI.Request.Waitall(buffers.map((buffer) => comm.Isend(buffer, 1, 2)));
        comm.Recv(answer, 1, 3);
      });
    }
    return repeated(() => {
      MPI.Request.Waitall(buffers.map((buffer) => comm.Irecv(buffer, 0, 2)));
      comm.Send(answer, 0, 3);
    });
  },
};

/** A collective call: the time is that of the rank that is in it longest. */
const collective = (
  name: string,
  sized: boolean,
  prepare: (comm: MPI.Comm, bytes: number) => () => void,
): Shape => ({
  timed: `one ${name} of all ranks, on the rank that takes longest${sized ? "; the size is that of one rank's part" : ""}`,
  sized,
  pair: false,
  messages: 1,
  prepare: (comm, bytes) => repeated(prepare(comm, bytes)),
});

/** Every rank's part as doubles: reductions add them up. */
const numbers = (bytes: number): Float64Array => {
  const memory = room(Math.max(8, bytes));
  return new Float64Array(memory.buffer, memory.byteOffset, Math.max(1, Math.floor(bytes / 8))).fill(0);
};

/** The shapes by the names that a person gives. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  pingpong,
  bandwidth,
  barrier: collective("Barrier", false, (comm) => () => comm.Barrier()),
  bcast: collective("Bcast", true, (comm, bytes) => {
    const buffer = room(bytes);
    return () => comm.Bcast(buffer, 0);
  }),
  reduce: collective("Reduce of doubles", true, (comm, bytes) => {
    const [part, sum] = [numbers(bytes), numbers(bytes)];
    return () => comm.Reduce(part, sum, MPI.SUM, 0);
  }),
  allreduce: collective("Allreduce of doubles", true, (comm, bytes) => {
    const [part, sum] = [numbers(bytes), numbers(bytes)];
    return () => comm.Allreduce(part, sum, MPI.SUM);
  }),
  gather: collective("Gather", true, (comm, bytes) => {
    const [part, all] = [room(bytes), room(bytes * comm.size)];
    return () => comm.Gather(part, all, 0);
  }),
  scatter: collective("Scatter", true, (comm, bytes) => {
    const [part, all] = [room(bytes), room(bytes * comm.size)];
    return () => comm.Scatter(all, part, 0);
  }),
  allgather: collective("Allgather", true, (comm, bytes) => {
    const [part, all] = [room(bytes), room(bytes * comm.size)];
    return () => comm.Allgather(part, all);
  }),
  alltoall: collective("Alltoall", true, (comm, bytes) => {
    const [from, into] = [room(bytes * comm.size), room(bytes * comm.size)];
    return () => comm.Alltoall(from, into);
  }),
};
