// Requests that are awaited: the event loop turns meanwhile.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { MPI } from "../../../src/mpi/index.ts";
import { ours, ring, topic } from "./check.ts";

export default [
  topic("await gives what a request gives", async (comm) => {
    const { next, last } = ring(comm);
    const receive = comm.irecv<string>({ source: last, tag: 1 });
    await comm.isend(`from ${comm.rank}`, next, 1);
    assert.equal(await receive, `from ${last}`);
    const into = new Float64Array(30_000);
    const buffers = comm.Irecv(into, last, 2);
    await comm.Isend(new Float64Array(30_000).fill(comm.rank), next, 2);
    assert.equal(await buffers, undefined);
    assert.equal(into[29_999], last);
    assert.equal(await comm.iallreduce(1), comm.size);
    await comm.Ibarrier();
  }),
  topic("timers fire while a message is awaited that comes late", async (comm) => {
    const { next, last } = ring(comm);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const receive = comm.irecv({ source: last, tag: 3 });
    const late = sleep(120).then(() => comm.send("late", next, 3));
    assert.equal(await receive, "late");
    await late;
    clearInterval(timer);
    // How many is up to the machine; without a turn of the event loop there would be none, and no message either.
    assert.ok(ticks >= 1, `${ticks} ticks`);
  }),
  topic("many requests are awaited at once", async (comm) => {
    const { next, last } = ring(comm);
    const receives = Array.from({ length: 20 }, (_, tag) => comm.irecv<number>({ source: last, tag }));
    const all = Promise.all(receives);
    for (const tag of Array.from({ length: 20 }, (_, i) => 19 - i)) {
      await sleep(tag % 5 === 0 ? 10 : 0);
      comm.send(tag * 2, next, tag);
    }
    assert.deepEqual(
      await all,
      receives.map((_, tag) => 2 * tag),
    );
  }),
  topic("a blocking call in between wakes an awaited request all the same", async (comm) => {
    const { next, last } = ring(comm);
    const receive = comm.irecv({ source: last, tag: 4 });
    const waiting = receive.then((value) => value);
    await sleep(20);
    comm.Barrier();
    await sleep(20);
    comm.send("after the barrier", next, 4);
    assert.equal(await waiting, "after the barrier");
  }),
  topic("what goes wrong rejects", async (comm) => {
    // Open MPI does not tell of what a rank has cut off on its way to itself.
    if (!ours() && comm.size === 1) return;
    const { next, last } = ring(comm);
    const receive = comm.Irecv(new Uint8Array(2), last, 5);
    const send = comm.Isend(new Uint8Array(3), next, 5);
    await assert.rejects(
      async () => receive,
      (error: unknown) => error instanceof MPI.Exception && error.Get_error_class() === MPI.ERR_TRUNCATE,
    );
    send.Wait();
  }),
];
