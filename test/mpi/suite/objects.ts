// The methods with small letters: any value, to any rank, in any call.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { ring, throwsMpi, topic } from "./check.ts";

const ranks = (comm: MPI.Comm): number[] => Array.from({ length: comm.size }, (_, rank) => rank);

/** Values short and long, with and without long arrays in them. */
const samples = (rank: number): unknown[] => [
  undefined,
  null,
  rank,
  -0,
  `rank ${rank}`,
  { rank, nested: { list: [1, "two", [3n]], when: new Date(rank) } },
  new Map([[rank, new Set([`${rank}`])]]),
  "long ".repeat(2000),
  Array.from({ length: 3000 }, (_, i) => ({ i, rank })),
  new Float64Array(5).fill(rank),
  new Float64Array(200_000).fill(rank),
  { a: new Float32Array(20_000).fill(rank), b: new Uint8Array(100_000).fill(rank), c: "x".repeat(9000) },
];

export default [
  topic("every kind of value goes around the ring", (comm) => {
    const { next, last } = ring(comm);
    for (const [i, expected] of samples(last).entries()) {
      const value = samples(comm.rank)[i];
      const send = comm.isend(value, { dest: next, tag: i });
      const status = new MPI.Status();
      assert.deepStrictEqual(comm.recv({ source: last, tag: i, status }), expected);
      assert.deepEqual([status.source, status.tag], [last, i]);
      send.wait();
      const receive = comm.irecv({ source: last, tag: 100 + i });
      const again = comm.issend(value, next, 100 + i);
      assert.deepStrictEqual(receive.wait(), expected);
      again.wait();
      assert.deepStrictEqual(
        comm.sendrecv(value, { dest: next, sendtag: 200, source: last, recvtag: 200 }),
        expected,
      );
    }
  }),
  topic("values from anybody arrive whole, with their parts", (comm) => {
    const sends = ranks(comm).flatMap((dest) => [
      comm.isend({ from: comm.rank, data: new Float64Array(50_000).fill(comm.rank) }, dest),
      comm.isend([comm.rank], dest),
    ]);
    const seen = ranks(comm).map(() => 0);
    for (let i = 0; i < 2 * comm.size; i++) {
      const status = new MPI.Status();
      const value = comm.recv<{ from: number; data: Float64Array } | [number]>({ status });
      seen[status.source]++;
      if (Array.isArray(value)) assert.deepEqual(value, [status.source]);
      else {
        assert.equal(value.from, status.source);
        assert.deepEqual(value.data, new Float64Array(50_000).fill(status.source));
      }
    }
    assert.deepEqual(
      seen,
      ranks(comm).map(() => 2),
    );
    MPI.Request.waitall(sends);
  }),
  topic(
    "a receive that was begun takes one value, whatever else has come and was begun meanwhile",
    (comm) => {
      const { next, last } = ring(comm);
      // Many rounds, and not always as many requests: what is done at every so many of them falls everywhere in a round.
      for (let round = 0; round < 250; round++) {
        const receive = comm.irecv<number>({ source: last, tag: 5 });
        if (round % 3 === 0) comm.Ibarrier().Wait();
        const sends = [comm.isend(2 * round, next, 5), comm.isend(2 * round + 1, next, 5)];
        comm.Barrier();
        assert.equal(receive.wait(), 2 * round);
        assert.equal(comm.recv({ source: last, tag: 5 }), 2 * round + 1);
        MPI.Request.waitall(sends);
      }
    },
  ),
  topic("irecv takes values in the order in which it was called, whichever is waited for first", (comm) => {
    const { next, last } = ring(comm);
    const receives = [0, 1, 2].map(() => comm.irecv({ source: last, tag: 9 }));
    const sends = [
      comm.isend("first", next, 9),
      comm.isend({ second: new Float64Array(10_000).fill(2) }, next, 9),
      comm.isend("third", next, 9),
    ];
    assert.equal(receives[2].wait(), "third");
    assert.deepEqual(MPI.Request.waitall(receives.slice(0, 2)), [
      "first",
      { second: new Float64Array(10_000).fill(2) },
    ]);
    MPI.Request.waitall(sends);
    const one = comm.irecv<string>(last, 10);
    comm.send("now", next, 10);
    let [ready, value] = one.test();
    while (!ready) [ready, value] = one.test();
    assert.equal(value, "now");
  }),
  topic("a value that was begun to be sent arrives as it was then, whatever is sent after it", (comm) => {
    const { next, last } = ring(comm);
    // Longer than a head and shorter than a part, so that it is copied once.
    const value = (number: number) => ({ number, data: new Float64Array(3000).fill(number) });
    const sends = [0, 1, 2].map((number) => comm.isend(value(number), next, 16));
    for (const number of [0, 1, 2]) assert.deepEqual(comm.recv({ source: last, tag: 16 }), value(number));
    MPI.Request.waitall(sends);
  }),
  topic("a matched probe takes a value away from everybody else", (comm) => {
    const { next, last } = ring(comm);
    const sends = ["one", { two: new Float64Array(9000) }].map((value) => comm.isend(value, next, 12));
    const first = comm.mprobe({ source: last, tag: 12 });
    const second = comm.recv({ source: last, tag: 12 });
    assert.deepEqual(second, { two: new Float64Array(9000) });
    const status = new MPI.Status();
    assert.equal(first.recv(status), "one");
    assert.equal(status.source, last);
    throwsMpi(() => first.recv(), MPI.ERR_ARG, /received already/);
    assert.equal(comm.improbe({ source: last, tag: 12 }), null);
    MPI.Request.waitall(sends);
  }),
  topic("bsend copies, and PROC_NULL gives nothing", (comm) => {
    const { next, last } = ring(comm);
    const data = new Float64Array(40_000).fill(comm.rank);
    comm.bsend({ data }, next, 3);
    data.fill(-1);
    assert.equal(comm.recv<{ data: Float64Array }>({ source: last, tag: 3 }).data[39_999], last);
    comm.send({ any: "thing" }, MPI.PROC_NULL);
    assert.equal(comm.recv({ source: MPI.PROC_NULL }), undefined);
    assert.equal(comm.irecv(MPI.PROC_NULL).wait(), undefined);
  }),
  topic("bcast, scatter, gather, allgather and alltoall of values, now and later", (comm) => {
    const { rank, size } = comm;
    const samplesOf = ranks(comm).map(samples);
    for (const root of ranks(comm)) {
      for (const [i, expected] of samplesOf[root].entries()) {
        const value = rank === root ? expected : "unused";
        assert.deepStrictEqual(comm.bcast(value, { root }), expected);
        assert.deepStrictEqual(comm.ibcast(value, root).wait(), expected);
        const own = samplesOf[rank][i];
        const gathered = comm.gather(own, { root });
        const all = samplesOf.map((values) => values[i]);
        assert.deepStrictEqual(gathered, rank === root ? all : undefined);
        assert.deepStrictEqual(comm.igather(own, root).wait(), rank === root ? all : undefined);
        const mine = comm.scatter(rank === root ? all : null, { root });
        assert.deepStrictEqual(mine, own);
        assert.deepStrictEqual(comm.iscatter(rank === root ? all : undefined, root).wait(), mine);
      }
    }
    assert.deepStrictEqual(
      comm.allgather({ rank }),
      ranks(comm).map((r) => ({ rank: r })),
    );
    const table = ranks(comm).map((dest) => `${rank} to ${dest}`);
    const expected = ranks(comm).map((source) => `${source} to ${rank}`);
    assert.deepStrictEqual(comm.alltoall(table), expected);
    assert.deepStrictEqual(comm.ialltoall(table).wait(), expected);
    assert.deepStrictEqual(comm.iallgather(size).wait(), new Array(size).fill(size));
  }),
  topic("reductions of values keep the order of ranks", (comm) => {
    const { rank, size } = comm;
    const total = (size * (size - 1)) / 2;
    assert.equal(comm.allreduce(rank), total);
    assert.equal(comm.allreduce(rank, { op: MPI.MAX }), size - 1);
    assert.equal(comm.iallreduce(BigInt(rank)).wait(), BigInt(total));
    assert.equal(comm.allreduce(rank < size - 1, MPI.LOR), size > 1 || rank < size - 1);
    const concat = (a: string, b: string) => a + b;
    const all = ranks(comm).join("");
    for (const root of ranks(comm)) {
      assert.equal(comm.reduce(`${rank}`, { op: concat, root }), rank === root ? all : undefined);
      assert.equal(comm.reduce(rank, { root }), rank === root ? total : undefined);
      assert.equal(comm.ireduce(`${rank}`, concat, root).wait(), rank === root ? all : undefined);
    }
    assert.equal(comm.scan(`${rank}`, concat), all.slice(0, rank + 1));
    assert.equal(comm.exscan(`${rank}`, { op: concat }), rank === 0 ? undefined : all.slice(0, rank));
    throwsMpi(() => comm.allreduce("text"), MPI.ERR_OP, /for numbers, not for string/);
    // A function that throws does so on every rank, and the next call is none the worse for it.
    if (size > 1) {
      const failing = () => {
        throw new RangeError("not today");
      };
      assert.throws(
        () => comm.allreduce(1, failing),
        rank === 0 ? /^RangeError: not today/ : /on rank 0: RangeError: not today/,
      );
    }
    assert.equal(comm.allreduce(1), size);
  }),
  topic(
    "calls of values that were begun overlap each other, and a rank that receives helps with them",
    (comm) => {
      const { next, last } = ring(comm);
      const big = new Float64Array(30_000).fill(comm.rank);
      const first = comm.iallgather({ big });
      const second = comm.ibcast(comm.rank === 0 ? "x".repeat(5000) : "");
      const send = comm.isend("message", next, 6);
      assert.equal(comm.recv({ source: last, tag: 6 }), "message");
      assert.equal(second.wait(), "x".repeat(5000));
      assert.deepEqual(
        first.wait().map(({ big: [value] }) => value),
        ranks(comm),
      );
      send.wait();
    },
  ),
  topic("what cannot be sent, and what was not sent by send, are errors", (comm) => {
    const { next, last } = ring(comm);
    throwsMpi(() => comm.send({ f: () => 1 }, next), MPI.ERR_TYPE, /a function at \.f cannot be sent/);
    throwsMpi(() => comm.isend(new (class Point {})(), next), MPI.ERR_TYPE, /an instance of Point/);
    throwsMpi(() => comm.scatter([1, 2, 3, 4, 5, 6, 7, 8, 9], comm.rank), MPI.ERR_COUNT, /not one of 9/);
    const send = comm.Isend(Float64Array.of(1, 2, 3), next, 4);
    throwsMpi(() => comm.recv({ source: last, tag: 4 }), MPI.ERR_OTHER, /not one of send's/);
    send.Wait();
  }),
];
