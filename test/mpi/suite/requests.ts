// Requests: waiting for one, for any, for some, for all; taking back.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { ring, throwsMpi, topic } from "./check.ts";

export default [
  topic("Waitany gives each request once, and then UNDEFINED", (comm) => {
    const into = Array.from({ length: comm.size }, () => new Int32Array(1));
    const receives = into.map((memory, source) => comm.Irecv(memory, { source, tag: 2 }));
    const sends = into.map((_, dest) => comm.Isend(Int32Array.of(comm.rank + 10), dest, 2));
    const seen: number[] = [];
    for (;;) {
      const status = new MPI.Status();
      const at = MPI.Request.Waitany(receives, status);
      if (at === MPI.UNDEFINED) break;
      assert.equal(status.source, at);
      seen.push(at);
    }
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      into.map((_, i) => i),
    );
    assert.deepEqual(
      into.map(([value]) => value),
      into.map((_, i) => i + 10),
    );
    MPI.Request.Waitall(sends);
    assert.deepEqual(MPI.Request.Testany(receives), [MPI.UNDEFINED, true]);
    assert.equal(MPI.Request.Waitsome(receives), null);
  }),
  topic("Waitsome gives those that are done, in the end all", (comm) => {
    const { next, last } = ring(comm);
    const into = Array.from({ length: 5 }, () => new Int32Array(1));
    const receives = into.map((memory, tag) => comm.Irecv(memory, last, tag));
    for (const tag of [4, 2, 0, 1, 3]) comm.Isend(Int32Array.of(tag), next, tag).Wait();
    const seen: number[] = [];
    for (;;) {
      const some = MPI.Request.Waitsome(receives);
      if (some === null) break;
      assert.ok(some.length > 0);
      seen.push(...some);
    }
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
    assert.deepEqual(
      into.map(([v]) => v),
      [0, 1, 2, 3, 4],
    );
  }),
  topic("Testall is all or nothing", (comm) => {
    const { next, last } = ring(comm);
    const into = [new Int32Array(1), new Int32Array(1)];
    const receives = into.map((memory, tag) => comm.Irecv(memory, last, tag));
    comm.Isend(Int32Array.of(5), next, 0).Wait();
    assert.equal(MPI.Request.Testall(receives), false);
    assert.equal(receives[0].isNull, false);
    // Nobody sends the second message before all have looked.
    const told = comm.Isend(new Uint8Array(0), last, 7);
    comm.Recv(new Uint8Array(0), next, 7);
    told.Wait();
    comm.Isend(Int32Array.of(6), next, 1).Wait();
    while (!MPI.Request.Testall(receives));
    assert.deepEqual(
      into.map(([v]) => v),
      [5, 6],
    );
  }),
  topic("Get_status looks without taking", (comm) => {
    const { next, last } = ring(comm);
    const into = new Int32Array(1);
    const receive = comm.Irecv(into, last, 3);
    comm.Isend(Int32Array.of(9), next, 3).Wait();
    const status = new MPI.Status();
    while (!receive.Get_status(status));
    assert.equal(status.source, last);
    assert.equal(receive.isNull, false);
    assert.equal(receive.Test(status), true);
    assert.equal(receive.Get_status(status), true);
    assert.equal(status.source, MPI.ANY_SOURCE);
  }),
  topic("a receive that has found nothing can be taken back, and takes no message", (comm) => {
    const { next, last } = ring(comm);
    const wrong = Int32Array.of(77);
    const receive = comm.Irecv(wrong, last, 4);
    receive.Cancel();
    const status = new MPI.Status();
    receive.Wait(status);
    assert.equal(status.Is_cancelled(), true);
    throwsMpi(() => receive.Cancel(), MPI.ERR_REQUEST, /done already/);
    // Only now may the message come.
    const told = comm.Isend(new Uint8Array(0), last, 7);
    comm.Recv(new Uint8Array(0), next, 7);
    told.Wait();
    const send = comm.Isend(Int32Array.of(5), next, 4);
    const into = new Int32Array(1);
    comm.Recv(into, last, 4);
    send.Wait();
    assert.deepEqual([wrong[0], into[0]], [77, 5]);
  }),
  topic("persistent requests start again and again, with what the buffer has then", (comm) => {
    const { next, last } = ring(comm);
    const out = new Float64Array(2);
    const into = new Float64Array(2);
    const long = new Float64Array(10_000);
    const longer = new Float64Array(10_000);
    const all = [
      comm.Recv_init(into, { source: last, tag: 1 }),
      comm.Recv_init(longer, { source: last, tag: 2 }),
      comm.Send_init(out, next, 1),
      comm.Ssend_init(long, next, 2),
    ];
    assert.ok(all.every((request) => request.isNull));
    for (let step = 0; step < 20; step++) {
      out.fill(comm.rank * 100 + step);
      long.fill(step);
      MPI.Prequest.Startall(all);
      throwsMpi(() => all[0].Start(), MPI.ERR_REQUEST, /started already/);
      MPI.Request.Waitall(all);
      assert.deepEqual([into[1], longer[9_999]], [last * 100 + step, step]);
    }
    throwsMpi(() => comm.Send_init(out, comm.size), MPI.ERR_RANK, /not/);
    const none = comm.Recv_init(into, { source: MPI.PROC_NULL });
    none.Start();
    none.Wait();
    none.Start();
    none.Wait();
  }),
  topic("a thousand messages that nobody waits for yet wait themselves", (comm) => {
    const { next, last } = ring(comm);
    const sends = Array.from({ length: 1000 }, (_, i) =>
      comm.Isend(Int32Array.of(i, comm.rank), { dest: next, tag: i % 3 }),
    );
    for (const tag of [2, 0, 1]) {
      for (let i = tag; i < 1000; i += 3) {
        const into = new Int32Array(2);
        comm.Recv(into, { source: last, tag });
        assert.deepEqual([...into], [i, last]);
      }
    }
    MPI.Request.Waitall(sends);
  }),
  topic("more than a ring holds goes through it when both sides send first", (comm) => {
    const { next, last } = ring(comm);
    const sends = Array.from({ length: 200 }, (_, i) =>
      comm.Isend(new Uint8Array(16_000).fill(i), { dest: next, tag: 0 }),
    );
    for (let i = 0; i < 200; i++) {
      const into = new Uint8Array(16_000);
      comm.Recv(into, last, 0);
      assert.deepEqual([into[0], into[15_999]], [i, i]);
    }
    MPI.Request.Waitall(sends);
  }),
  topic("Bsend_init and ibsend send copies", (comm) => {
    const { next, last } = ring(comm);
    const buffer = Int32Array.of(1, 2);
    const again = comm.Bsend_init(buffer, next, 31);
    for (const round of [10, 20]) {
      buffer.fill(round);
      again.Start();
      buffer.fill(-1);
      again.Wait();
    }
    const data = new Float64Array(5000).fill(3);
    const request = comm.ibsend({ data }, next, 32);
    data.fill(-1);
    const into = new Int32Array(2);
    for (const round of [10, 20]) {
      comm.Recv(into, last, 31);
      assert.deepEqual([...into], [round, round]);
    }
    assert.equal(comm.recv<{ data: Float64Array }>({ source: last, tag: 32 }).data[4999], 3);
    request.wait();
  }),
];
