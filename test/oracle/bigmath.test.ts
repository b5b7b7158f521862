// The arbitrary-precision oracle against published digits and against identities that its series do not use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Big, BigMath, big, fromBits, magnitude, toNumber } from "./bigmath.ts";

const math = new BigMath(256);

/** The first digits of a positive number, truncated. */
function digits(a: Big, count: number): string {
  const scaled = a.m * 10n ** BigInt(count);
  const s = (a.e >= 0 ? scaled << BigInt(a.e) : scaled >> BigInt(-a.e)).toString().padStart(count + 1, "0");
  return `${s.slice(0, -count)}.${s.slice(-count)}`;
}

test("the constants have the digits that every table of constants prints", () => {
  assert.equal(digits(math.pi(), 60), "3.141592653589793238462643383279502884197169399375105820974944");
  assert.equal(digits(math.ln2(), 60), "0.693147180559945309417232121458176568075500134360255254120680");
  assert.equal(
    digits(math.exp(big(1)), 60),
    "2.718281828459045235360287471352662497757247093699959574966967",
  );
  assert.equal(
    digits(math.log(big(10)), 60),
    "2.302585092994045684017991454684364207601101488628772976033327",
  );
  assert.equal(
    digits(math.sqrt(big(2)), 60),
    "1.414213562373095048801688724209698078569671875376948073176679",
  );
  assert.equal(digits(math.sin(big(1)), 50), "0.84147098480789650665250232163029899962256306079837");
  assert.equal(digits(math.cos(big(1)), 50), "0.54030230586813971740093660744297660373231042061792");
  assert.equal(digits(math.cbrt(big(2)), 50), "1.25992104989487316476721060727822835057025146470150");
  assert.equal(digits(math.atan(big(0.5)), 50), "0.46364760900080611621425623146121440202853705428612");
});

test("pi to 1200 bits has the published decimals 51 to 100 and 321 to 350", () => {
  const pi = digits(new BigMath(1280).pi(), 350);
  assert.equal(pi.slice(52, 102), "58209749445923078164062862089986280348253421170679");
  assert.equal(pi.slice(322, 352), "488152092096282925409171536436");
});

const close = (a: Big, b: Big, bits: number, what: string) => {
  const d = math.sub(a, b);
  const slack = d.m === 0n ? -Infinity : magnitude(d) - magnitude(b);
  assert.ok(slack < -bits, `${what}: differ at 2^${slack}`);
};

test("the inverse functions undo the functions, near 0 and far from it", () => {
  for (const x of [1e-300, 1e-20, 0.001, 0.3, 0.49, 0.51, 0.7, 0.999]) {
    const b = big(x);
    close(math.log1p(math.expm1(b)), b, 200, `log1p expm1 ${x}`);
    close(math.asinh(math.sinh(b)), b, 200, `asinh sinh ${x}`);
    close(math.atanh(math.tanh(b)), b, 200, `atanh tanh ${x}`);
    close(math.atan(math.tan(b)), b, 200, `atan tan ${x}`);
    close(math.asin(math.sin(b)), b, 200, `asin sin ${x}`);
    close(math.mul(math.cbrt(b), math.mul(math.cbrt(b), math.cbrt(b))), b, 200, `cbrt ${x}`);
  }
  for (const x of [0.25, 1.25, 3, 40, 700]) {
    close(math.log(math.exp(big(x))), big(x), 200, `log exp ${x}`);
    if (x < 1) continue;
    close(math.acosh(math.cosh(big(x))), big(x), 200, `acosh cosh ${x}`);
  }
  for (const x of [0.01, 0.5, 2, 3.1]) close(math.acos(math.cos(big(x))), big(x), 200, `acos cos ${x}`);
});

test("sine and cosine square to 1 and turn with pi, also for the largest float64", () => {
  for (const x of [1, 1e22, 6381956970095103 * 2 ** 797, Number.MAX_VALUE]) {
    const [s, c] = math.sinCos(big(x));
    close(math.add(math.mul(s, s), math.mul(c, c)), big(1), 240, `sin² + cos² at ${x}`);
  }
  // sin(1e22), the value that Ng, "Argument reduction for huge arguments: good to the last bit" (1992), made known.
  assert.equal(toNumber(math.sin(big(1e22))), -0.8522008497671888);
  close(math.sin(math.add(big(1), math.pi())), math.negate(math.sin(big(1))), 240, "sin(1 + pi)");
});

test("atan2 knows its quarters", () => {
  const pi = math.pi();
  close(math.atan2(big(1), big(1)), math.scale(pi, -2), 240, "first");
  close(math.atan2(big(1), big(-1)), math.mul(math.scale(pi, -2), big(3)), 240, "second");
  close(math.atan2(big(-1), big(-1)), math.mul(math.scale(pi, -2), big(-3)), 240, "third");
  close(math.atan2(big(-1), big(1)), math.negate(math.scale(pi, -2)), 240, "fourth");
});

test("rounding to float64 ties to even, rounds subnormals once, and overflows at the right place", () => {
  const of = (m: bigint, e: number) => toNumber({ m, e });
  assert.equal(of((1n << 53n) + 1n, 0), 2 ** 53);
  assert.equal(of((1n << 53n) + 3n, 0), 2 ** 53 + 4);
  assert.equal(of(3n, -1075), 2 ** -1073);
  assert.equal(of(1n, -1075), 0);
  assert.equal(of((1n << 100n) + 1n, -1175), 5e-324);
  assert.equal(of((1n << 54n) - 1n, 970), Infinity);
  assert.equal(of((1n << 55n) - 3n, 969), Number.MAX_VALUE);
  assert.equal(of(-5n, -1), -2.5);
  for (const x of [5e-324, 2.2250738585072014e-308, 0.1, -1e300, Number.MAX_VALUE])
    assert.equal(toNumber(big(x)), x);
  assert.equal(fromBits(0x3ff0000000000000n), 1);
});
