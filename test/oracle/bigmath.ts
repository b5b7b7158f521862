// Arbitrary-precision elementary functions over BigInt: the outside source that tests of Math compare with.
// Written for plainness: every function is a textbook series after a textbook reduction, nothing shared with src/.

/** The number m 2^e. */
export interface Big {
  readonly m: bigint;
  readonly e: number;
}

const bitLength = (m: bigint): number => {
  const s = (m < 0n ? -m : m).toString(16);
  return m === 0n ? 0 : 4 * s.length - (Math.clz32(Number.parseInt(s[0], 16)) - 28);
};

const word = new DataView(new ArrayBuffer(8));

/** The bits of a float64 as an unsigned integer. */
export function bitsOf(x: number): bigint {
  word.setFloat64(0, x);
  return word.getBigUint64(0);
}

/** The float64 of the given bits. */
export function fromBits(bits: bigint): number {
  word.setBigUint64(0, bits);
  return word.getFloat64(0);
}

/** A finite float64, exactly. */
export function big(x: number): Big {
  if (!Number.isFinite(x)) throw new RangeError(`big(${x}): only finite numbers have a value`);
  const bits = bitsOf(x);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

/** The position of the leading bit: floor(log2(|a|)). */
export const magnitude = (a: Big): number => bitLength(a.m) + a.e - 1;

/** The float64 nearest to a, ties to even: overflow to Infinity, subnormals rounded once. */
export function toNumber(a: Big): number {
  if (a.m === 0n) return 0;
  const m = a.m < 0n ? -a.m : a.m;
  const last = Math.max(magnitude(a) - 52, -1074);
  const shift = last - a.e;
  let q = shift <= 0 ? m << BigInt(-shift) : m >> BigInt(shift);
  if (shift > 0) {
    const rest = m - (q << BigInt(shift));
    const half = 1n << BigInt(shift - 1);
    if (rest > half || (rest === half && (q & 1n) === 1n)) q += 1n;
  }
  // q has at most 53 bits (or is 2^53); both factors are exact, the product overflows only where it should.
  const up = last > 900 ? 2 ** 900 : last < -900 ? 2 ** -900 : 1;
  const v = Number(q) * up * 2 ** (last - Math.log2(up));
  return a.m < 0n ? -v : v;
}

/** Arithmetic that keeps a given number of bits; every operation truncates, so its relative error is below 2^(1 - bits). */
export class BigMath {
  readonly bits: number;
  #pi: Big | undefined;
  #ln2: Big | undefined;

  constructor(bits: number) {
    this.bits = bits;
  }

  trim(m: bigint, e: number): Big {
    const drop = bitLength(m) - this.bits;
    return drop > 0 ? { m: m >> BigInt(drop), e: e + drop } : { m, e };
  }
  add(a: Big, b: Big): Big {
    if (a.m === 0n) return b;
    if (b.m === 0n) return a;
    const [hi, lo] = a.e >= b.e ? [a, b] : [b, a];
    // What lies far below the last bit kept does not count, and must not be shifted up bit by bit.
    if (hi.e - lo.e > 3 * this.bits + bitLength(lo.m)) return hi;
    return this.trim((hi.m << BigInt(hi.e - lo.e)) + lo.m, lo.e);
  }
  negate(a: Big): Big {
    return { m: -a.m, e: a.e };
  }
  sub(a: Big, b: Big): Big {
    return this.add(a, this.negate(b));
  }
  mul(a: Big, b: Big): Big {
    return this.trim(a.m * b.m, a.e + b.e);
  }
  scale(a: Big, k: number): Big {
    return { m: a.m, e: a.e + k };
  }
  div(a: Big, b: Big): Big {
    const up = Math.max(this.bits + bitLength(b.m) - bitLength(a.m) + 2, 0);
    return this.trim((a.m << BigInt(up)) / b.m, a.e - b.e - up);
  }
  sqrt(a: Big): Big {
    if (a.m === 0n) return a;
    let up = Math.max(2 * this.bits - bitLength(a.m), 0);
    if ((a.e - up) % 2 !== 0) up += 1;
    const m = a.m << BigInt(up);
    let r = 1n << BigInt((bitLength(m) + 1) >> 1);
    for (let next = (r + m / r) >> 1n; next < r; next = (r + m / r) >> 1n) r = next;
    return this.trim(r, (a.e - up) / 2);
  }
  integer(n: number): Big {
    return { m: BigInt(n), e: 0 };
  }
  compare(a: Big, b: Big): number {
    const d = this.sub(a, b).m;
    return d > 0n ? 1 : d < 0n ? -1 : 0;
  }
  /** The integer nearest to a. */
  nearest(a: Big): bigint {
    return a.e >= 0 ? a.m << BigInt(a.e) : ((a.m >> BigInt(-a.e - 1)) + 1n) >> 1n;
  }

  /** x - x³/3 + x⁵/5 … (sign -1) or x + x³/3 + x⁵/5 … (sign 1), for |x| well below 1. */
  #odd(x: Big, sign: number): Big {
    const z = this.scale(this.mul(x, x), 0);
    let power = x;
    let sum = x;
    for (let n = 3; power.m !== 0n && magnitude(power) > magnitude(x) - this.bits - 4; n += 2) {
      power = this.mul(power, sign < 0 ? this.negate(z) : z);
      sum = this.add(sum, this.div(power, this.integer(n)));
    }
    return sum;
  }
  /** pi by Machin's formula. */
  pi(): Big {
    this.#pi ??= (() => {
      const deep = new BigMath(this.bits + 16);
      const at = (n: number) => deep.#odd(deep.div(deep.integer(1), deep.integer(n)), -1);
      return this.trim2(deep.scale(deep.sub(deep.scale(at(5), 2), at(239)), 2));
    })();
    return this.#pi;
  }
  /** ln 2 = 2 atanh(1/3). */
  ln2(): Big {
    this.#ln2 ??= (() => {
      const deep = new BigMath(this.bits + 16);
      return this.trim2(deep.scale(deep.#odd(deep.div(deep.integer(1), deep.integer(3)), 1), 1));
    })();
    return this.#ln2;
  }
  trim2(a: Big): Big {
    return this.trim(a.m, a.e);
  }

  /** exp(x) - 1 by Taylor's series after halving x until it is below 2^-8; every step keeps relative accuracy. */
  #expm1Small(x: Big): Big {
    if (x.m === 0n) return x;
    const halvings = Math.max(magnitude(x) + 9, 0);
    const r = this.scale(x, -halvings);
    let term = r;
    let sum = r;
    for (let n = 2; magnitude(term) > magnitude(r) - this.bits - 4; n++) {
      term = this.div(this.mul(term, r), this.integer(n));
      if (term.m === 0n) break;
      sum = this.add(sum, term);
    }
    // expm1(2r) = expm1(r) (expm1(r) + 2)
    for (let i = 0; i < halvings; i++) sum = this.mul(sum, this.add(sum, this.integer(2)));
    return sum;
  }
  exp(x: Big): Big {
    if (x.m === 0n) return this.integer(1);
    const k = Number(this.nearest(this.div(x, this.ln2())));
    const deep = k === 0 ? this : wider(this, 16);
    const r = deep.sub(x, deep.mul(deep.integer(k), deep.ln2()));
    return this.trim2(deep.scale(deep.add(deep.#expm1Small(r), deep.integer(1)), k));
  }
  expm1(x: Big): Big {
    if (x.m === 0n) return x;
    if (magnitude(x) < -1) return this.#expm1Small(x);
    return this.sub(wider(this, 16).exp(x), this.integer(1));
  }
  /** log(1 + x) = 2 atanh(x / (2 + x)) for |x| < 1/2. */
  #log1pSmall(x: Big): Big {
    return this.scale(this.#odd(this.div(x, this.add(this.integer(2), x)), 1), 1);
  }
  log(x: Big): Big {
    const one = this.integer(1);
    let k = magnitude(x);
    let m = this.scale(x, -k);
    if (this.compare(this.mul(m, m), this.integer(2)) > 0) {
      m = this.scale(m, -1);
      k += 1;
    }
    const small = this.#log1pSmall(wider(this, 1200).sub(m, one));
    return k === 0 ? small : this.add(small, this.mul(this.integer(k), wider(this, 16).ln2()));
  }
  log1p(x: Big): Big {
    if (x.m === 0n) return x;
    return magnitude(x) < -1 ? this.#log1pSmall(x) : this.log(wider(this, 1200).add(this.integer(1), x));
  }
  log2(x: Big): Big {
    return this.div(this.log(x), this.ln2());
  }
  log10(x: Big): Big {
    return this.div(this.log(x), this.log(this.integer(10)));
  }
  pow(x: Big, y: Big): Big {
    const deep = wider(this, 32);
    return this.trim2(deep.exp(deep.mul(y, deep.log(x))));
  }
  sinh(x: Big): Big {
    if (x.m < 0n) return this.negate(this.sinh(this.negate(x)));
    if (x.m === 0n) return x;
    const e = this.expm1(x);
    // (e + e / (e + 1)) / 2, both terms positive
    return this.scale(this.add(e, this.div(e, this.add(e, this.integer(1)))), -1);
  }
  cosh(x: Big): Big {
    const e = this.exp(x);
    return this.scale(this.add(e, this.div(this.integer(1), e)), -1);
  }
  tanh(x: Big): Big {
    if (x.m < 0n) return this.negate(this.tanh(this.negate(x)));
    if (x.m === 0n) return x;
    const e = this.expm1(this.scale(x, 1));
    return this.div(e, this.add(e, this.integer(2)));
  }
  asinh(x: Big): Big {
    const a = x.m < 0n ? this.negate(x) : x;
    const q = this.mul(a, a);
    const root = this.sqrt(this.add(this.integer(1), q));
    const r = this.log1p(this.add(a, this.div(q, this.add(this.integer(1), root))));
    return x.m < 0n ? this.negate(r) : r;
  }
  acosh(x: Big): Big {
    const t = wider(this, 1200).sub(x, this.integer(1));
    return this.log1p(this.add(t, this.sqrt(this.mul(t, this.add(t, this.integer(2))))));
  }
  atanh(x: Big): Big {
    const d = wider(this, 1200).sub(this.integer(1), x);
    return this.scale(this.log1p(this.div(this.scale(x, 1), d)), -1);
  }
  /** Sine and cosine of |r| <= 1 by Taylor's series; the cosine's own series keeps both accurate. */
  #sinCos(r: Big): [Big, Big] {
    if (r.m === 0n) return [r, this.integer(1)];
    const z = this.negate(this.mul(r, r));
    const series = (first: Big, n: number): Big => {
      let term = first;
      let sum = first;
      for (let i = n; term.m !== 0n && magnitude(term) > magnitude(first) - this.bits - 4; i += 2) {
        term = this.div(this.mul(term, z), this.integer(i * (i + 1)));
        sum = this.add(sum, term);
      }
      return sum;
    };
    return [series(r, 2), series(this.integer(1), 1)];
  }
  /** Sine and cosine; pi is taken to as many more bits as x has before its binary point, and 128 against cancellation. */
  sinCos(x: Big): [Big, Big] {
    const deep = wider(this, Math.max(magnitude(x), 0) + 128);
    const halfPi = deep.scale(deep.pi(), -1);
    const q = deep.nearest(deep.div(x, halfPi));
    const r = q === 0n ? x : deep.sub(x, deep.mul({ m: q, e: 0 }, halfPi));
    const [s, c] = this.#sinCos(this.trim2(r));
    const quarter = Number(q & 3n);
    const turned: [Big, Big] = quarter % 2 === 0 ? [s, c] : [c, this.negate(s)];
    return quarter < 2 ? turned : [this.negate(turned[0]), this.negate(turned[1])];
  }
  sin(x: Big): Big {
    return this.sinCos(x)[0];
  }
  cos(x: Big): Big {
    return this.sinCos(x)[1];
  }
  tan(x: Big): Big {
    const [s, c] = this.sinCos(x);
    return this.div(s, c);
  }
  /** atan(x) = 2 atan(x / (1 + sqrt(1 + x²))), three times, then the series. */
  atan(x: Big): Big {
    if (x.m === 0n) return x;
    if (magnitude(x) >= 1) {
      const rest = this.atan(this.div(this.integer(1), x));
      const half = this.scale(this.pi(), -1);
      return this.sub(x.m < 0n ? this.negate(half) : half, rest);
    }
    let t = x;
    for (let i = 0; i < 3; i++) {
      t = this.div(t, this.add(this.integer(1), this.sqrt(this.add(this.integer(1), this.mul(t, t)))));
    }
    return this.scale(this.#odd(t, -1), 3);
  }
  atan2(y: Big, x: Big): Big {
    if (x.m === 0n) return this.scale(y.m < 0n ? this.negate(this.pi()) : this.pi(), -1);
    const r = this.atan(this.div(y, x));
    if (x.m > 0n) return r;
    return y.m < 0n ? this.sub(r, this.pi()) : this.add(r, this.pi());
  }
  asin(x: Big): Big {
    const deep = wider(this, 1200);
    const one = this.integer(1);
    const d = this.sqrt(this.mul(deep.sub(one, x), deep.add(one, x)));
    return d.m === 0n
      ? this.scale(x.m < 0n ? this.negate(this.pi()) : this.pi(), -1)
      : this.atan(this.div(x, d));
  }
  acos(x: Big): Big {
    const deep = wider(this, 1200);
    const one = this.integer(1);
    const up = deep.add(one, x);
    if (up.m === 0n) return this.pi();
    return this.scale(this.atan(this.sqrt(this.div(deep.sub(one, x), up))), 1);
  }
  cbrt(x: Big): Big {
    if (x.m === 0n) return x;
    const a = x.m < 0n ? this.negate(x) : x;
    const r = wider(this, 16).exp(this.div(wider(this, 16).log(a), this.integer(3)));
    return x.m < 0n ? this.negate(r) : r;
  }
  hypot(...xs: Big[]): Big {
    return this.sqrt(xs.reduce((sum, x) => this.add(sum, this.mul(x, x)), this.integer(0)));
  }
}

const kept = new Map<number, BigMath>();

/** The same arithmetic with more bits; kept, so that pi and ln 2 are worked out once for each 64 bits. */
export function wider(math: BigMath, more: number): BigMath {
  const bits = Math.ceil((math.bits + more) / 64) * 64;
  let found = kept.get(bits);
  if (found === undefined) {
    found = new BigMath(bits);
    kept.set(bits, found);
  }
  return found;
}
