// Collective calls: chapter 6 of the standard, over buffers, blocking and begun.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { ours, ring, throwsMpi, topic } from "./check.ts";

const LENGTHS = [0, 1, 3, 2048, 2049, 100_001];

const filled = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);
const ranks = (comm: MPI.Comm): number[] => Array.from({ length: comm.size }, (_, rank) => rank);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Both forms of a call: the one that returns when it is done, and the one that gives a request. */
const both = (now: () => void, begun: () => MPI.Request): (() => void)[] => [now, () => begun().Wait()];

export default [
  topic("Bcast gives the root's buffer to all, from every root and in every length", (comm) => {
    for (const root of ranks(comm)) {
      for (const length of LENGTHS) {
        const data = filled(length, comm.rank === root ? root + 0.5 : -1);
        for (const call of both(
          () => comm.Bcast(data, { root }),
          () => comm.Ibcast(data, root),
        )) {
          if (comm.rank !== root) data.fill(-1);
          call();
          assert.deepEqual(data, filled(length, root + 0.5));
        }
      }
    }
  }),
  topic("Reduce adds up at the root, and Allreduce everywhere", (comm) => {
    const total = sum(ranks(comm)) + comm.size;
    for (const length of LENGTHS) {
      const part = filled(length, comm.rank + 1);
      for (const root of ranks(comm)) {
        const result = filled(length, -7);
        for (const call of both(
          () => comm.Reduce(part, result, { root }),
          () => comm.Ireduce(part, result, MPI.SUM, root),
        )) {
          call();
          assert.deepEqual(result, filled(length, comm.rank === root ? total : -7));
        }
        comm.Reduce(part, comm.rank === root ? result : null, { root });
        const own = part.slice();
        if (comm.rank === root) comm.Reduce(MPI.IN_PLACE, own, { root });
        else comm.Reduce(own, null, { root });
        assert.deepEqual(own, filled(length, comm.rank === root ? total : comm.rank + 1));
      }
      let all = filled(length, -1);
      for (const call of both(
        () => comm.Allreduce(part, all),
        () => comm.Iallreduce(part, all, { op: MPI.SUM }),
      )) {
        all = filled(length, -1);
        call();
        assert.deepEqual(all, filled(length, total));
      }
      comm.Allreduce(MPI.IN_PLACE, part);
      assert.deepEqual(part, filled(length, total));
    }
  }),
  topic("every operation does what its name says to every type", (comm) => {
    const { size, rank } = comm;
    const values = ranks(comm).map((r) => [r + 1, 3, r % 2, (r * 5) % 7]);
    const fold = (f: (a: number, b: number) => number) =>
      [0, 1, 2, 3].map((k) => values.map((v) => v[k]).reduce((a, b) => f(a, b)));
    const expected: [MPI.Op, number[]][] = [
      [MPI.SUM, fold((a, b) => a + b)],
      [MPI.PROD, fold((a, b) => a * b)],
      [MPI.MAX, fold(Math.max)],
      [MPI.MIN, fold(Math.min)],
      [MPI.LAND, fold((a, b) => Number(a !== 0 && b !== 0))],
      [MPI.LOR, fold((a, b) => Number(a !== 0 || b !== 0))],
      [MPI.LXOR, fold((a, b) => Number((a !== 0) !== (b !== 0)))],
      [MPI.BAND, fold((a, b) => a & b)],
      [MPI.BOR, fold((a, b) => a | b)],
      [MPI.BXOR, fold((a, b) => a ^ b)],
    ];
    for (const Class of [
      Int8Array,
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    ]) {
      for (const [op, result] of expected) {
        const floating = Class.name.startsWith("Float");
        const into = new Class(4);
        if (floating && /B(AND|OR|XOR)/.test(op.name)) {
          throwsMpi(() => comm.Allreduce(Class.from(values[rank]), into, op), MPI.ERR_OP, /whole numbers/);
          continue;
        }
        comm.Allreduce(Class.from(values[rank]), into, { op });
        // A logical operation gives 0 or 1 once two were combined; the value of one rank alone stays as it is.
        assert.deepEqual(
          [...into],
          [...Class.from(size === 1 ? values[0] : result)],
          `${op.name} of ${Class.name}`,
        );
      }
    }
    for (const Class of [BigInt64Array, BigUint64Array]) {
      for (const [op, result] of expected) {
        const into = new Class(4);
        comm.Allreduce(Class.from(values[rank].map(BigInt)), into, { op });
        assert.deepEqual(
          [...into].map(Number),
          size === 1 ? values[0] : result,
          `${op.name} of ${Class.name}`,
        );
      }
    }
  }),
  topic("whole numbers wrap around as in C, and infinities are extremes", (comm) => {
    const product = new Int32Array(1);
    comm.Allreduce(Int32Array.of(0x12345677), product, MPI.PROD);
    assert.equal(
      product[0],
      ranks(comm).reduce((p) => Math.imul(p, 0x12345677), 1),
    );
    const long = new BigInt64Array(1);
    comm.Allreduce(BigInt64Array.of(2n ** 62n), long);
    assert.equal(long[0], BigInt.asIntN(64, 2n ** 62n * BigInt(comm.size)));
    const into = new Float64Array(2);
    comm.Allreduce(Float64Array.of(comm.rank === 0 ? Infinity : 1, -Infinity), into, MPI.MAX);
    assert.deepEqual([...into], [Infinity, -Infinity]);
    // Libraries compare as C does, and what becomes of a NaN depends on where it stands; here it is never lost.
    if (!ours()) return;
    const odd = Float64Array.of(comm.rank === 0 ? Number.NaN : 1, comm.rank === 0 ? -0 : 0);
    comm.Allreduce(odd, into, MPI.MAX);
    assert.deepEqual([...into], [Number.NaN, comm.size === 1 ? -0 : 0]);
  }),
  topic("MAXLOC and MINLOC tell where the extreme is, the first of several", (comm) => {
    const { rank, size } = comm;
    // Values 0 1 2 0 1 2 …: the greatest is 2 (or size - 1), first at rank 2 (or there).
    const value = rank % 3;
    const greatest = Math.min(size - 1, 2);
    const two = new Int32Array(4);
    comm.Allreduce(
      [Int32Array.of(value, rank, -value, rank), 2, MPI.TWOINT],
      [two, 2, MPI.TWOINT],
      MPI.MAXLOC,
    );
    assert.deepEqual([...two], [greatest, greatest, 0, 0]);
    // A struct of a double and an int, as C lays it out: 16 bytes.
    const struct = (v: number, i: number) => {
      const view = new DataView(new ArrayBuffer(16));
      view.setFloat64(0, v, true);
      view.setInt32(8, i, true);
      return view;
    };
    assert.deepEqual([MPI.DOUBLE_INT.Get_size(), ...MPI.DOUBLE_INT.Get_extent()], [12, 0, 16]);
    assert.deepEqual([MPI.SHORT_INT.Get_size(), ...MPI.SHORT_INT.Get_extent()], [6, 0, 8]);
    const into = struct(99, 99);
    comm.Allreduce([struct(-value - 0.5, rank), 1, MPI.DOUBLE_INT], [into, 1, MPI.DOUBLE_INT], MPI.MINLOC);
    assert.deepEqual([into.getFloat64(0, true), into.getInt32(8, true)], [-greatest - 0.5, greatest]);
    throwsMpi(
      () => comm.Allreduce(new Int32Array(1), two, MPI.MAXLOC),
      MPI.ERR_OP,
      /pairs of a value and an index/,
    );
    throwsMpi(() => comm.Allreduce([two, 1, MPI.TWOINT], [two, 1, MPI.TWOINT]), MPI.ERR_OP, /not for pairs/);
    assert.deepEqual(comm.allreduce([value, rank], MPI.MAXLOC), [greatest, greatest]);
    assert.deepEqual(comm.allreduce([`${value}`, rank], { op: MPI.MINLOC }), ["0", 0]);
    throwsMpi(() => comm.allreduce(1, MPI.MAXLOC), MPI.ERR_OP, /pairs \[value, index\]/);
  }),
  topic("an operation of the program's is asked in the order of ranks", (comm) => {
    // Two by two matrices with whole entries: their product is associative and not commutative, and exact.
    const product = MPI.Op.Create((a, b) => {
      const [p, q] = [a as Float64Array, b as Float64Array];
      for (let i = 0; i < q.length; i += 4) {
        const [w, x, y, z] = q.slice(i, i + 4);
        q.set(
          [
            p[i] * w + p[i + 1] * y,
            p[i] * x + p[i + 1] * z,
            p[i + 2] * w + p[i + 3] * y,
            p[i + 2] * x + p[i + 3] * z,
          ],
          i,
        );
      }
    });
    assert.equal(product.Is_commutative(), false);
    const matrix = (rank: number) => [1, rank + 1, rank % 2, 2];
    const upTo = (last: number) => {
      let [a, b, c, d] = matrix(0);
      for (let rank = 1; rank <= last; rank++) {
        const [w, x, y, z] = matrix(rank);
        [a, b, c, d] = [a * w + b * y, a * x + b * z, c * w + d * y, c * x + d * z];
      }
      return [a, b, c, d];
    };
    const own = Float64Array.from(matrix(comm.rank));
    const into = new Float64Array(4);
    comm.Allreduce(own, into, { op: product });
    assert.deepEqual([...into], upTo(comm.size - 1));
    const root = comm.size - 1;
    comm.Reduce(own, into.fill(0), { op: product, root });
    if (comm.rank === root) assert.deepEqual([...into], upTo(root));
    comm.Scan(own, into, { op: product });
    assert.deepEqual([...into], upTo(comm.rank));
    comm.Exscan(own, into.fill(-1), { op: product });
    assert.deepEqual([...into], comm.rank === 0 ? [-1, -1, -1, -1] : upTo(comm.rank - 1));
    assert.deepEqual([...own], matrix(comm.rank));
  }),
  topic("a sum has the same bits whichever call makes it, and at whatever root", (comm) => {
    if (!ours()) return;
    const part = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i + 100 * comm.rank) * 10 ** (i % 17));
    const all = new Float64Array(50);
    comm.Allreduce(part, all);
    for (const root of ranks(comm)) {
      const one = new Float64Array(50);
      comm.Reduce(part, one, { root });
      comm.Bcast(one, { root });
      assert.deepEqual(new BigUint64Array(one.buffer), new BigUint64Array(all.buffer));
    }
  }),
  topic("Scan and Exscan give what lies before", (comm) => {
    for (const length of LENGTHS) {
      const part = filled(length, comm.rank + 1);
      const upTo = sum(ranks(comm).slice(0, comm.rank)) + comm.rank;
      let into = filled(length, -1);
      for (const call of both(
        () => comm.Scan(part, into),
        () => comm.Iscan(part, into),
      )) {
        into = filled(length, -1);
        call();
        assert.deepEqual(into, filled(length, upTo + comm.rank + 1));
      }
      for (const call of both(
        () => comm.Exscan(part, into),
        () => comm.Iexscan(part, into),
      )) {
        into = filled(length, -1);
        call();
        assert.deepEqual(into, filled(length, comm.rank === 0 ? -1 : upTo));
      }
      comm.Scan(MPI.IN_PLACE, part);
      assert.deepEqual(part, filled(length, upTo + comm.rank + 1));
    }
  }),
  topic("Gather puts the ranks' blocks in order, and Scatter gives them back", (comm) => {
    for (const root of ranks(comm)) {
      for (const length of [0, 1, 5, 3000]) {
        const all = filled(length * comm.size, -1);
        const whole = Float64Array.from({ length: length * comm.size }, (_, i) => Math.floor(i / length));
        for (const call of both(
          () => comm.Gather(filled(length, comm.rank), all, { root }),
          () => comm.Igather(filled(length, comm.rank), [all, length], root),
        )) {
          all.fill(-1);
          call();
          assert.deepEqual(all, comm.rank === root ? whole : filled(length * comm.size, -1));
        }
        let part = filled(length, -1);
        for (const call of both(
          () => comm.Scatter(comm.rank === root ? whole : null, part, { root }),
          () => comm.Iscatter(whole, part, root),
        )) {
          part = filled(length, -1);
          call();
          assert.deepEqual(part, filled(length, comm.rank));
        }
      }
    }
    const own = comm.rank === 0 ? filled(comm.size, 0) : filled(1, comm.rank);
    comm.Gather(comm.rank === 0 ? MPI.IN_PLACE : own, comm.rank === 0 ? own : null);
    if (comm.rank === 0) assert.deepEqual([...own], ranks(comm));
    comm.Scatter(own, comm.rank === 0 ? MPI.IN_PLACE : own);
  }),
  topic("the calls that end in v take blocks of any length, anywhere", (comm) => {
    const { size, rank } = comm;
    const counts = ranks(comm).map((r) => (r * 3) % 5);
    const total = sum(counts);
    const own = filled(counts[rank], rank);
    const packed = counts.flatMap((count, r) => Array<number>(count).fill(r));
    const all = filled(total, -1);
    comm.Gatherv(own, [all, counts], size - 1);
    if (rank === size - 1) assert.deepEqual([...all], packed);
    comm.Allgatherv(own, [all.fill(-1), counts, null, MPI.DOUBLE]);
    assert.deepEqual([...all], packed);
    // Blocks in reverse order, with a gap in front of each.
    const displacements = ranks(comm).map((r) => sum(counts.slice(r + 1)) + size - r);
    const spread = filled(total + size + 1, -1);
    comm.Iallgatherv(own, [spread, counts, displacements, MPI.DOUBLE]).Wait();
    for (const r of ranks(comm)) {
      const at = displacements[r];
      assert.deepEqual([...spread.slice(at - 1, at + counts[r])], [-1, ...Array<number>(counts[r]).fill(r)]);
    }
    const back = filled(counts[rank], -2);
    comm.Scatterv([spread, counts, displacements, MPI.DOUBLE], back, { root: 0 });
    assert.deepEqual(back, own);
    // Without counts blocks are as equal as can be, the first ones longer.
    const seven = Int32Array.from({ length: 7 }, (_, i) => i);
    const mine = new Int32Array(Math.floor(7 / size) + (rank < 7 % size ? 1 : 0));
    comm.Scatterv(seven, mine);
    const before = Math.floor(7 / size) * rank + Math.min(rank, 7 % size);
    assert.deepEqual([...mine], [...seven.slice(before, before + mine.length)]);
  }),
  topic("Allgather and Alltoall bring every block where it belongs", (comm) => {
    const { size, rank } = comm;
    for (const length of [1, 4, 3000]) {
      let all = filled(length * size, -1);
      for (const call of both(
        () => comm.Allgather(filled(length, rank), all),
        () => comm.Iallgather(filled(length, rank), all),
      )) {
        all = filled(length * size, -1);
        call();
        assert.deepEqual(
          all,
          Float64Array.from({ length: length * size }, (_, i) => Math.floor(i / length)),
        );
      }
      all.fill(-1).fill(rank, length * rank, length * (rank + 1));
      comm.Allgather(MPI.IN_PLACE, all);
      assert.equal(all[length * size - 1], size - 1);
      const out = Float64Array.from({ length: length * size }, (_, i) => rank * 100 + Math.floor(i / length));
      const expected = Float64Array.from(
        { length: length * size },
        (_, i) => Math.floor(i / length) * 100 + rank,
      );
      let into = filled(length * size, -1);
      for (const call of both(
        () => comm.Alltoall(out, into),
        () => comm.Ialltoall(out, into),
      )) {
        into = filled(length * size, -1);
        call();
        assert.deepEqual(into, expected);
      }
      comm.Alltoall(MPI.IN_PLACE, out);
      assert.deepEqual(out, expected);
    }
  }),
  topic("Alltoallv sends r + s elements from rank r to rank s", (comm) => {
    const { rank } = comm;
    const counts = ranks(comm).map((r) => r + rank);
    const out = Float64Array.from(
      counts.flatMap((count, dest) => Array<number>(count).fill(rank * 10 + dest)),
    );
    let into = filled(sum(counts), -1);
    for (const call of both(
      () => comm.Alltoallv([out, counts], [into, counts]),
      () => comm.Ialltoallv([out, counts, MPI.DOUBLE], [into, Int32Array.from(counts), MPI.DOUBLE]),
    )) {
      into = filled(sum(counts), -1);
      call();
      assert.deepEqual(
        [...into],
        counts.flatMap((count, source) => Array<number>(count).fill(source * 10 + rank)),
      );
    }
  }),
  topic("columns are gathered into columns", (comm) => {
    const { size, rank } = comm;
    const column = MPI.DOUBLE.Create_vector(3, 1, size).Create_resized(0, 8);
    const matrix = filled(3 * size, -1);
    comm.Allgather(Float64Array.of(rank, rank + 0.25, rank + 0.5), [matrix, 1, column]);
    assert.deepEqual(
      [...matrix],
      [0, 0.25, 0.5].flatMap((add) => ranks(comm).map((r) => r + add)),
    );
    const again = filled(3 * size, rank === 0 ? 4 : -1);
    comm.Bcast([again, 1, column]);
    assert.deepEqual(
      [...again],
      Array.from({ length: 3 * size }, (_, i) => (rank === 0 || i % size === 0 ? 4 : -1)),
    );
  }),
  topic("calls that were begun overlap each other, and messages of the program's", (comm) => {
    const { next, last } = ring(comm);
    const { size, rank } = comm;
    const parts = Array.from({ length: 10 }, (_, i) => filled(i === 5 ? 50_000 : 3, rank + i));
    const results = parts.map((part) => filled(part.length, -1));
    const sums = parts.map((part, i) => comm.Iallreduce(part, results[i]));
    const barrier = comm.Ibarrier();
    const data = filled(2, rank === 0 ? 9 : 0);
    const bcast = comm.Ibcast(data);
    // This rank goes on with what it has begun also while it waits for a message.
    const into = new Float64Array(30_000);
    const send = comm.Isend(filled(30_000, rank), next, 77);
    comm.Recv(into, last, 77);
    assert.equal(into[29_999], last);
    comm.Barrier();
    MPI.Request.Waitall([bcast, ...sums.reverse(), send, barrier]);
    assert.deepEqual([...data], [9, 9]);
    results.forEach((result, i) => {
      assert.deepEqual(result, filled(result.length, sum(ranks(comm)) + i * size), `sum ${i}`);
    });
  }),
  topic("a rank that waits for a message helps others with what it has begun", (comm) => {
    // Rank 0 sends only once it has its result, which the others' parts go through each other for.
    const result = new Float64Array(1);
    const request = comm.Iallreduce(Float64Array.of(1), result);
    const into = new Float64Array(1);
    if (comm.rank === 0) {
      request.Wait();
      for (let dest = 1; dest < comm.size; dest++) comm.Send(result, dest, 5);
    } else {
      comm.Recv(into, 0, 5);
      request.Wait();
      assert.equal(into[0], comm.size);
    }
    assert.equal(result[0], comm.size);
  }),
  topic("wrong arguments of collective calls are errors before anything is sent", (comm) => {
    const { size } = comm;
    const buf = new Float64Array(2);
    throwsMpi(
      () => comm.Bcast(buf, { root: size }),
      MPI.ERR_ROOT,
      new RegExp(`0 to ${size - 1}, not ${size}`),
    );
    throwsMpi(() => comm.Reduce(buf, buf, { root: -1 }), MPI.ERR_ROOT, /not -1/);
    throwsMpi(() => comm.Allreduce(buf, buf, { op: "sum" as never }), MPI.ERR_OP, /MPI.SUM/);
    throwsMpi(() => comm.Allreduce(buf, new Float64Array(3)), MPI.ERR_COUNT, /16 bytes.*24/);
    throwsMpi(
      () => comm.Allgather(buf, new Uint8Array(size + 1).subarray(0, size === 1 ? 0 : size + 1)),
      size === 1 ? MPI.ERR_ARG : MPI.ERR_COUNT,
      size === 1 ? /own block has 16 bytes/ : /equal blocks/,
    );
    throwsMpi(() => comm.Allgatherv(buf, [buf, ranks(comm).map(() => 3)]), MPI.ERR_BUFFER, /block of rank/);
    throwsMpi(
      () => comm.Allgatherv(buf, [buf, new Array(size + 1).fill(1)]),
      MPI.ERR_COUNT,
      /one number for each/,
    );
  }),
  topic("Alltoallw gives each rank a block of a type of its own", (comm) => {
    const { rank, size } = comm;
    // To even ranks two doubles, to odd ones a column of a matrix of 3 x 2 shorts.
    const column = MPI.SHORT.Create_vector(3, 1, 2).Commit();
    const typeFor = (r: number) => (r % 2 === 0 ? MPI.DOUBLE : column);
    const sendTypes = ranks(comm).map(typeFor);
    const counts = ranks(comm).map((r) => (r % 2 === 0 ? 2 : 1));
    const at = ranks(comm).map((r) => 16 * r);
    const from = new DataView(new ArrayBuffer(16 * size));
    for (const r of ranks(comm)) {
      if (r % 2 === 0) {
        from.setFloat64(16 * r, 10 * rank + r, true);
        from.setFloat64(16 * r + 8, 0.5, true);
      } else for (let i = 0; i < 6; i++) from.setInt16(16 * r + 2 * i, 100 * rank + 10 * r + i, true);
    }
    const mine = typeFor(rank);
    const into = new DataView(new ArrayBuffer(16 * size));
    const types = ranks(comm).map(() => mine);
    const each = ranks(comm).map(() => (rank % 2 === 0 ? 2 : 1));
    for (const call of both(
      () => comm.Alltoallw([from, counts, at, sendTypes], [into, [each, at], types]),
      () => comm.Ialltoallw([from, [counts, at], sendTypes], [into, each, at, types]),
    )) {
      new Uint8Array(into.buffer).fill(0);
      call();
      for (const r of ranks(comm)) {
        if (rank % 2 === 0) {
          const got = [into.getFloat64(16 * r, true), into.getFloat64(16 * r + 8, true)];
          assert.deepEqual(got, [10 * r + rank, 0.5]);
        } else {
          const got = Array.from({ length: 6 }, (_, i) => into.getInt16(16 * r + 2 * i, true));
          const sent = 100 * r + 10 * rank;
          assert.deepEqual(got, [sent, 0, sent + 2, 0, sent + 4, 0]);
        }
      }
    }
    const numbers = Int32Array.from(ranks(comm), (r) => 10 * rank + r);
    const four = ranks(comm).map((r) => 4 * r);
    comm.Alltoallw(MPI.IN_PLACE, [numbers, 1, four, ranks(comm).map(() => MPI.INT)]);
    assert.deepEqual(
      [...numbers],
      ranks(comm).map((r) => 10 * r + rank),
    );
    throwsMpi(
      () => comm.Alltoallw([from, [MPI.INT]] as never, [into, sendTypes, at] as never),
      MPI.ERR_TYPE,
      /types are a list/,
    );
    throwsMpi(
      () => comm.Alltoallw(MPI.IN_PLACE, [numbers, 9, four, ranks(comm).map(() => MPI.DOUBLE)]),
      MPI.ERR_COUNT,
      /ends at byte 72, and the buffer has/,
    );
  }),
];
