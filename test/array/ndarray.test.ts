// The strided array: where elements are, which parts are views, and what is refused.
// Expected values are NumPy's (2.x) for the same expressions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arange, fromTyped, NDArray, STRIDED, zeros } from "../../src/array/index.ts";

const a = (): NDArray => arange(12).reshape([3, 4]);

test("an array says its shape, strides in bytes and in elements, and its dtype", () => {
  const x = zeros([2, 3, 4], "float32");
  assert.deepEqual(x.shape, [2, 3, 4]);
  assert.deepEqual(x.strides, [48, 16, 4]);
  assert.deepEqual(x.elementStrides, [12, 4, 1]);
  assert.equal(x.ndim, 3);
  assert.equal(x.size, 24);
  assert.equal(x.dtype, "float32");
});

test("get and set reach one element", () => {
  const x = zeros([2, 3, 4]);
  x.set(1, 2, 3, 7.5);
  assert.equal(x.get(1, 2, 3), 7.5);
  assert.equal(x.data[23], 7.5);
  assert.equal(x.get(0, 0, 0), 0);
});

test("values that are not ordinary numbers are stored as they are", () => {
  const x = zeros(4);
  for (const [i, value] of [Number.NaN, -0, Infinity, 5e-324].entries()) {
    x.set(i, value);
    assert.ok(Object.is(x.get(i), value), `${value}`);
  }
});

test("a value is converted as the typed array does", () => {
  const x = zeros(1, "uint8");
  x.set(0, 257.9);
  assert.equal(x.get(0), 1);
});

test("an array without axes has one element", () => {
  const x = zeros([]);
  x.set(3);
  assert.equal(x.get(), 3);
  assert.equal(x.size, 1);
  assert.equal(x.toArray(), 3);
});

test("an index outside names the axis, the index and the size", () => {
  const x = a();
  const range = (message: string) => ({ name: "RangeError", message });
  assert.throws(() => x.get(3, 0), range("Index 3 is out of range for axis 0, which has 3 elements."));
  assert.throws(() => x.set(0, 4, 1), range("Index 4 is out of range for axis 1, which has 4 elements."));
  assert.throws(
    () => x.get(0, -1),
    range(
      "Index -1 is out of range for axis 1, which has 4 elements (negative indices do not count from the end).",
    ),
  );
  assert.throws(() => x.get(1.5, 0), range("Index 1.5 of axis 0 is not a whole number."));
  assert.throws(() => x.get(Number.NaN, 0), range("Index NaN of axis 0 is not a whole number."));
  assert.throws(
    () => x.get(2 ** 32, 0),
    range("Index 4294967296 is out of range for axis 0, which has 3 elements."),
  );
  assert.throws(() => x.get(1), range("1 index for an array of shape (3, 4)."));
  assert.throws(() => x.get(1, 2, 3), range("3 indices for an array of shape (3, 4)."));
  assert.throws(() => zeros(1).get(1), range("Index 1 is out of range for axis 0, which has 1 element."));
});

test("minus zero is index zero", () => {
  assert.equal(a().get(-0, 1), 1);
});

test("a transpose is a view", () => {
  const x = a();
  x.T.set(3, 2, -1);
  assert.equal(x.get(2, 3), -1);
  assert.deepEqual(x.T.strides, [8, 32]);
  assert.deepEqual(x.T.toArray(), [
    [0, 4, 8],
    [1, 5, 9],
    [2, 6, 10],
    [3, 7, -1],
  ]);
  assert.equal(x.T.isContiguous, false);
});

test("a row is a view", () => {
  const x = a();
  x.row(1).set(0, 40);
  assert.equal(x.get(1, 0), 40);
  assert.deepEqual(x.row(2).toArray(), [8, 9, 10, 11]);
  assert.throws(() => x.row(3), /Index 3 is out of range for axis 0/);
});

const slices: [string, (number | string)[], unknown][] = [
  ["a[:, 1]", [":", 1], [1, 5, 9]],
  ["a[1:, ::2]", ["1:", "::2"], [[4, 6], [8, 10]]], // biome-ignore format: one case a line
  ["a[::-1, 1:3]", ["::-1", "1:3"], [[9, 10], [5, 6], [1, 2]]], // biome-ignore format: one case a line
  ["a[-1:, -2:]", ["-1:", "-2:"], [[10, 11]]],
  ["a[5:, :]", ["5:"], []],
  ["a[0, 3:0:-2]", [0, "3:0:-2"], [3, 1]],
  ["a[0, 10::-3]", [0, "10::-3"], [3, 0]],
  ["a[0, -100:2]", [0, "-100:2"], [0, 1]],
  ["a[0, 2:2]", [0, "2:2"], []],
  ["a[0, 0:3:-1]", [0, "0:3:-1"], []],
  ["a[2, 3]", [2, 3], 11],
];
for (const [text, slice, expected] of slices) {
  test(`slice is NumPy's ${text}`, () => {
    assert.deepEqual(
      a()
        .slice(...slice)
        .toArray(),
      expected,
    );
  });
}

test("a slice is a view of the same numbers, also a reversed one", () => {
  const x = a();
  x.slice("::-1", "::-1").set(0, 0, 99);
  assert.equal(x.get(2, 3), 99);
  assert.deepEqual(x.slice("::-1", "::-1").strides, [-32, -8]);
});

test("what is not a slice is refused", () => {
  assert.throws(() => a().slice("1,2"), { name: "SyntaxError", message: /"1,2" is not a slice of axis 0/ });
  assert.throws(() => a().slice("::0"), /the step of a slice cannot be 0/);
  assert.throws(() => a().slice(0, 0, 0), /3 slices for an array of shape \(3, 4\)/);
  assert.throws(() => a().slice(-1), /Index -1 is out of range/);
});

test("contiguous is what lies in C order without gaps", () => {
  const x = a();
  assert.equal(x.isContiguous, true);
  assert.equal(x.slice("1:").isContiguous, true);
  assert.equal(x.slice(":", "1:").isContiguous, false);
  assert.equal(x.slice("1:2", "1:3").isContiguous, true, "one row: the stride of the row axis is never used");
  assert.equal(x.slice(":", ":0").isContiguous, true, "no elements");
});

test("reshape is a view where it can be, and a copy of a transpose", () => {
  const x = a();
  x.reshape([2, 6]).set(0, 0, 5);
  assert.equal(x.get(0, 0), 5);
  const flat = x.T.reshape(12);
  flat.set(0, -1);
  assert.equal(x.get(0, 0), 5);
  assert.deepEqual(flat.toArray(), [-1, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  assert.throws(() => x.reshape([5, 2]), /An array of shape \(3, 4\) cannot have shape \(5, 2\)/);
});

test("copy and fill respect the view", () => {
  const x = a();
  const column = x.slice(":", 1);
  const copy = column.copy();
  column.fill(0);
  assert.deepEqual(copy.toArray(), [1, 5, 9]);
  assert.deepEqual(x.toArray(), [
    [0, 0, 2, 3],
    [4, 0, 6, 7],
    [8, 0, 10, 11],
  ]);
});

test("a view must lie within its data", () => {
  const data = new Float64Array(6);
  assert.throws(() => new NDArray(data, [2, 4]), /reaches from element 0 to 7 of data, which has 6/);
  assert.throws(() => new NDArray(data, [2], [-1], 0), /reaches from element -1 to 0/);
  assert.throws(
    () => new NDArray(data, [2, 3], [1]),
    /2 axes \(shape \(2, 3\)\) need as many strides, not 1/,
  );
  assert.throws(() => new NDArray(data, [-1]), /a length must be a whole number/);
  assert.deepEqual(new NDArray(data, [3, 2], [0, 1]).shape, [3, 2]);
});

test("the compiler's symbol gives data, dtype, shape, strides and offset as own fields", () => {
  const data = new Float32Array(12);
  const strided = fromTyped(data, [3, 4]).slice(1)[STRIDED];
  assert.equal(STRIDED, Symbol.for("amdahl.ndarray"));
  for (const field of ["data", "dtype", "shape", "elementStrides", "offset"]) {
    assert.ok(Object.hasOwn(strided, field), field);
  }
  assert.equal(strided.data, data);
  assert.equal(strided.dtype, "float32");
  assert.deepEqual([strided.shape, strided.elementStrides, strided.offset], [[4], [1], 4]);
});
