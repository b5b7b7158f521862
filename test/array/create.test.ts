// The ways to make an array; expected values are NumPy's for the same call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arange, array, type DType, fromTyped, full, linspace, ones, zeros } from "../../src/array/index.ts";
import { owns } from "../../src/heap/index.ts";

test("every constructor but fromTyped puts its numbers on the heap", () => {
  for (const x of [zeros(2), ones(2), full(2, 7), arange(2), linspace(0, 1), array([1, 2])]) {
    assert.equal(owns(x.data), true);
  }
  assert.equal(owns(fromTyped(new Float64Array(2)).data), false);
});

test("zeros, ones and full", () => {
  assert.deepEqual(zeros([2, 2]).toArray(), [[0, 0], [0, 0]]); // biome-ignore format: one value
  assert.deepEqual(ones(3, "int32").toArray(), [1, 1, 1]);
  assert.deepEqual(full([1, 2], -0.5, "float32").toArray(), [[-0.5, -0.5]]);
  assert.deepEqual(zeros([3, 0]).toArray(), [[], [], []]);
});

test("arange has NumPy's lengths and roundings", () => {
  assert.deepEqual(arange(3).toArray(), [0, 1, 2]);
  assert.deepEqual(arange(2, 10, 3).toArray(), [2, 5, 8]);
  assert.deepEqual(arange(5, 0, -2).toArray(), [5, 3, 1]);
  assert.deepEqual(arange(3, 3).toArray(), []);
  assert.deepEqual(arange(3, 1).toArray(), []);
  // np.arange(1, 1.3, 0.1) famously has four elements, the last of them 1.3.
  assert.deepEqual(arange(1, 1.3, 0.1).toArray(), [1, 1.1, 1.2000000000000002, 1.3000000000000003]);
  assert.throws(() => arange(0, 1, 0), /has no length/);
  assert.throws(() => arange(Infinity), /has no length/);
});

test("linspace includes both ends exactly", () => {
  assert.deepEqual(linspace(0, 1, 5).toArray(), [0, 0.25, 0.5, 0.75, 1]);
  assert.equal(linspace(0, 1).size, 50);
  assert.equal(linspace(0.1, 0.7, 7).get(6), 0.7);
  assert.deepEqual(linspace(2, 3, 1).toArray(), [2]);
  assert.deepEqual(linspace(2, 3, 0).toArray(), []);
  assert.deepEqual(linspace(1, -1, 3).toArray(), [1, 0, -1]);
});

test("array takes nested lists as deep as they go, and typed arrays", () => {
  assert.deepEqual(array([[[1], [2]], [[3], [4]]]).shape, [2, 2, 1]); // biome-ignore format: one value
  assert.deepEqual(array(new Float32Array([1, 2])).toArray(), [1, 2]);
  assert.deepEqual(array([]).shape, [0]);
  assert.deepEqual(array([[], []]).shape, [2, 0]);
  assert.equal(array(5).get(), 5);
  assert.equal(array([1.7], "int8").get(0), 1);
});

test("array says which element does not fit", () => {
  assert.throws(() => array([[1, 2], [3]]), {
    name: "RangeError",
    message: "array: element [1] has 1 elements, the first one has 2.",
  });
  assert.throws(() => array([[1, 2], 3]), /element \[1\] is not a list, the first one has 2/);
  assert.throws(() => array([1, [2]]), /element \[1\] is a list, where the first ones are numbers/);
  assert.throws(() => array(["x" as never]), {
    name: "TypeError",
    message: /element \[0\] is a string, not a number/,
  });
  assert.throws(() => array([1, null as never]), /element \[1\] is null, not a number/);
});

test("fromTyped shows the array that it is given", () => {
  const data = Int16Array.of(1, 2, 3, 4, 5, 6);
  const x = fromTyped(data, [2, 3]);
  x.set(1, 1, 50);
  assert.equal(data[4], 50);
  assert.equal(x.dtype, "int16");
  assert.throws(() => fromTyped(data, [2, 4]), RangeError);
});

test("a dtype that is none is refused, with a hint for int64", () => {
  assert.throws(
    () => zeros(1, "float65" as DType),
    /There is no dtype "float65"\. There are float64, float32/,
  );
  assert.throws(() => zeros(1, "int64" as DType), /no 64-bit integers; use float64/);
  assert.throws(() => fromTyped(new BigInt64Array(1) as never), /BigInt64Array has no dtype/);
});

test("every dtype makes its typed array", () => {
  const names: DType[] = [
    "float64",
    "float32",
    "int32",
    "uint32",
    "int16",
    "uint16",
    "int8",
    "uint8",
    "uint8clamped",
  ];
  for (const dtype of names) {
    const x = zeros(2, dtype);
    assert.equal(x.dtype, dtype);
    assert.equal(Object.prototype.toString.call(x.data).toLowerCase(), `[object ${dtype}array]`);
  }
});
