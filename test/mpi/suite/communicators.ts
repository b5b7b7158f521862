// Communicators made of others, and groups: chapter 7 of the standard.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { throwsMpi, topic } from "./check.ts";

const ranks = (comm: MPI.Comm): number[] => Array.from({ length: comm.size }, (_, rank) => rank);

export default [
  topic("a duplicate has the same ranks, and messages of its own", (comm) => {
    const other = comm.Dup();
    assert.deepEqual([other.rank, other.size], [comm.rank, comm.size]);
    assert.equal(MPI.Comm.Compare(comm, other), MPI.CONGRUENT);
    assert.equal(MPI.Comm.Compare(comm, comm), MPI.IDENT);
    const next = (comm.rank + 1) % comm.size;
    const sends = [comm.isend("in the one", next, 1), other.isend("in the other", next, 1)];
    assert.equal(other.recv({ tag: 1 }), "in the other");
    assert.equal(other.iprobe(), false);
    assert.equal(comm.recv({ tag: 1 }), "in the one");
    MPI.Request.waitall(sends);
    other.Set_name("other");
    assert.deepEqual([other.Get_name(), comm.name], ["other", comm.Get_name()]);
    other.Free();
    throwsMpi(() => other.rank, MPI.ERR_COMM, /was freed/);
  }),
  topic("Idup makes a duplicate while something else is done", (comm) => {
    const key = MPI.Comm.Create_keyval({ copy: (_, __, value) => `${String(value)} again` });
    comm.Set_attr(key, "kept");
    const [one, first] = comm.Idup();
    const [other, second] = comm.Idup();
    // Whatever comes in between is another call of the communicator's, in the same order on all ranks.
    const part = comm.Split(comm.rank % 2) as MPI.Intracomm;
    assert.equal(part.rank, Math.floor(comm.rank / 2));
    part.Free();
    assert.equal(comm.iallreduce(1).wait(), comm.size);
    assert.equal(one.Get_attr(key), "kept again");
    for (const use of [() => one.rank, () => one.Barrier(), () => one.send(1, 0), () => one.Dup()]) {
      throwsMpi(use, MPI.ERR_COMM, /there once its request is done: wait for that first/);
    }
    second.Wait();
    throwsMpi(() => one.size, MPI.ERR_COMM, /wait for that first/);
    assert.equal(first.wait(), undefined);
    for (const copy of [one, other]) {
      assert.deepEqual([copy.rank, copy.size], [comm.rank, comm.size]);
      assert.equal(MPI.Comm.Compare(comm, copy), MPI.CONGRUENT);
      assert.ok(copy instanceof comm.constructor);
    }
    const next = (comm.rank + 1) % comm.size;
    const sends = [one.isend("in the one", next, 1), other.isend("in the other", next, 1)];
    assert.equal(other.recv({ tag: 1 }), "in the other");
    assert.equal(one.recv({ tag: 1 }), "in the one");
    MPI.Request.waitall(sends);
    const [again, third] = one.Idup();
    third.Wait();
    const total = new Int32Array(1);
    again.Allreduce(Int32Array.of(comm.rank), total, MPI.MAX);
    assert.equal(total[0], comm.size - 1);
    for (const copy of [one, other, again]) copy.Free();
    throwsMpi(() => one.rank, MPI.ERR_COMM, /was freed/);
    comm.Delete_attr(key);
  }),
  topic("communicators of one group are Intracomms, and those made of them, too", (comm) => {
    const grid = comm.Create_cart([comm.size]) as MPI.Cartcomm;
    const made = [
      comm,
      comm.Dup(),
      comm.Split(),
      comm.Create(comm.group),
      comm.Create_group(comm.group),
      grid,
    ];
    for (const one of [...made, grid.Dup(), grid.Split()]) {
      assert.ok(one instanceof MPI.Intracomm && one instanceof MPI.Comm);
      assert.ok(!((one as MPI.Comm) instanceof MPI.Intercomm));
      assert.deepEqual([one.Is_intra(), one.Is_inter()], [true, false]);
    }
    assert.ok(grid instanceof MPI.Cartcomm && grid.Dup() instanceof MPI.Cartcomm);
    assert.ok(!(grid.Split() instanceof MPI.Cartcomm));
    // What is written for any communicator takes these, too.
    const size = (any: MPI.Comm): number => any.size;
    assert.deepEqual(
      made.map((one) => size(one as MPI.Comm)),
      made.map(() => comm.size),
    );
  }),
  topic("Split makes one communicator for each color, in the order of keys", (comm) => {
    const color = comm.rank % 2;
    const part = comm.Split(color, -comm.rank) as MPI.Comm;
    const members = ranks(comm)
      .filter((r) => r % 2 === color)
      .reverse();
    assert.deepEqual([part.size, part.rank], [members.length, members.indexOf(comm.rank)]);
    assert.deepEqual(part.allgather(comm.rank), members);
    assert.equal(part.allreduce(1), members.length);
    // Both parts at once, and the whole meanwhile: nothing is mixed up.
    const sum = part.iallreduce(comm.rank);
    assert.equal(comm.allreduce(1), comm.size);
    assert.equal(
      sum.wait(),
      members.reduce((a, b) => a + b, 0),
    );
    const again = part.Split() as MPI.Comm;
    assert.deepEqual(again.allgather(comm.rank), members);
    again.Free();
    part.Free();
  }),
  topic("ranks without a color are left out", (comm) => {
    const part = comm.Split(comm.rank === 0 ? MPI.UNDEFINED : 3);
    if (comm.rank === 0) assert.equal(part, null);
    else assert.deepEqual([part?.rank, part?.size], [comm.rank - 1, comm.size - 1]);
    throwsMpi(() => comm.Split(-1), MPI.ERR_ARG, /color is a whole number/);
    throwsMpi(() => comm.Split(0, 0.5), MPI.ERR_ARG, /key is a whole number/);
    const shared = comm.Split_type(MPI.COMM_TYPE_SHARED) as MPI.Comm;
    assert.equal(MPI.Comm.Compare(shared, comm), MPI.CONGRUENT);
  }),
  topic("groups are sets with an order", (comm) => {
    const all = comm.Get_group();
    const { size, rank } = comm;
    assert.deepEqual([all.size, all.rank], [size, rank]);
    const backward = all.Incl(ranks(comm).reverse());
    assert.equal(backward.rank, size - 1 - rank);
    assert.equal(MPI.Group.Compare(all, backward), size === 1 ? MPI.IDENT : MPI.SIMILAR);
    assert.deepEqual(all.Translate_ranks(null, backward), ranks(comm).reverse());
    const rest = all.Excl([0]);
    assert.equal(rest.Get_rank(), rank === 0 ? MPI.UNDEFINED : rank - 1);
    assert.deepEqual(all.Translate_ranks([0, MPI.PROC_NULL], rest), [MPI.UNDEFINED, MPI.PROC_NULL]);
    const first = all.Incl([0]);
    assert.equal(MPI.Group.Compare(MPI.Group.Union(first, rest), all), MPI.IDENT);
    assert.equal(MPI.Group.Intersection(first, rest).size, 0);
    assert.equal(MPI.Group.Compare(MPI.Group.Difference(all, first), rest), MPI.IDENT);
    assert.deepEqual(
      all.Range_incl([[size - 1, 0, -2]]).members,
      all.members.filter((_, i) => (size - 1 - i) % 2 === 0).reverse(),
    );
    assert.equal(all.Range_excl([[0, size - 1, 1]]).size, 0);
    throwsMpi(() => all.Incl([0, 0]), MPI.ERR_RANK, /named twice/);
    throwsMpi(() => all.Incl([size]), MPI.ERR_RANK, new RegExp(`from 0 to ${size - 1}, not ${size}`));
    throwsMpi(() => all.Range_incl([[1, 0, 1]]), MPI.ERR_ARG, /is no range/);
  }),
  topic("Create makes a communicator of a group", (comm) => {
    const { size, rank } = comm;
    const even = ranks(comm).filter((r) => r % 2 === 0);
    const part = comm.Create(comm.Get_group().Incl([...even].reverse()));
    if (rank % 2 === 1) assert.equal(part, null);
    else {
      assert.deepEqual(part?.allgather(rank), [...even].reverse());
      part?.Free();
    }
    assert.equal(comm.Create(comm.Get_group().Incl([])), null);
    if (size > 1) {
      throwsMpi(() => MPI.COMM_SELF.Create(comm.Get_group()), MPI.ERR_GROUP, /not in the communicator/);
    }
  }),
  topic("attributes tell the greatest tag, and clocks that all ranks share", (comm) => {
    assert.equal(comm.Get_attr(MPI.TAG_UB), 4_194_303);
    assert.equal(comm.Get_attr(MPI.WTIME_IS_GLOBAL), true);
    assert.equal(comm.Get_attr(1), undefined);
    comm.Barrier();
    const before = MPI.Wtime();
    comm.Barrier();
    // Whoever has left the second barrier has seen everybody's time before it; clocks may be read a microsecond apart.
    const latest = comm.allreduce(before, MPI.MAX);
    assert.ok(MPI.Wtime() > latest - 1e-5, `${MPI.Wtime()} ${latest}`);
    assert.ok(MPI.Wtick() > 0);
  }),
  topic("ranks on a grid know their neighbours", (comm) => {
    const { size, rank } = comm;
    const dims = MPI.Compute_dims(size, 2);
    const grid = comm.Create_cart(dims, [true, false]) as MPI.Cartcomm;
    const [rows, columns] = dims;
    assert.deepEqual(grid.Get_topo(), [dims, [true, false], [Math.floor(rank / columns), rank % columns]]);
    assert.deepEqual([grid.Get_dim(), grid.ndim, grid.size], [2, 2, size]);
    const [row, column] = grid.coords;
    for (const other of ranks(comm)) {
      assert.equal(grid.Get_cart_rank(grid.Get_coords(other)), other);
    }
    // Closed from top to bottom, with edges at the sides.
    assert.deepEqual(grid.Shift(0, 1), [
      ((row + rows - 1) % rows) * columns + column,
      ((row + 1) % rows) * columns + column,
    ]);
    assert.deepEqual(grid.Shift(1, 1), [
      column === 0 ? MPI.PROC_NULL : rank - 1,
      column === columns - 1 ? MPI.PROC_NULL : rank + 1,
    ]);
    assert.equal(grid.Get_cart_rank([row - rows, column]), rank);
    throwsMpi(() => grid.Get_cart_rank([0, columns]), MPI.ERR_ARG, /does not lie on a grid/);
    throwsMpi(() => grid.Shift(2, 1), MPI.ERR_DIMS, /from 0 to 1, not 2/);
    const [source, dest] = grid.Shift(1, 1);
    const from = grid.sendrecv(rank, { dest, source });
    assert.equal(from, column === 0 ? undefined : rank - 1);
    const along = grid.Sub([false, true]);
    assert.deepEqual([along.dims, along.periods, along.rank], [[columns], [false], column]);
    assert.deepEqual(
      along.allgather(rank),
      Array.from({ length: columns }, (_, i) => row * columns + i),
    );
    const copy = grid.Dup();
    assert.deepEqual(copy.coords, grid.coords);
    assert.equal(copy.allreduce(1), size);
    assert.equal(grid.Split(0)?.size, size);
  }),
  topic("a grid smaller than its communicator leaves ranks out, and a larger one is an error", (comm) => {
    const { size, rank } = comm;
    const line = comm.Create_cart([Math.max(size - 1, 1)], true);
    if (rank >= Math.max(size - 1, 1)) assert.equal(line, null);
    else assert.deepEqual(line?.Shift(0, 0), [rank, rank]);
    throwsMpi(() => comm.Create_cart([size, 2]), MPI.ERR_DIMS, new RegExp(`${size} at most`));
    throwsMpi(() => comm.Create_cart([0]), MPI.ERR_DIMS, /above 0/);
    throwsMpi(() => comm.Create_cart([1, 1], [true]), MPI.ERR_DIMS, /2 dimensions have 1 periods/);
  }),
  topic("Compute_dims makes grids as square as can be", () => {
    for (const [nodes, dims, expected] of [
      [1, 1, [1]],
      [6, 2, [3, 2]],
      [7, 2, [7, 1]],
      [16, 2, [4, 4]],
      [36, 2, [6, 6]],
      [24, 3, [4, 3, 2]],
      [64, 3, [4, 4, 4]],
      [12, [0, 6], [2, 6]],
      [6, [0, 3, 0], [2, 3, 1]],
      [6, [2, 3], [2, 3]],
    ] as const) {
      assert.deepEqual(MPI.Compute_dims(nodes, dims), expected);
    }
    throwsMpi(() => MPI.Compute_dims(7, [2, 0]), MPI.ERR_DIMS, /7 ranks make no grid of \[2,0\]/);
    throwsMpi(() => MPI.Compute_dims(0, 2), MPI.ERR_DIMS, /0 ranks/);
  }),
  topic("neighbours on a grid exchange blocks, also where one rank is on both sides", (comm) => {
    const { size } = comm;
    for (const periodic of [true, false]) {
      const grid = comm.Create_cart([size, 1], [periodic, true]) as MPI.Cartcomm;
      const { rank } = grid;
      const last = periodic ? (rank + size - 1) % size : rank - 1;
      const next = periodic ? (rank + 1) % size : rank + 1;
      const beyond = (r: number) => (r < 0 || r >= size ? MPI.PROC_NULL : r);
      assert.deepEqual(grid.neighbors, [beyond(last), beyond(next), rank, rank]);
      // Slot s of rank r is 10 r + s. What comes from behind was sent forwards, and the other way round.
      const from = Int32Array.of(10 * rank, 10 * rank + 1, 10 * rank + 2, 10 * rank + 3);
      const expected = [
        beyond(last) < 0 ? -1 : 10 * last + 1,
        beyond(next) < 0 ? -1 : 10 * next,
        10 * rank + 3,
        10 * rank + 2,
      ];
      const into = new Int32Array(4).fill(-1);
      grid.Neighbor_alltoall(from, into);
      assert.deepEqual([...into], expected);
      into.fill(-1);
      grid.Ineighbor_alltoall(from, into).Wait();
      assert.deepEqual([...into], expected);
      into.fill(-1);
      grid.Neighbor_alltoallv([from, [1, 1, 1, 1]], [into, [1, 1, 1, 1], [0, 1, 2, 3], MPI.INT]);
      assert.deepEqual([...into], expected);
      const ranks = new Float64Array(8).fill(-1);
      grid.Neighbor_allgather(Float64Array.of(rank, 0.5), ranks);
      assert.deepEqual(
        [...ranks],
        [beyond(last), beyond(next), rank, rank].flatMap((r) => (r < 0 ? [-1, -1] : [r, 0.5])),
      );
      grid.Ineighbor_alltoallv([from, 1], [into, 1]).Wait();
      grid.Disconnect();
    }
    assert.deepEqual([comm.Is_intra(), comm.Is_inter()], [true, false]);
  }),
];
