// The methods of typed arrays against the engine's own, on every kind and on relative indices of every ugliness.
import { same } from "./same.ts";

type A = Float64Array;
const KINDS = [Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, Float32Array, Float64Array] as unknown as Float64ArrayConstructor[];
const AT = [0, -0, 1, 2, 5, 6, 99, -1, -2, -5, -6, -99, 0.5, 1.9, -0.5, -1.9, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const two = (a: () => A): [A, number, number][] => AT.flatMap((x) => AT.map((y): [A, number, number] => [a(), x, y]));
const five = (Kind: Float64ArrayConstructor) => () => new Kind([3, 1, 2, 9, 1]);
const odd = () => new Float64Array([3, -0, Number.NaN, 0, -7.5, Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, -0]);

for (const Kind of KINDS) {
  const a = five(Kind);
  same(`${Kind.name}: fill`, (a: A, i: number, j: number) => { a.fill(7.5, i, j); a.fill(2, i); return a; }, ...two(a));
  same(`${Kind.name}: slice`, (a: A, i: number, j: number) => { const s = a.slice(i, j); return [s.length, s.length > 0 ? s[0] : -1]; }, ...two(a));
  same(`${Kind.name}: subarray shares memory`, (a: A, i: number, j: number) => { const s = a.subarray(i, j); if (s.length > 0) s[0] = 5; return s.length; }, ...two(a));
  same(`${Kind.name}: copyWithin`, (a: A, i: number, j: number) => a.copyWithin(i, j), ...two(a));
  same(`${Kind.name}: indexOf, lastIndexOf, includes`, (a: A, x: number, i: number) => [a.indexOf(1, i), a.lastIndexOf(1, i), a.includes(9, i), a.indexOf(x), a.lastIndexOf(x), a.includes(x)], ...two(a));
  same(`${Kind.name}: sort, reverse`, (a: A) => { a.sort(); const first = a.length > 0 ? a[0] : 0; a.reverse(); return first; }, [a()], [new Kind(0)], [new Kind([1])]);
  same(`${Kind.name}: map, filter, reduce`, (a: A) => { const m = a.map((x, i) => x * 100 + i); const f = a.filter((x) => x > 1); return [m[3], f.length, a.reduce((s, x) => s + x), a.reduce((s, x) => s + x, 10), a.reduceRight((s, x) => s * 2 + x)]; }, [a()]);
  same(`${Kind.name}: some, every, findIndex, findLastIndex, forEach`, (a: A) => { let s = 0; a.forEach((x, i) => { s += x * i; }); return [s, a.some((x) => x > 8), a.every((x) => x > 1), a.findIndex((x) => x === 1), a.findLastIndex((x) => x === 1), a.findIndex((x) => x > 100)]; }, [a()]);
}

same("copyWithin with an end", (a: A, i: number, j: number) => a.copyWithin(i, 1, j), ...two(() => new Float64Array([3, 1, 2, 9, 1])));
same("sort: minus zero before zero, NaN last", (a: A) => a.sort(), [odd()]);
same("toSorted, toReversed", (a: A) => [a.toSorted(), a.toReversed()], [odd()]);
same("indexOf of NaN and of minus zero", (a: A) => [a.indexOf(Number.NaN), a.includes(Number.NaN), a.indexOf(-0), a.lastIndexOf(0), a.includes(0)], [odd()]);
same("at, inside the array", (a: A) => [a.at(0), a.at(-1), a.at(1.9), a.at(-0.5), a.at(Number.NaN)], [new Float64Array([1, 2, 3])]);
same("set, overlapping in both directions and between kinds", (a: A, b: Uint8Array) => { a.set(a.subarray(0, 3), 1); a.set(a.subarray(2), 0); b.set(a.subarray(0, 2), 2); a.set(b, 1); }, [new Float64Array([1, 2, 3, 4, 300]), new Uint8Array(4)]);
same("set that does not fit", (a: A, b: A, i: number) => { a.set(b, i); }, [new Float64Array(2), new Float64Array(3), 0], [new Float64Array(3), new Float64Array(2), 2], [new Float64Array(3), new Float64Array(2), 1], [new Float64Array(3), new Float64Array(2), -1]);
same("reduce of nothing", (a: A) => a.reduce((s, x) => s + x), [new Float64Array(0)], [new Float64Array([5])]);
same("methods give the array itself", (a: A) => { a.fill(1).sort().reverse()[0] = 9; return a.fill(3, 1); }, [new Float64Array(3)]);
same("with the array as the callback's last argument", (a: A) => a.reduce((s, x, i, b) => s + x * i + b.length, 0), [new Float64Array([1, 2, 3])]);
