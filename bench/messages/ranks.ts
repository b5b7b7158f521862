// The exchanges of bench/messages.ts with amdahl/mpi, whichever engine carries them: times in microseconds, a line for each
// shape and size.
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const { rank, size } = comm;
const [BATCHES, WARM] = [9, 20];

function timed(name: string, exchange: () => void, n: number, times: number, share: number): void {
  const all: number[] = [];
  for (let batch = -WARM; batch < BATCHES; batch++) {
    comm.Barrier();
    const start = MPI.Wtime();
    for (let i = 0; i < times; i++) exchange();
    const most = comm.allreduce(((MPI.Wtime() - start) / times / share) * 1e6, { op: MPI.MAX });
    if (batch >= 0) all.push(most);
  }
  if (rank === 0) console.log(`${name} ${n} ${all.sort((a, b) => a - b)[BATCHES >> 1].toFixed(4)}`);
}

/** `buffer` is asked for at each message: the same one, a new one, or a view of it. */
const pingpong = (buffer: () => Uint8Array) =>
  rank === 0
    ? () => {
        comm.Send(buffer(), 1, 1);
        comm.Recv(buffer(), 1, 1);
      }
    : () => {
        comm.Recv(buffer(), 0, 1);
        comm.Send(buffer(), 0, 1);
      };

const values = (value: unknown) =>
  rank === 0
    ? () => {
        comm.send(value, 1, 1);
        comm.recv({ source: 1 });
      }
    : () => {
        comm.recv({ source: 0 });
        comm.send(value, 0, 1);
      };

const tree = (depth: number): unknown =>
  depth === 0 ? { leaf: true, value: 1 } : { left: tree(depth - 1), right: tree(depth - 1), value: depth };

const sizes = [8, 64, 1024, 8192, 65_536, 2 ** 20, 2 ** 24];
const times = [10_000, 10_000, 10_000, 5000, 2000, 200, 8];
const slower = size > 2 ? 10 : 1;
if (size === 2) {
  sizes.forEach((n, k) => {
    const buffer = new Uint8Array(n);
    timed(
      "pingpong",
      pingpong(() => buffer),
      n,
      times[k],
      2,
    );
  });
  for (const [n, k] of [
    [8, 0],
    [65_536, 4],
  ]) {
    const all = new Uint8Array(2 * n);
    timed(
      "pingpong-fresh",
      pingpong(() => new Uint8Array(n)),
      n,
      times[k],
      2,
    );
    timed(
      "pingpong-subarray",
      pingpong(() => all.subarray(n)),
      n,
      times[k],
      2,
    );
  }
}
sizes.slice(0, 6).forEach((n, k) => {
  const [part, total] = [new Float64Array(n / 8), new Float64Array(n / 8)];
  timed("allreduce", () => comm.Allreduce(part, total, MPI.SUM), n, times[k] / slower, 1);
});
timed("barrier", () => comm.Barrier(), 0, 10_000 / slower, 1);
if (size === 2) {
  timed("record", values({ a: 7, b: 3.14 }), 0, 5000, 2);
  timed("array", values(new Float64Array(1e6)), 8e6, 10, 2);
  timed("tree", values(tree(16)), 0, 1, 2);
}
