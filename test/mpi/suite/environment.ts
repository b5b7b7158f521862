// Attributes, error handlers, groups that make their own communicator, and what a program asks of its surroundings.
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { MPI } from "../../../src/mpi/index.ts";
import { throwsMpi, topic } from "./check.ts";

export default [
  topic("attributes are copied as their keys say, and told when they go", (comm) => {
    const told: unknown[] = [];
    const same = MPI.Comm.Create_keyval({ copy: true, delete: (_, __, value) => void told.push(value) });
    const twice = MPI.Comm.Create_keyval({ copy: (_, __, value) => 2 * (value as number) });
    const none = MPI.Comm.Create_keyval();
    const one = comm.Dup();
    assert.equal(one.Get_attr(same), undefined);
    one.Set_attr(same, { deep: 1 });
    one.Set_attr(twice, 4);
    one.Set_attr(none, "stays here");
    const two = one.Dup();
    assert.deepEqual(
      [two.Get_attr(same), two.Get_attr(twice), two.Get_attr(none)],
      [{ deep: 1 }, 8, undefined],
    );
    assert.equal(one.Split(0, 0)?.Get_attr(same), undefined);
    one.Set_attr(same, "new");
    assert.deepEqual(told, [{ deep: 1 }]);
    two.Free();
    assert.deepEqual(told, [{ deep: 1 }, { deep: 1 }]);
    one.Delete_attr(same);
    assert.deepEqual(told.at(-1), "new");
    assert.equal(one.Get_attr(MPI.TAG_UB), 2 ** 22 - 1);
    throwsMpi(() => one.Set_attr(3, 1), MPI.ERR_KEYVAL, /no key 3/);
    MPI.Comm.Free_keyval(none);
    throwsMpi(() => MPI.Comm.Free_keyval(none), MPI.ERR_KEYVAL, /no key/);
    one.Free();
  }),
  topic("an error handler is told before an error is thrown", (comm) => {
    assert.equal(comm.Get_errhandler(), MPI.ERRORS_RETURN);
    const told: [unknown, number][] = [];
    const own = comm.Dup();
    const handler = MPI.Comm.Create_errhandler((who, code) => void told.push([who, code]));
    own.Set_errhandler(handler);
    assert.equal(own.Get_errhandler(), handler);
    throwsMpi(() => own.Send(new Uint8Array(1), { dest: own.size }), MPI.ERR_RANK, /dest/);
    throwsMpi(() => own.bcast(1, { root: -1 }), MPI.ERR_ROOT, /root/);
    assert.deepEqual(
      told.map(([who, code]) => [who === own, code]),
      [
        [true, MPI.ERR_RANK],
        [true, MPI.ERR_ROOT],
      ],
    );
    own.Call_errhandler(MPI.ERR_OTHER);
    assert.equal(told.length, 3);
    // Made of other calls, of which each would tell.
    throwsMpi(() => own.Bsend(new Uint8Array(1), { dest: own.size }), MPI.ERR_RANK, /dest/);
    assert.equal(told.length, 4);
    assert.equal(own.allreduce(1), own.size);
    const copy = own.Dup();
    assert.equal(copy.Get_errhandler(), handler);
    own.Set_errhandler(MPI.ERRORS_RETURN);
    throwsMpi(() => own.Send(new Uint8Array(1), { dest: own.size }), MPI.ERR_RANK, /dest/);
    assert.equal(told.length, 4);
    copy.Free();
    own.Free();
  }),
  topic("Create_group is called by the group alone", (comm) => {
    const { rank, size } = comm;
    const even = comm
      .Get_group()
      .Incl(Array.from({ length: Math.ceil(size / 2) }, (_, i) => 2 * i).reverse());
    const made = rank % 2 === 0 ? comm.Create_group(even, 3) : null;
    if (made !== null) {
      assert.deepEqual([made.size, made.rank], [Math.ceil(size / 2), Math.ceil(size / 2) - 1 - rank / 2]);
      const first = made.bcast(made.rank === 0 ? rank : undefined);
      assert.equal(first, 2 * (Math.ceil(size / 2) - 1));
      made.Barrier();
      made.Free();
    }
  }),
  topic("MPI begins by itself, and says what it is", (comm) => {
    assert.deepEqual([MPI.Is_initialized(), MPI.Is_finalized(), MPI.Is_thread_main()], [true, false, true]);
    assert.equal(MPI.Init_thread(MPI.THREAD_MULTIPLE), MPI.THREAD_FUNNELED);
    assert.equal(MPI.Query_thread(), MPI.THREAD_FUNNELED);
    assert.equal(MPI.Get_processor_name(), hostname());
    const [version] = MPI.Get_version();
    assert.ok(version >= 3 && version <= 5);
    assert.ok(MPI.Get_library_version().length > 5);
    const memory = MPI.Alloc_mem(80);
    const field = new Float64Array(memory.buffer, memory.byteOffset, 10);
    if (comm.rank === 0) field.fill(3);
    comm.Bcast(field, 0);
    assert.deepEqual([...field], new Array(10).fill(3));
    MPI.Free_mem(memory);
    assert.match(MPI.Get_error_string(MPI.ERR_RANK), /^MPI_ERR_RANK/);
    assert.equal(MPI.Get_error_class(MPI.ERR_RANK), MPI.ERR_RANK);
    MPI.Attach_buffer(new Uint8Array(100));
    assert.equal(MPI.Detach_buffer(), null);
    const inout = Int32Array.of(1, 5, 3);
    MPI.MAX.Reduce_local(Int32Array.of(2, 2, 2), inout);
    assert.deepEqual([...inout], [2, 5, 3]);
    const first = MPI.Op.Create((a, b) => b.set(a as never));
    first.Reduce_local(Int32Array.of(7, 8, 9), inout);
    assert.deepEqual([...inout], [7, 8, 9]);
    throwsMpi(() => MPI.SUM.Reduce_local(new Int8Array(1), new Int8Array(2)), MPI.ERR_COUNT, /1 bytes/);
    throwsMpi(() => MPI.Alloc_mem(-1), MPI.ERR_ARG, /bytes, not -1/);
  }),
];
