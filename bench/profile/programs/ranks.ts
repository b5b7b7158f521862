// A program of ranks: each has a piece of a rod that cools, exchanges its ends with its neighbours at every step, and all
// sum up what there is now and then.
//
//     amdahl run -n 2 ranks.ts STEPS
import { MPI } from "amdahl/mpi";

const steps = Number(process.argv[2]);
const comm = MPI.COMM_WORLD;
const { rank, size } = comm;
const POINTS = 20_000;
const left = rank > 0 ? rank - 1 : MPI.PROC_NULL;
const right = rank < size - 1 ? rank + 1 : MPI.PROC_NULL;

function relax(u: Float64Array, next: Float64Array): void {
  for (let i = 1; i <= POINTS; i++) {
    const bend = u[i - 1] - 2 * u[i] + u[i + 1];
    next[i] = u[i] + 0.25 * bend;
  }
}

function exchange(u: Float64Array): void {
  comm.Sendrecv(u.subarray(1, 2), u.subarray(POINTS + 1), { dest: left, source: right });
  comm.Sendrecv(u.subarray(POINTS, POINTS + 1), u.subarray(0, 1), { dest: right, source: left });
}

function total(u: Float64Array): number {
  let sum = 0;
  for (let i = 1; i <= POINTS; i++) sum += u[i];
  return comm.allreduce(sum, { op: MPI.SUM });
}

function work(): number {
  let u = new Float64Array(POINTS + 2);
  for (let i = 1; i <= POINTS; i++) u[i] = (rank * POINTS + i) % 100;
  let next = u.slice();
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    exchange(u);
    relax(u, next);
    [u, next] = [next, u];
    if (step % 100 === 0) sum += total(u);
  }
  return sum;
}

comm.Barrier();
const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
if (rank === 0) console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
