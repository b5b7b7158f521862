// Reductions whose result is spread over the ranks.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { ours, throwsMpi, topic } from "./check.ts";

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
  topic("long reductions combine every kind of element in the order of ranks", (comm) => {
    const { rank, size } = comm;
    // 2 x 2 matrices: an operation that is not commutative, and an element of four numbers.
    const matrix = MPI.DOUBLE.Create_contiguous(4).Commit();
    const product = MPI.Op.Create((incoming, inout) => {
      const [a, b] = [incoming as Float64Array, inout as Float64Array];
      for (let i = 0; i < a.length; i += 4) {
        const [p, q, r, s] = b.slice(i, i + 4);
        b[i] = a[i] * p + a[i + 1] * r;
        b[i + 1] = a[i] * q + a[i + 1] * s;
        b[i + 2] = a[i + 2] * p + a[i + 3] * r;
        b[i + 3] = a[i + 2] * q + a[i + 3] * s;
      }
    });
    for (const length of [1, 129, 5001]) {
      // Element k of rank r is [[1, r + k], [0, 1]] for even ranks, [[1, 0], [1, 1]] for odd ones.
      const part = new Float64Array(4 * length);
      for (let k = 0; k < length; k++) part.set(rank % 2 === 0 ? [1, rank + k, 0, 1] : [1, 0, 1, 1], 4 * k);
      const expected = (k: number): number[] => {
        let [a, b, c, d] = [1, 0, 0, 1];
        for (const r of ranks(comm)) {
          if (r % 2 === 0) [b, d] = [b + a * (r + k), d + c * (r + k)];
          else [a, c] = [a + b, c + d];
        }
        return [a, b, c, d];
      };
      const own = part.slice();
      const into = new Float64Array(4 * length);
      comm.Allreduce([part, matrix], [into, matrix], { op: product });
      comm.Allreduce(MPI.IN_PLACE, [own, matrix], { op: product });
      for (const k of [0, length >> 1, length - 1]) {
        assert.deepEqual([...into.subarray(4 * k, 4 * k + 4)], expected(k));
      }
      assert.deepEqual(own, into);
      // At an odd byte, and as whole numbers of 64 bits.
      const odd = new Uint8Array(8 * length + 1).subarray(1);
      const numbers = BigInt64Array.from({ length }, (_, k) => BigInt(k) ** 3n - BigInt(rank));
      odd.set(new Uint8Array(numbers.buffer));
      comm.Allreduce(MPI.IN_PLACE, [odd, MPI.INT64_T], MPI.MIN);
      const least = new BigInt64Array(length);
      comm.Allreduce(numbers, least, MPI.MIN);
      assert.deepEqual(odd, new Uint8Array(least.buffer));
      assert.equal(least[length - 1], BigInt(length - 1) ** 3n - BigInt(size - 1));
      // Pairs, as C lays them out.
      const pairs = new Int32Array(2 * length).map((_, i) => (i % 2 === 0 ? (rank * i) % 7 : rank));
      comm.Allreduce(MPI.IN_PLACE, [pairs, MPI.TWOINT], MPI.MAXLOC);
      const values = (k: number) => ranks(comm).map((r) => (r * 2 * k) % 7);
      for (const k of [0, length >> 1, length - 1]) {
        const most = Math.max(...values(k));
        assert.deepEqual([...pairs.subarray(2 * k, 2 * k + 2)], [most, values(k).indexOf(most)]);
      }
    }
    // Sums that depend on their order have the bits of Reduce, in place or not.
    const part = Float64Array.from(
      { length: 30_001 },
      (_, k) => Math.sin(k + 1) * 10 ** ((rank * 7 + k) % 20),
    );
    const [all, atRoot, inPlace] = [new Float64Array(30_001), new Float64Array(30_001), part.slice()];
    comm.Allreduce(part, all);
    comm.Allreduce(MPI.IN_PLACE, inPlace);
    assert.deepEqual(inPlace, all);
    comm.Reduce(part, atRoot, { root: size - 1 });
    if (ours() && rank === size - 1) assert.deepEqual(atRoot, all);
  }),
];
