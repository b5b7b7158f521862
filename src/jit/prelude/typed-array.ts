// The methods of typed arrays, written in the kernel language: the array is the first parameter, the rest is as in
// ECMAScript's %TypedArray%.prototype. The compiler inlines them where they are called.
import { allocate, view } from "./intrinsics.ts";

type A = Float64Array;
type Test = (value: number, index: number, array: A) => boolean;

/** A relative index (negative counts from the end) as an absolute one within 0 … length. ToIntegerOrInfinity, clamped. */
export function clampIndex(x: number, length: number): number {
  const i = x !== x ? 0 : Math.trunc(x);
  return i < 0 ? Math.max(length + i, 0) : Math.min(i, length);
}

export function at(a: A, index: number): number {
  const i = index !== index ? 0 : Math.trunc(index);
  return a[i < 0 ? a.length + i : i];
}

export function fill(a: A, value: number, start = 0, end = a.length): A {
  const to = clampIndex(end, a.length);
  for (let i = clampIndex(start, a.length); i < to; i++) a[i] = value;
  return a;
}

export function subarray(a: A, start = 0, end = a.length): A {
  const from = clampIndex(start, a.length);
  return view(a, from, Math.max(clampIndex(end, a.length) - from, 0));
}

export function slice(a: A, start = 0, end = a.length): A {
  const from = clampIndex(start, a.length);
  const n = Math.max(clampIndex(end, a.length) - from, 0);
  const out = allocate(a, n);
  for (let i = 0; i < n; i++) out[i] = a[from + i];
  return out;
}

export function set(a: A, source: A, offset = 0): void {
  const to = offset !== offset ? 0 : Math.trunc(offset);
  if (to < 0 || source.length + to > a.length) throw new RangeError("offset is out of bounds");
  // The source may overlap the target, in either direction or with another element size: a copy is always right.
  const n = source.length;
  const copy = slice(source);
  for (let i = 0; i < n; i++) a[to + i] = copy[i];
}

export function copyWithin(a: A, target: number, start = 0, end = a.length): A {
  const to = clampIndex(target, a.length);
  const from = clampIndex(start, a.length);
  const n = Math.min(clampIndex(end, a.length) - from, a.length - to);
  if (from < to) for (let i = n - 1; i >= 0; i--) a[to + i] = a[from + i];
  else for (let i = 0; i < n; i++) a[to + i] = a[from + i];
  return a;
}

export function reverse(a: A): A {
  const n = a.length;
  for (let i = 0; i < Math.floor(n / 2); i++) {
    const t = a[i];
    a[i] = a[n - 1 - i];
    a[n - 1 - i] = t;
  }
  return a;
}

export function toReversed(a: A): A {
  const n = a.length;
  const out = allocate(a, n);
  for (let i = 0; i < n; i++) out[i] = a[n - 1 - i];
  return out;
}

export function indexOf(a: A, value: number, fromIndex = 0): number {
  for (let i = clampIndex(fromIndex, a.length); i < a.length; i++) if (a[i] === value) return i;
  return -1;
}

export function lastIndexOf(a: A, value: number, fromIndex = a.length - 1): number {
  const i0 = fromIndex !== fromIndex ? 0 : Math.trunc(fromIndex);
  for (let i = i0 < 0 ? a.length + i0 : Math.min(i0, a.length - 1); i >= 0; i--) if (a[i] === value) return i;
  return -1;
}

export function includes(a: A, value: number, fromIndex = 0): boolean {
  for (let i = clampIndex(fromIndex, a.length); i < a.length; i++) {
    if (a[i] === value || (a[i] !== a[i] && value !== value)) return true;
  }
  return false;
}

export function forEach(a: A, f: (value: number, index: number, array: A) => void): void {
  for (let i = 0; i < a.length; i++) f(a[i], i, a);
}

export function map(a: A, f: (value: number, index: number, array: A) => number): A {
  const out = allocate(a, a.length);
  for (let i = 0; i < a.length; i++) out[i] = f(a[i], i, a);
  return out;
}

export function reduce(
  a: A,
  f: (sum: number, value: number, index: number, array: A) => number,
  initial: number | undefined = undefined,
): number {
  if (initial === undefined) {
    if (a.length === 0) throw new TypeError("Reduce of empty array with no initial value");
    let s = a[0];
    for (let i = 1; i < a.length; i++) s = f(s, a[i], i, a);
    return s;
  }
  let s = initial;
  for (let i = 0; i < a.length; i++) s = f(s, a[i], i, a);
  return s;
}

export function reduceRight(
  a: A,
  f: (sum: number, value: number, index: number, array: A) => number,
  initial: number | undefined = undefined,
): number {
  if (initial === undefined) {
    if (a.length === 0) throw new TypeError("Reduce of empty array with no initial value");
    let s = a[a.length - 1];
    for (let i = a.length - 2; i >= 0; i--) s = f(s, a[i], i, a);
    return s;
  }
  let s = initial;
  for (let i = a.length - 1; i >= 0; i--) s = f(s, a[i], i, a);
  return s;
}

export function some(a: A, f: Test): boolean {
  for (let i = 0; i < a.length; i++) if (f(a[i], i, a)) return true;
  return false;
}

export function every(a: A, f: Test): boolean {
  for (let i = 0; i < a.length; i++) if (!f(a[i], i, a)) return false;
  return true;
}

export function findIndex(a: A, f: Test): number {
  for (let i = 0; i < a.length; i++) if (f(a[i], i, a)) return i;
  return -1;
}

export function findLastIndex(a: A, f: Test): number {
  for (let i = a.length - 1; i >= 0; i--) if (f(a[i], i, a)) return i;
  return -1;
}

export function filter(a: A, f: Test): A {
  const kept = allocate(a, a.length);
  let n = 0;
  for (let i = 0; i < a.length; i++) {
    if (f(a[i], i, a)) {
      kept[n] = a[i];
      n++;
    }
  }
  return slice(kept, 0, n);
}

/** Ascending by value, −0 before 0, NaN last: the order of %TypedArray%.prototype.sort without a comparator. */
export function precedes(x: number, y: number): boolean {
  if (x < y) return true;
  if (x > y) return false;
  if (x !== x) return false;
  if (y !== y) return true;
  return x === 0 && y === 0 && 1 / x < 1 / y;
}

/** Heapsort (Williams, Communications of the ACM 7, 1964): in place, n log n whatever the order. */
export function sort(a: A): A {
  const n = a.length;
  for (let root = Math.floor(n / 2) - 1; root >= 0; root--) siftDown(a, root, n);
  for (let end = n - 1; end > 0; end--) {
    const t = a[0];
    a[0] = a[end];
    a[end] = t;
    siftDown(a, 0, end);
  }
  return a;
}

export function siftDown(a: A, start: number, end: number): void {
  let root = start;
  while (2 * root + 1 < end) {
    let child = 2 * root + 1;
    if (child + 1 < end && precedes(a[child], a[child + 1])) child++;
    if (!precedes(a[root], a[child])) break;
    const t = a[root];
    a[root] = a[child];
    a[child] = t;
    root = child;
  }
}

export function toSorted(a: A): A {
  const out = slice(a);
  sort(out);
  return out;
}
