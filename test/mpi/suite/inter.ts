// Communicators between two groups: section 7.6 of the standard, and what chapter 6 says of their collective calls. A rank
// of the job gives its number there plus one wherever numbers are added up, so that what must come is known from groups.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { ours, type Topic, throwsMpi, topic } from "./check.ts";

const LENGTHS = [0, 1, 2049, 100_001];

const job = MPI.COMM_WORLD.rank;
const filled = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** The job's ranks of the other group, and of this rank's own. */
const theirs = (comm: MPI.Intercomm): readonly number[] => comm.remote_group.members;
const own = (comm: MPI.Intercomm): readonly number[] => comm.group.members;
/** What the ranks of the other group give, added up. */
const theirSum = (comm: MPI.Intercomm): number => sum(theirs(comm).map((j) => j + 1));

/** Both forms of a call: the one that returns when it is done, and the one that gives a request. */
const both = (now: () => void, begun: () => MPI.Request): (() => void)[] => [now, () => begun().Wait()];
/** As `both`, of calls for values. */
const values = <T>(now: () => T, begun: () => MPI.Request<T>): (() => T)[] => [now, () => begun().wait()];

/** A root as this rank sees it. */
interface Seen {
  /** What this rank gives as `root`. */
  readonly root: number;
  /** Whether this rank is it, and whether it is one of this rank's group. */
  readonly mine: boolean;
  readonly here: boolean;
  /** The job's rank of it. */
  readonly job: number;
}

/** Every rank of both groups as the root, in an order that all ranks agree on. */
function roots(comm: MPI.Intercomm): Seen[] {
  return range(MPI.COMM_WORLD.size).map((root) => {
    const at = theirs(comm).indexOf(root);
    const beside = root === job ? MPI.ROOT : MPI.PROC_NULL;
    return { root: at < 0 ? beside : at, mine: root === job, here: at < 0, job: root };
  });
}

const inter = (name: string, run: Topic<MPI.Intercomm>["run"]): Topic<MPI.Intercomm> => topic(name, run);

export default [
  inter("a communicator between two groups knows both", (comm) => {
    const { size } = MPI.COMM_WORLD;
    assert.deepEqual([comm.Is_inter(), comm.Is_intra()], [true, false]);
    assert.ok(comm instanceof MPI.Intercomm && comm instanceof MPI.Comm);
    assert.ok(!(comm instanceof MPI.Intracomm));
    assert.equal(comm.size + comm.remote_size, size);
    assert.equal(comm.Get_remote_size(), comm.remote_size);
    assert.deepEqual(
      [...own(comm), ...theirs(comm)].sort((a, b) => a - b),
      range(size),
    );
    assert.equal(own(comm)[comm.rank], job);
    assert.equal(comm.Get_group().rank, comm.rank);
    assert.deepEqual(
      [comm.Get_remote_group().size, comm.remote_group.rank],
      [comm.remote_size, MPI.UNDEFINED],
    );
    assert.equal(MPI.Comm.Compare(comm, comm), MPI.IDENT);
    assert.equal(MPI.Comm.Compare(comm, MPI.COMM_WORLD), MPI.UNEQUAL);
  }),
  inter("messages go to the other group, and are named by their ranks there", (comm) => {
    const status = new MPI.Status();
    for (const length of [1, 3000, 100_001]) {
      const sends = range(comm.remote_size).map((dest) =>
        comm.Isend(filled(length, job), { dest, tag: comm.rank }),
      );
      const into = filled(length, -1);
      for (const source of range(comm.remote_size)) {
        comm.Recv(into, { source, status });
        assert.deepEqual(into, filled(length, theirs(comm)[source]));
        assert.deepEqual([status.source, status.tag, status.Get_count(MPI.DOUBLE)], [source, source, length]);
      }
      MPI.Request.Waitall(sends);
    }
    for (const dest of range(comm.remote_size)) comm.Send(Int32Array.of(job), dest, 3);
    const seen = range(comm.remote_size).map(() => {
      const from = new Int32Array(1);
      comm.Recv(from, MPI.ANY_SOURCE, 3, status);
      assert.equal(from[0], theirs(comm)[status.source]);
      return status.source;
    });
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      range(comm.remote_size),
    );
    comm.Send(new Uint8Array(1), MPI.PROC_NULL);
    comm.Recv(new Uint8Array(1), MPI.PROC_NULL, MPI.ANY_TAG, status);
    assert.equal(status.source, MPI.PROC_NULL);
  }),
  inter("probes, exchanges, synchronous and persistent messages go between groups, too", (comm) => {
    const status = new MPI.Status();
    // The ranks that both groups have: pairs.
    if (comm.rank < comm.remote_size) {
      const peer = { dest: comm.rank, source: comm.rank };
      const into = new Int32Array(2);
      comm.Sendrecv(Int32Array.of(job, 1), into, { ...peer, sendtag: 4, recvtag: 4, status });
      assert.deepEqual([...into, status.source], [theirs(comm)[comm.rank], 1, comm.rank]);
      const replaced = Int32Array.of(job);
      comm.Sendrecv_replace(replaced, peer);
      assert.equal(replaced[0], theirs(comm)[comm.rank]);
      const sent = comm.Issend(Int32Array.of(job, 7), comm.rank, 5);
      comm.Probe(MPI.ANY_SOURCE, 5, status);
      assert.deepEqual([status.source, status.Get_count(MPI.INT)], [comm.rank, 2]);
      comm.Mprobe(comm.rank, 5).Recv(into, status);
      assert.deepEqual([...into, status.source], [theirs(comm)[comm.rank], 7, comm.rank]);
      sent.Wait();
      assert.equal(comm.Iprobe(comm.rank, 6), false);
      const send = comm.Send_init(into, comm.rank, 7);
      const halo = new Int32Array(2);
      const receive = comm.Recv_init(halo, comm.rank, 7);
      for (const step of [1, 2, 3]) {
        into.fill(100 * job + step);
        MPI.Prequest.Startall([receive, send]);
        MPI.Request.Waitall([receive, send]);
        assert.equal(halo[1], 100 * theirs(comm)[comm.rank] + step);
      }
    }
  }),
  inter("values go between groups, long arrays too", (comm) => {
    const long = { from: job, field: filled(20_000, job) };
    const sends = range(comm.remote_size).flatMap((dest) => [
      comm.isend(`from ${job}`, dest, 1),
      comm.isend(long, dest, 2),
    ]);
    for (const source of range(comm.remote_size)) {
      const there = theirs(comm)[source];
      assert.deepEqual(comm.recv({ source, tag: 2 }), { from: there, field: filled(20_000, there) });
      const status = new MPI.Status();
      assert.equal(comm.irecv({ source, tag: 1 }).wait(status), `from ${there}`);
      assert.equal(status.source, source);
    }
    MPI.Request.waitall(sends);
    if (comm.rank < comm.remote_size) {
      const got = comm.sendrecv([job], { dest: comm.rank, source: comm.rank });
      assert.deepEqual(got, [theirs(comm)[comm.rank]]);
    }
  }),
  inter("a barrier ends when all of the other group are there", (comm) => {
    // Open MPI 4's begun barrier waits for the rank 0 of the other group only (in C, too).
    const lax = MPI.Get_library_version().startsWith("Open MPI");
    for (const [call, waits] of [
      [() => comm.Barrier(), true],
      [() => comm.Ibarrier().Wait(), !lax],
    ] as const) {
      const before = MPI.Wtime();
      call();
      const after = MPI.Wtime();
      // Clocks may be read a microsecond apart.
      for (const there of comm.allgather(before)) assert.ok(!waits || after > there - 1e-5);
    }
  }),
  inter("Bcast takes the root's buffer to the other group", (comm) => {
    for (const { root, mine, here, job: from } of roots(comm)) {
      for (const length of LENGTHS) {
        for (const call of [
          (data: Float64Array | null) => comm.Bcast(data, { root }),
          (data: Float64Array | null) => comm.Ibcast(data, root).Wait(),
        ]) {
          const data = filled(length, mine ? from + 0.5 : -1);
          call(here && !mine ? null : data);
          assert.deepEqual(data, filled(length, here && !mine ? -1 : from + 0.5));
        }
      }
    }
    const column = MPI.DOUBLE.Create_vector(2, 1, 2).Commit();
    for (const { root, mine, here } of roots(comm)) {
      const matrix = mine ? Float64Array.of(1, 2, 3, 4) : filled(4, 0);
      comm.Bcast([matrix, 1, column], { root });
      if (!here) assert.deepEqual([...matrix], [1, 0, 3, 0]);
    }
  }),
  inter("Reduce adds up what the other group has at the root, and Allreduce everywhere", (comm) => {
    for (const length of LENGTHS) {
      const part = filled(length, job + 1);
      for (const { root, mine, here } of roots(comm)) {
        const result = filled(length, -1);
        for (const call of both(
          () => comm.Reduce(here ? null : part, mine ? result : null, { root }),
          () => comm.Ireduce(here ? null : part, mine ? result : null, MPI.SUM, root),
        )) {
          result.fill(-1);
          call();
          assert.deepEqual(result, filled(length, mine ? theirSum(comm) : -1));
          assert.deepEqual(part, filled(length, job + 1));
        }
      }
      const result = filled(length, -1);
      for (const call of both(
        () => comm.Allreduce(part, result),
        () => comm.Iallreduce(part, result, { op: MPI.SUM }),
      )) {
        result.fill(-1);
        call();
        assert.deepEqual(result, filled(length, theirSum(comm)));
        assert.deepEqual(part, filled(length, job + 1));
      }
    }
    const most = new Int32Array(1);
    comm.Allreduce(Int32Array.of(job), most, MPI.MAX);
    assert.equal(most[0], Math.max(...theirs(comm)));
  }),
  inter("an operation of the program's is asked in the order of the other group's ranks", (comm) => {
    // 2 x 2 matrices: the product depends on the order. Small ones of whole numbers, so that it is exact.
    const type = MPI.INT.Create_contiguous(4).Commit();
    const product = (a: ArrayLike<number>, b: ArrayLike<number>) => [
      a[0] * b[0] + a[1] * b[2],
      a[0] * b[1] + a[1] * b[3],
      a[2] * b[0] + a[3] * b[2],
      a[2] * b[1] + a[3] * b[3],
    ];
    const op = MPI.Op.Create((a, b) => {
      const [lower, higher] = [a as Int32Array, b as Int32Array];
      for (let i = 0; i < lower.length; i += 4) {
        higher.set(product(lower.subarray(i, i + 4), higher.subarray(i, i + 4)), i);
      }
    }, false);
    const of = (j: number) => [1, j + 1, j % 2, 1 + (j % 2) * (j + 1)];
    const expected = theirs(comm).map(of).reduce(product);
    const result = new Int32Array(4);
    comm.Allreduce([Int32Array.from(of(job)), 1, type], [result, 1, type], op);
    assert.deepEqual([...result], expected);
    for (const { root, mine } of roots(comm)) {
      result.fill(0);
      comm.Reduce([Int32Array.from(of(job)), 1, type], [result, 1, type], op, root);
      if (mine) assert.deepEqual([...result], expected);
    }
  }),
  inter("a sum has the bits of a Reduce over the group that gives it", (comm) => {
    if (!ours()) return;
    const part = Float64Array.of(0.1 * (job + 1), 1 / (3 * job + 7), 1e16 * (job % 2) + job);
    const [across, all] = [new Float64Array(3), comm.Merge()];
    comm.Allreduce(part, across);
    const group = all.Split(comm.group.members.includes(0) ? 0 : 1, comm.rank) as MPI.Intracomm;
    const inside = new Float64Array(3);
    group.Allreduce(part, inside);
    for (const sums of comm.allgather([...inside])) assert.deepEqual([...across], sums);
    for (const { root, mine } of roots(comm)) {
      const again = new Float64Array(3);
      comm.Reduce(part, again, { root });
      if (mine) assert.deepEqual(again, across);
    }
  }),
  inter("Gather and Scatter move a block for each rank of the other group", (comm) => {
    for (const { root, mine, here } of roots(comm)) {
      for (const length of [0, 1, 3000]) {
        const part = filled(length, job);
        const all = filled(length * comm.remote_size, -1);
        for (const call of both(
          () => comm.Gather(here ? null : part, mine ? all : null, { root }),
          () => comm.Igather(here ? null : part, mine ? all : null, { root }),
        )) {
          all.fill(-1);
          call();
          const expected = theirs(comm).flatMap((j) => [...filled(length, j)]);
          assert.deepEqual([...all], mine ? expected : [...all].fill(-1));
        }
        const blocks = Float64Array.from(
          range(comm.remote_size).flatMap((r) => [...filled(length, 10 * job + r)]),
        );
        const got = filled(length, -1);
        for (const call of both(
          () => comm.Scatter(mine ? blocks : null, here ? null : got, { root }),
          () => comm.Iscatter(mine ? blocks : null, here ? null : got, { root }),
        )) {
          got.fill(-1);
          call();
          assert.deepEqual(got, filled(length, here ? -1 : 10 * theirs(comm)[root] + comm.rank));
        }
      }
    }
  }),
  inter("Gatherv and Scatterv take blocks of any length, anywhere", (comm) => {
    // Rank r of a group has r + 1 elements, and there is a gap of one in front of each block.
    const counts = range(comm.remote_size).map((r) => r + 1);
    const places = counts.map((_, r) => (r * (r + 3)) / 2 + 1);
    const room = sum(counts) + counts.length;
    const laid = (value: (r: number) => number) => {
      const list = filled(room, -1);
      places.forEach((place, r) => {
        list.fill(value(r), place, place + counts[r]);
      });
      return list;
    };
    const part = filled(comm.rank + 1, job);
    for (const { root, mine, here } of roots(comm)) {
      const all = filled(room, -1);
      const layout = mine ? ([all, counts, places, MPI.DOUBLE] as const) : null;
      for (const call of both(
        () => comm.Gatherv(here ? null : part, layout, { root }),
        () => comm.Igatherv(here ? null : part, layout, { root }),
      )) {
        all.fill(-1);
        call();
        if (mine)
          assert.deepEqual(
            all,
            laid((r) => theirs(comm)[r]),
          );
      }
      const from = mine ? ([laid((r) => 10 * job + r), counts, places, MPI.DOUBLE] as const) : null;
      const got = filled(comm.rank + 1, -1);
      for (const call of both(
        () => comm.Scatterv(from, here ? null : got, { root }),
        () => comm.Iscatterv(from, here ? null : got, { root }),
      )) {
        got.fill(-1);
        call();
        assert.deepEqual(got, filled(comm.rank + 1, here ? -1 : 10 * theirs(comm)[root] + comm.rank));
      }
    }
  }),
  inter(
    "Allgather and Alltoall bring the other group's blocks, of as many elements as each group likes",
    (comm) => {
      // The group of the job's rank 0 sends blocks of 2, the other of 3: each receives what the other sends.
      const first = own(comm).includes(0);
      const [mine, their] = first ? [2, 3] : [3, 2];
      for (const times of [1, 2000]) {
        const all = filled(their * times * comm.remote_size, -1);
        for (const call of both(
          () => comm.Allgather(filled(mine * times, job), all),
          () => comm.Iallgather(filled(mine * times, job), all),
        )) {
          all.fill(-1);
          call();
          assert.deepEqual(
            [...all],
            theirs(comm).flatMap((j) => [...filled(their * times, j)]),
          );
        }
        const from = Float64Array.from(
          range(comm.remote_size).flatMap((r) => [...filled(mine * times, 10 * job + r)]),
        );
        for (const call of both(
          () => comm.Alltoall(from, all),
          () => comm.Ialltoall(from, all),
        )) {
          all.fill(-1);
          call();
          assert.deepEqual(
            [...all],
            theirs(comm).flatMap((j) => [...filled(their * times, 10 * j + comm.rank)]),
          );
        }
      }
    },
  ),
  inter("Allgatherv and Alltoallv take blocks of any length", (comm) => {
    // Rank r of a group gives r + 1 elements to all, and r + s + 1 to rank s of the other.
    const counts = range(comm.remote_size).map((r) => r + 1);
    const all = filled(sum(counts), -1);
    for (const call of both(
      () => comm.Allgatherv(filled(comm.rank + 1, job), [all, counts]),
      () => comm.Iallgatherv(filled(comm.rank + 1, job), [all, counts]),
    )) {
      all.fill(-1);
      call();
      assert.deepEqual(
        [...all],
        theirs(comm).flatMap((j, r) => [...filled(r + 1, j)]),
      );
    }
    const lengths = range(comm.remote_size).map((s) => comm.rank + s + 1);
    const from = Float64Array.from(lengths.flatMap((length, s) => [...filled(length, 10 * job + s)]));
    const into = filled(sum(lengths), -1);
    for (const call of both(
      () => comm.Alltoallv([from, lengths], [into, lengths]),
      () => comm.Ialltoallv([from, lengths], [into, lengths]),
    )) {
      into.fill(-1);
      call();
      assert.deepEqual(
        [...into],
        theirs(comm).flatMap((j, r) => [...filled(lengths[r], 10 * j + comm.rank)]),
      );
    }
  }),
  inter("Reduce_scatter divides the other group's sum among the ranks of this one", (comm) => {
    // As many elements in all for both groups: 2 for each pair of ranks.
    const length = 2 * comm.size * comm.remote_size;
    const part = Float64Array.from({ length }, (_, i) => (job + 1) * 100 + i);
    const total = range(length).map((i) => 100 * theirSum(comm) + i * comm.remote_size);
    const each = length / comm.size;
    const block = filled(each, -1);
    for (const call of both(
      () => comm.Reduce_scatter_block(part, block),
      () => comm.Ireduce_scatter_block(part, block),
    )) {
      block.fill(-1);
      call();
      assert.deepEqual([...block], total.slice(comm.rank * each, (comm.rank + 1) * each));
    }
    // One element each, and all that is left for the last rank.
    const counts = range(comm.size).map((r) => (r === comm.size - 1 ? length - comm.size + 1 : 1));
    const some = filled(counts[comm.rank], -1);
    for (const call of both(
      () => comm.Reduce_scatter(part, some, counts),
      () => comm.Ireduce_scatter(part, some, counts),
    )) {
      some.fill(-1);
      call();
      assert.deepEqual([...some], total.slice(comm.rank, comm.rank + counts[comm.rank]));
    }
  }),
  inter("values are given to the other group, gathered from it and scattered over it", (comm) => {
    for (const { root, mine, here, job: from } of roots(comm)) {
      for (const value of [`from ${from}`, { from, field: filled(3000, from) }]) {
        for (const call of values(
          () => comm.bcast(mine ? value : null, { root }),
          () => comm.ibcast(mine ? value : null, { root }),
        )) {
          assert.deepEqual(call(), here ? undefined : value);
        }
      }
      for (const call of values(
        () => comm.gather(here ? null : { job }, { root }),
        () => comm.igather(here ? null : { job }, { root }),
      )) {
        assert.deepEqual(call(), mine ? theirs(comm).map((j) => ({ job: j })) : undefined);
      }
      const list = mine ? range(comm.remote_size).map((r) => `${from} to ${r}`) : null;
      for (const call of values(
        () => comm.scatter(list, { root }),
        () => comm.iscatter(list, { root }),
      )) {
        assert.equal(call(), here ? undefined : `${from} to ${comm.rank}`);
      }
    }
    for (const call of values(
      () => comm.allgather([job]),
      () => comm.iallgather([job]),
    )) {
      assert.deepEqual(
        call(),
        theirs(comm).map((j) => [j]),
      );
    }
    const list = range(comm.remote_size).map((r) => `${job} to ${r}`);
    for (const call of values(
      () => comm.alltoall(list),
      () => comm.ialltoall(list),
    )) {
      assert.deepEqual(
        call(),
        theirs(comm).map((j) => `${j} to ${comm.rank}`),
      );
    }
  }),
  inter("values of the other group are combined at the root, or for all", (comm) => {
    const joined = theirs(comm).join();
    const join = (a: string, b: string) => `${a},${b}`;
    for (const { root, mine, here } of roots(comm)) {
      for (const call of values(
        () => comm.reduce(here ? (null as unknown as number) : job + 1, { root }),
        () => comm.ireduce(here ? (null as unknown as number) : job + 1, { root }),
      )) {
        assert.equal(call(), mine ? theirSum(comm) : undefined);
      }
      assert.equal(comm.reduce(String(job), { op: join, root }), mine ? joined : undefined);
      const least = comm.reduce<[number, number]>([job % 2, job], { op: MPI.MINLOC, root });
      const even = theirs(comm).filter((j) => j % 2 === 0);
      const first = Math.min(...(even.length > 0 ? even : theirs(comm)));
      assert.deepEqual(least, mine ? [first % 2, first] : undefined);
    }
    for (const call of values(
      () => comm.allreduce(String(job), { op: join }),
      () => comm.iallreduce(String(job), { op: join }),
    )) {
      assert.equal(call(), joined);
    }
    assert.equal(comm.allreduce(job + 1), theirSum(comm));
    throwsMpi(() => comm.allreduce("text"), MPI.ERR_OP, /SUM is for numbers/);
    // Who has combined nothing hears of it from the one who should have, if there was anything to combine.
    const fails = (): number => {
      throw new Error("no");
    };
    if (comm.remote_size === 1) assert.equal(comm.allreduce(job, fails), theirs(comm)[0]);
    else if (comm.rank === 0) assert.throws(() => comm.allreduce(job, fails), /^Error: no$/);
    else throwsMpi(() => comm.allreduce(job, fails), MPI.ERR_OP, /failed on rank 0: Error: no/);
  }),
  inter("calls that were begun overlap each other, and messages between the groups", (comm) => {
    const [a, b] = [new Float64Array(1), new Int32Array(comm.remote_size)];
    const late = comm.irecv({ source: 0, tag: 9 });
    const requests = [
      comm.Iallreduce(Float64Array.of(job + 1), a),
      comm.Ibarrier(),
      comm.Iallgather(Int32Array.of(job), b),
    ];
    const text = comm.iallgather(`value ${job}`);
    const total = comm.iallreduce(1);
    if (comm.rank === 0) for (const dest of range(comm.remote_size)) comm.send("beside", dest, 9);
    assert.equal(total.wait(), comm.remote_size);
    assert.deepEqual(
      text.wait(),
      theirs(comm).map((j) => `value ${j}`),
    );
    MPI.Request.Waitall(requests);
    assert.equal(late.wait(), "beside");
    assert.deepEqual([a[0], ...b], [theirSum(comm), ...theirs(comm)]);
    comm.Barrier();
  }),
  inter("Merge makes one group of both, in the order that the groups say", (comm) => {
    const first = own(comm).includes(0);
    const [low, high] = first ? [own(comm), theirs(comm)] : [theirs(comm), own(comm)];
    for (const [said, members] of [
      [!first, [...low, ...high]],
      [first, [...high, ...low]],
    ] as const) {
      const all = comm.Merge(said);
      assert.ok(all instanceof MPI.Intracomm);
      assert.deepEqual(all.allgather(job), members);
      assert.deepEqual([all.group.members, all.rank], [members, members.indexOf(job)]);
      const total = new Int32Array(1);
      all.Allreduce(Int32Array.of(job), total);
      assert.equal(total[0], sum(members));
      const back = all.Split(first ? 0 : 1, comm.rank) as MPI.Intracomm;
      assert.deepEqual(back.group.members, own(comm));
      back.Free();
      all.Free();
    }
    // Both say the same: some order, which is the same for all.
    const all = comm.Merge();
    const order = all.allgather(job);
    assert.deepEqual(all.group.members, order);
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      range(MPI.COMM_WORLD.size),
    );
    all.Free();
  }),
  inter("a duplicate has the same groups, and messages of its own", (comm) => {
    const key = MPI.Comm.Create_keyval({ copy: true });
    comm.Set_attr(key, "kept");
    const [later, request] = comm.Idup();
    throwsMpi(() => later.remote_size, MPI.ERR_COMM, /wait for that first/);
    request.Wait();
    for (const copy of [comm.Dup(), later]) {
      assert.ok(copy instanceof MPI.Intercomm);
      assert.deepEqual([copy.rank, own(copy), theirs(copy)], [comm.rank, own(comm), theirs(comm)]);
      assert.equal(MPI.Comm.Compare(comm, copy), MPI.CONGRUENT);
      assert.equal(copy.Get_attr(key), "kept");
      if (comm.rank < comm.remote_size) {
        const sends = [comm.isend("in the one", comm.rank, 1), copy.isend("in the other", comm.rank, 1)];
        assert.equal(copy.recv({ tag: 1 }), "in the other");
        assert.equal(comm.recv({ tag: 1 }), "in the one");
        MPI.Request.waitall(sends);
      }
      assert.equal(copy.allreduce(job + 1), theirSum(comm));
      copy.Free();
      throwsMpi(() => copy.remote_size, MPI.ERR_COMM, /was freed/);
    }
    comm.Delete_attr(key);
  }),
  inter("Split joins the ranks of both groups that give one color, in the order of keys", (comm) => {
    const backward = comm.Split(7, -comm.rank) as MPI.Intercomm;
    assert.ok(backward instanceof MPI.Intercomm);
    assert.deepEqual([own(backward), theirs(backward)], [own(comm).toReversed(), theirs(comm).toReversed()]);
    assert.equal(
      MPI.Comm.Compare(comm, backward),
      comm.size > 1 || comm.remote_size > 1 ? MPI.SIMILAR : MPI.CONGRUENT,
    );
    assert.deepEqual(backward.allgather(job), theirs(comm).toReversed());
    backward.Free();
    // Ranks 0 of both groups; the others of a group find nobody of their color on the other side, or there is nobody.
    const pair = comm.Split(comm.rank === 0 ? 0 : own(comm).includes(0) ? 1 : 2);
    if (comm.rank > 0) assert.equal(pair, null);
    else assert.deepEqual([pair?.size, pair?.remote_size, pair?.allgather(job)], [1, 1, [theirs(comm)[0]]]);
    pair?.Free();
    const last = comm.Split(comm.rank === comm.size - 1 ? 1 : MPI.UNDEFINED);
    assert.equal(last === null, comm.rank < comm.size - 1);
    assert.equal(last?.allreduce(job), last === null ? undefined : theirs(comm).at(-1));
    last?.Free();
    assert.equal(comm.Split(own(comm).includes(0) ? 0 : 1), null);
  }),
  inter("Create joins a group of each side", (comm) => {
    const even = range(comm.size).filter((r) => r % 2 === 0);
    const made = comm.Create(comm.group.Incl(even.toReversed()));
    if (comm.rank % 2 === 1) assert.equal(made, null);
    else {
      assert.ok(made instanceof MPI.Intercomm);
      assert.deepEqual(
        own(made),
        even.toReversed().map((r) => own(comm)[r]),
      );
      const others = range(comm.remote_size).filter((r) => r % 2 === 0);
      assert.deepEqual(
        made.allgather(job),
        others.toReversed().map((r) => theirs(comm)[r]),
      );
      made.Free();
    }
    throwsMpi(() => comm.Create(comm.remote_group), MPI.ERR_GROUP, /not in the communicator/);
  }),
  inter("wrong arguments between two groups are errors before anything is sent", (comm) => {
    const { remote_size: peers } = comm;
    const one = new Float64Array(1);
    throwsMpi(() => comm.Send(one, { dest: peers }), MPI.ERR_RANK, new RegExp(`from 0 to ${peers - 1}`));
    throwsMpi(() => comm.Recv(one, { source: peers }), MPI.ERR_RANK, new RegExp(`from 0 to ${peers - 1}`));
    throwsMpi(
      () => comm.Bcast(one, { root: peers }),
      MPI.ERR_ROOT,
      /of the other group, or .* MPI\.ROOT at the root/,
    );
    throwsMpi(() => comm.gather(1, { root: -7 }), MPI.ERR_ROOT, /not -7/);
    throwsMpi(() => MPI.COMM_WORLD.Bcast(one, { root: MPI.ROOT }), MPI.ERR_ROOT, /not -4/);
    throwsMpi(() => MPI.COMM_WORLD.reduce(1, { root: MPI.PROC_NULL }), MPI.ERR_ROOT, /not -3/);
    const all = new Float64Array(peers);
    for (const call of [
      () => comm.Allreduce(MPI.IN_PLACE, one),
      () => comm.Reduce(MPI.IN_PLACE, one, { root: MPI.ROOT }),
      () => comm.Gather(MPI.IN_PLACE, all, { root: MPI.ROOT }),
      () => comm.Scatter(all, MPI.IN_PLACE, { root: MPI.ROOT }),
      () => comm.Allgather(MPI.IN_PLACE, all),
      () => comm.Alltoall(MPI.IN_PLACE, all),
      () => comm.Reduce_scatter_block(MPI.IN_PLACE, all),
    ]) {
      throwsMpi(call, MPI.ERR_BUFFER, /IN_PLACE is for communicators of one group/);
    }
    for (const [name, call] of [
      ["Scan", () => comm.Scan(one, all)],
      ["Exscan", () => comm.Iexscan(one, all)],
      ["scan", () => comm.scan(1)],
      ["exscan", () => comm.exscan(1)],
      ["Split_type", () => comm.Split_type(MPI.COMM_TYPE_SHARED)],
    ] as const) {
      throwsMpi(call, MPI.ERR_COMM, new RegExp(`^MPI_ERR_COMM: ${name} is for .* of one group.* Merge`));
    }
    if (peers > 1)
      throwsMpi(() => comm.Allgather(one, new Float64Array(peers + 1)), MPI.ERR_COUNT, /equal blocks/);
    throwsMpi(() => comm.alltoall(range(peers + 1)), MPI.ERR_COUNT, new RegExp(`each of ${peers} ranks`));
  }),
  inter("groups with a rank in common cannot be joined: an error on all ranks", (comm) => {
    const all = comm.Merge();
    // The remote leader is the leader itself, or another rank of its group.
    for (const there of [0, all.size - 1]) {
      throwsMpi(() => all.Create_intercomm(0, all, there, 3), MPI.ERR_COMM, /job is in both groups/);
    }
    throwsMpi(() => all.Create_intercomm(all.size, all, 0), MPI.ERR_RANK, /local_leader is a rank from 0/);
    throwsMpi(() => all.Create_intercomm(0, all, 0, -1), MPI.ERR_TAG, /whole number/);
    throwsMpi(
      () => MPI.COMM_SELF.Create_intercomm(0, all, all.size),
      MPI.ERR_RANK,
      /remote_leader is a rank/,
    );
    throwsMpi(
      () => MPI.COMM_SELF.Create_intercomm(0, null, 0),
      MPI.ERR_COMM,
      /give it a communicator of both/,
    );
    // Nothing of it is left: the same again, with the right ones.
    const group = all.Split(own(comm).includes(0) ? 0 : 1, -comm.rank) as MPI.Intracomm;
    const leader = group.size - 1;
    const [remote] = comm.remote_group.Translate_ranks([0], all.group);
    const again = group.Create_intercomm(leader, group.rank === leader ? all : null, remote, 3);
    assert.deepEqual(again.allgather(job), theirs(comm).toReversed());
    assert.equal(
      MPI.Comm.Compare(again, comm),
      comm.size > 1 || comm.remote_size > 1 ? MPI.SIMILAR : MPI.CONGRUENT,
    );
    for (const made of [again, group, all]) made.Free();
  }),
];
