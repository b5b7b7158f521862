// Datatypes: sizes and extents as the standard's section 5.1 computes them, and data that comes back where it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MPI } from "../../src/mpi/index.ts";

const bytes = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

test("a vector's extent reaches from its first element to the end of its last", () => {
  const vector = MPI.DOUBLE.Create_vector(3, 2, 5);
  assert.equal(vector.Get_size(), 3 * 2 * 8);
  assert.deepEqual(vector.Get_extent(), [0, (2 * 5 + 2) * 8]);
  assert.equal(vector.isContiguous, false);
  assert.equal(MPI.INT.Create_vector(4, 3, 3).isContiguous, true);
  assert.deepEqual(MPI.SHORT.Create_contiguous(7).Get_extent(), [0, 14]);
  assert.deepEqual(MPI.SHORT.Create_hvector(2, 1, 9).Get_extent(), [0, 11]);
  assert.deepEqual(MPI.INT.Create_vector(0, 3, 4).Get_extent(), [0, 0]);
  assert.deepEqual(vector.Create_resized(0, 8).Get_extent(), [0, 8]);
});

test("what is gathered lies end to end, and spreads to where it was", () => {
  const matrix = Int32Array.from({ length: 20 }, (_, i) => i);
  // Columns 0 and 1 of a matrix with 4 rows of 5, one after the other.
  const column = MPI.INT32_T.Create_vector(4, 1, 5).Create_resized(0, 4);
  const packed = column.gather(bytes(matrix), 2);
  assert.deepEqual([...new Int32Array(packed.buffer)], [0, 5, 10, 15, 1, 6, 11, 16]);
  const back = new Int32Array(20).fill(-1);
  column.spread(packed, packed.length, bytes(back), 2);
  assert.deepEqual([...back], [0, 1, -1, -1, -1, 5, 6, -1, -1, -1, 10, 11, -1, -1, -1, 15, 16, -1, -1, -1]);
});

test("a message that is shorter than its buffer leaves the rest as it was", () => {
  const column = MPI.DOUBLE.Create_vector(3, 1, 2);
  const into = new Float64Array(5).fill(9);
  column.spread(bytes(Float64Array.of(1, 2)), 16, bytes(into), 1);
  assert.deepEqual([...into], [1, 9, 2, 9, 9]);
});

test("vectors of vectors are runs of bytes like any", () => {
  const plane = MPI.FLOAT.Create_vector(2, 1, 2).Create_vector(2, 1, 3);
  const memory = Float32Array.from({ length: 16 }, (_, i) => i);
  assert.deepEqual([...new Float32Array(plane.gather(bytes(memory), 1).buffer)], [0, 2, 9, 11]);
});
