// Numbers are float64 and nothing else, with JavaScript's conversions at every edge: operators on ugly values.
// Each is asked of a variable and of a constant, since constants are folded when compiling.
import { each, pairs, same } from "./same.ts";

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
/** A boolean where a number stands, as JavaScript allows. */
const num = (b: boolean): number => b as never;

same("+ - * / of every pair", (x: number, y: number) => [x + y, x - y, x * y, x / y], ...pairs);
same("the remainder has the dividend's sign", (x: number, y: number) => [x % y, -x % y, x % -y], ...pairs);
same("comparisons, with NaN unequal to itself", (x: number, y: number) => [x < y, x <= y, x > y, x >= y, x === y, x !== y], ...pairs);
same("== and != of numbers", (x: number, y: number) => [x == y, x != y], ...pairs);
same("bitwise operators take ToInt32 of both", (x: number, y: number) => [x & y, x | y, x ^ y], ...pairs);
same("shifts count modulo 32", (x: number, y: number) => [x << y, x >> y, x >>> y], ...pairs);
same("unary operators", (x: number) => [-x, +x, ~x, !x, !!x, -(-x), ~~x], ...each);
same("x | 0 and x >>> 0 of the ugly", (x: number) => [x | 0, x >>> 0, (x | 0) >>> 0, (x >>> 0) | 0], ...each);
same("constants are folded to the same bits", () => [0.1 + 0.2, 1 / 3, 5 % -3, -5 % 5, 1e308 * 10, 0 / 0, 1 / -0, 2 ** 0.5 > 1, -0 + -0, 0 - 0]);
same("constants against variables", (x: number) => [x + -0, x * 0, x - 0, 0 - x, x / 1, 1 / x, x % 1, x % INF, INF % x, x % 0, 0 % x], ...each);
same("bitwise constants", (x: number) => [x & 255, x | -1, x ^ 0.9, x << 31, x >> 31, x >>> 31, x << 32, x >>> -1, 1 << x], ...each);
same("minus zero goes through", (x: number) => [-x * 0, 0 * -x, 1 / (x * 0), Math.max(-0, 0), Math.min(0, -0), 1 / -0], ...each);
same("booleans in arithmetic are 0 and 1", (x: number) => [+(x > 1), num(x > 1) * 3, num(x > 1) + num(x > 2), -num(x < 0), num(x > 1) | 4, ~num(x > 1), num(x > 1) ** 2, num(x < 1) / num(x > 1)], ...each);
same("booleans compared", (x: number, y: number) => [(x > 1) === (y > 1), (x > 1) !== (y > 1), num(x > 1) < num(y > 1), !(x > 1) === true], ...pairs.slice(0, 60));
same("NaN, Infinity, undefined by name", (x: number) => [x + NAN, x < INF, x > -INF, NaN, Infinity, -Infinity], ...each);
same("literals in every notation", () => [0xff, 0o17, 0b101, 1_000_000, 1e3, 1e-3, .5, 5., 0.1e-6, 9007199254740993, 123456789012345680000]);
same("Number's constants", () => [Number.EPSILON, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
same("Number's and the global predicates", (x: number) => [Number.isNaN(x), isNaN(x), Number.isFinite(x), isFinite(x), Number.isInteger(x), Number.isSafeInteger(x)], ...each);
same("Number(x), Boolean(x)", (x: number) => [Number(x), Boolean(x), Number(x > 1), Boolean(x > 1)], ...each);
same("typeof is decided when compiling", (x: number) => [typeof x === "number", typeof (x > 1) === "boolean", typeof x === "string"], [1]);
same("void and undefined", (x?: number) => (x === void 0 ? 1 : 2), [], [3]);
same("a long chain keeps its order of rounding", (a: number, b: number, c: number, d: number) => [a + b + c + d, a + (b + (c + d)), a * b * c * d, a - b - c - d, a / b / c], [1e16, 1, -1e16, 0.1], [0.1, 0.2, 0.3, 0.4], [1e308, 1e308, -1e308, NAN]);
same("integers beyond int32 stay exact", (n: number) => [n * n, n * n + 1, n * 65536 * 65536, n * n * n], [2 ** 16], [2 ** 26 + 1], [94906265], [-94906267]);
same("an int32 loop variable times itself", (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i * i * i; return s; }, [0], [1], [3000]);
same("accumulating past 2 ** 53", (n: number) => { let s = 2 ** 53 - 2; for (let i = 0; i < n; i++) s += 1; return s; }, [10]);
same("counting down through zero", (n: number) => { const r = [0, 0, 0]; for (let i = n; i >= -n; i--) { r[0] += 1 / i === -INF ? 1 : 0; r[1] += i; r[2] = -i; } return [r[0], r[1], r[2]]; }, [3], [0]);
same("integer division as people write it", (x: number, y: number) => [Math.floor(x / y), Math.trunc(x / y), (x / y) | 0, x - y * Math.floor(x / y)], ...pairs);
same("fround", (x: number) => [Math.fround(x), Math.fround(Math.fround(x) * Math.fround(0.1))], ...each);
