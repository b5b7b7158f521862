// Reductions whose result is spread over the ranks.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { throwsMpi, topic } from "./check.ts";

const ranks = (comm: MPI.Comm): number[] => Array.from({ length: comm.size }, (_, rank) => rank);

export default [
  topic("Reduce_scatter gives each rank its block of the combination", (comm) => {
    const { rank, size } = comm;
    // Rank r gets r + 1 elements; element k of the whole is the sum over ranks of rank * 100 + k.
    const counts = ranks(comm).map((r) => r + 1);
    const total = (size * (size + 1)) / 2;
    const part = Float64Array.from({ length: total }, (_, k) => rank * 100 + k);
    const first = (rank * (rank + 1)) / 2;
    const expected = Float64Array.from(
      { length: rank + 1 },
      (_, k) => size * (first + k) + 50 * size * (size - 1),
    );
    const into = new Float64Array(rank + 1);
    comm.Reduce_scatter(part, into, counts);
    assert.deepEqual(into, expected);
    into.fill(0);
    comm.Ireduce_scatter(part, into, Int32Array.from(counts), { op: MPI.SUM }).Wait();
    assert.deepEqual(into, expected);
    assert.equal(part[0], rank * 100, "what is sent stays");
    const both = part.slice();
    comm.Reduce_scatter(MPI.IN_PLACE, both, counts);
    assert.deepEqual(both.slice(0, rank + 1), expected);
    const most = new Float64Array(rank + 1);
    comm.Reduce_scatter(part, most, counts, MPI.MAX);
    assert.deepEqual(
      most,
      expected.map((_, k) => (size - 1) * 100 + first + k),
    );
  }),
  topic("Reduce_scatter_block does so with blocks of one length", (comm) => {
    const { rank, size } = comm;
    for (const length of [0, 1, 3, 1000]) {
      const part = Int32Array.from({ length: length * size }, (_, k) => rank + k);
      const expected = Int32Array.from(
        { length },
        (_, k) => size * (rank * length + k) + (size * (size - 1)) / 2,
      );
      const into = new Int32Array(length);
      comm.Reduce_scatter_block(part, into);
      assert.deepEqual(into, expected);
      into.fill(0);
      comm.Ireduce_scatter_block(part, into, MPI.SUM).Wait();
      assert.deepEqual(into, expected);
    }
    const pairs = new Int32Array(2 * size).map((_, i) => (i % 2 === 0 ? rank : 7 + rank));
    const greatest = new Int32Array(2);
    comm.Reduce_scatter_block([pairs, MPI.TWOINT], [greatest, MPI.TWOINT], MPI.MAXLOC);
    assert.deepEqual([...greatest], [size - 1, 6 + size]);
    // A double and an int in C's layout: 16 bytes, of which the last four are nobody's.
    const struct = new DataView(new ArrayBuffer(16 * size));
    for (const r of ranks(comm)) {
      struct.setFloat64(16 * r, r === rank ? -1 : rank, true);
      struct.setInt32(16 * r + 8, rank, true);
    }
    const least = new DataView(new ArrayBuffer(16));
    comm.Reduce_scatter_block([struct, MPI.DOUBLE_INT], [least, MPI.DOUBLE_INT], MPI.MINLOC);
    assert.deepEqual([least.getFloat64(0, true), least.getInt32(8, true)], [-1, rank]);
  }),
  topic("blocks that are not what is sent are errors", (comm) => {
    const { size } = comm;
    const part = new Float64Array(2 * size);
    throwsMpi(() => comm.Reduce_scatter(part, new Float64Array(2), [1]), MPI.ERR_COUNT, /blocks of \[1\]/);
    throwsMpi(
      () => comm.Reduce_scatter_block(new Float64Array(2 * size + 1), new Float64Array(3), MPI.BAND),
      MPI.ERR_OP,
      /whole numbers/,
    );
    throwsMpi(() => comm.Reduce_scatter_block(part, new Float64Array(1)), MPI.ERR_ARG, /its place 8/);
  }),
];
