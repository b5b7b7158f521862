// Where to try each function of Math: fixed hard spots first, then random points of several kinds, from a seed.
// The ranges lean on the places where the reductions change, cancel, overflow or underflow.
import { fromBits } from "../../oracle/bigmath.ts";

/** A small generator of our own (SplitMix32 by Steele and others), so that the points do not depend on what is tested. */
export class Draw {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  word(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
  /** Uniform in [a, b). */
  in(a: number, b: number): number {
    return a + (b - a) * ((this.word() + this.word() / 2 ** 32) / 2 ** 32);
  }
  /** 2 to a uniform power in [a, b), sign at random. */
  log(a: number, b: number): number {
    const e = this.in(a, b);
    const v = e < -1000 ? 2 ** (e + 100) * 2 ** -100 : 2 ** e;
    return this.word() & 1 ? v : -v;
  }
  plus(a: number, b: number): number {
    return Math.abs(this.log(a, b));
  }
  /** Any finite float64, all bit patterns equally likely. */
  bits(): number {
    for (;;) {
      const x = fromBits((BigInt(this.word()) << 32n) | BigInt(this.word()));
      if (Number.isFinite(x)) return x;
    }
  }
}

export interface Plan {
  readonly spots: number[][];
  readonly kinds: ((d: Draw) => number[])[];
}

const MAX = Number.MAX_VALUE;
const TINY = 5e-324;
const NORMAL = 2.2250738585072014e-308;
const EPS = 2 ** -52;
const everywhere = [
  TINY,
  3 * TINY,
  NORMAL - TINY,
  NORMAL,
  1e-300,
  1e-20,
  2 ** -27,
  0.5,
  1 - EPS / 2,
  1,
  1 + EPS,
  2,
];
const both = (xs: number[]): number[][] => xs.flatMap((x) => [[x], [-x]]);

/** x and the floats around it. */
const around = (x: number, n = 3): number[] =>
  Array.from({ length: 2 * n + 1 }, (_, i) => x * (1 + (i - n) * EPS)).filter(Number.isFinite);

const trig: Plan = {
  spots: both([
    ...everywhere,
    MAX,
    // The float64 closest to a multiple of pi/2 (Kahan; Muller, Elementary Functions, table 11.1).
    6381956970095103 * 2 ** 797,
    ...[1e22, 2 ** 1023, 1048575.5, 1048576, 1e5 * Math.PI],
    ...[1, 2, 3, 4, 5, 7, 11, 355, 710, 5419351, 122925461, 2 ** 19].flatMap((k) =>
      around((k * Math.PI) / 4),
    ),
  ]),
  kinds: [
    (d) => [d.bits()],
    (d) => [d.in(-0.8, 0.8)],
    (d) => [d.in(-10, 10)],
    (d) => [d.log(-30, 25)],
    (d) => [d.log(19, 1024)],
    (d) => [Math.floor(d.in(-1e6, 1e6)) * (Math.PI / 2)],
    (d) => [Math.floor(d.plus(0, 60)) * (Math.PI / 4) * (1 + Math.floor(d.in(-3, 3)) * EPS)],
  ],
};

const logarithm: Plan = {
  spots: [
    ...everywhere.map((x) => [x]),
    [MAX],
    // Lefèvre and Muller's worst case for rounding the logarithm correctly.
    [fromBits(0x6a562a88613629b5n)],
    ...around(Math.SQRT1_2, 8).map((x) => [x]),
    ...around(Math.SQRT2, 8).map((x) => [x]),
    ...around(1, 20).map((x) => [x]),
    ...Array.from({ length: 60 }, (_, i) => [10 ** (i - 30)]),
    ...Array.from({ length: 60 }, (_, i) => [2 ** (35 * i - 1074)]),
  ],
  kinds: [
    (d) => [Math.abs(d.bits())],
    (d) => [d.in(0.5, 2)],
    (d) => [1 + d.log(-52, -1)],
    (d) => [d.in(0, 100)],
    (d) => [d.plus(-1074, -1021)],
  ],
};

const exponential: Plan = {
  spots: both([
    ...everywhere,
    // Lefèvre and Muller's worst case for the exponential.
    7.541752774995959e-10,
    ...around(709.782712893384, 6),
    ...around(745.1332191019411, 6),
    ...around(708.3964185322641, 6),
    ...around(710.475860073944, 6),
    ...[708, 1e-8, 22, 36.7, 37.5, 40, 45, 0.55, 20, 350].flatMap((x) => around(x)),
    ...Array.from({ length: 40 }, (_, i) => (i + 0.5) * Math.LN2),
  ]),
  kinds: [
    (d) => [d.log(-1074, 9.5)],
    (d) => [d.in(-1, 1)],
    (d) => [d.in(-40, 40)],
    (d) => [d.in(-746, 711)],
    (d) => [-d.in(708, 745.2)],
  ],
};

const unit: Plan = {
  spots: both([
    ...everywhere.filter((x) => x <= 1),
    ...around(0.5),
    ...[0.1, 0.9, 0.99999].flatMap((x) => around(x)),
  ]),
  kinds: [
    (d) => [d.in(-1, 1)],
    (d) => [d.log(-1074, 0)],
    (d) => [1 - d.plus(-53, -1)],
    (d) => [-1 + d.plus(-53, -1)],
    (d) => [d.in(0.45, 0.55)],
  ],
};

const line: Plan = {
  spots: both([
    ...everywhere,
    MAX,
    2 ** 28,
    2 ** 53,
    ...around(0.41421356237309503),
    ...around(2.414213562373095),
  ]),
  kinds: [(d) => [d.bits()], (d) => [d.in(-1, 1)], (d) => [d.in(-4, 4)], (d) => [d.log(-60, 60)]],
};

const plane: Plan = {
  spots: [
    [3, 4],
    [TINY, TINY],
    [MAX, MAX / 4],
    [MAX, TINY],
    [TINY, MAX],
    [1, 1],
    [NORMAL, 3 * NORMAL],
    [1, 2 ** -600],
  ].flatMap(([a, b]) => [
    [a, b],
    [-a, b],
    [b, -a],
    [-b, -a],
  ]),
  kinds: [
    (d) => [d.bits(), d.bits()],
    (d) => [d.in(-4, 4), d.in(-4, 4)],
    (d) => {
      const a = d.log(-1074, 1022);
      return [a, a * d.in(-2, 2)];
    },
    (d) => {
      const a = d.log(-1074, 900);
      return [a * d.log(-60, 60), a];
    },
    (d) => {
      const a = d.log(-1074, -1000);
      return [a, a * d.in(0.01, 4)];
    },
  ],
};

const power: Plan = {
  spots: [
    ...[0.1, 3, 10, 1 + EPS, 1 - EPS / 2, TINY, MAX, NORMAL, 0.7071067811865475].flatMap((x) =>
      [1, -1, 0.5, 3, 5, -7, 1 / 3, 17, 1e-300, 1e10, 4503599627370496].map((y) => [x, y]),
    ),
    ...Array.from({ length: 30 }, (_, i) => [10, i - 324]),
    ...Array.from({ length: 30 }, (_, i) => [2, i - 1080]),
    [1 + EPS, 3.1969e18],
    [1 - EPS / 2, 6.39e18],
  ],
  kinds: [
    (d) => [Math.abs(d.bits()), d.log(-20, 1)],
    (d) => [d.in(0.5, 2), d.in(-100, 100)],
    (d) => [d.in(0, 100), d.in(-10, 10)],
    (d) => [d.in(0, 30), Math.floor(d.in(-20, 20))],
    (d) => [1 + d.log(-52, -5), d.log(5, 62)],
    (d) => [d.in(0.9, 1.1), d.in(-3000, 3000)],
    (d) => [d.in(0, 10), d.in(-330, -300)],
    (d) => [d.plus(-1074, 1024), d.log(-1074, 10)],
  ],
};

/** The points of each function that has an accuracy of its own. */
export const plans: Readonly<Record<string, Plan>> = {
  exp: exponential,
  expm1: exponential,
  log: logarithm,
  log2: logarithm,
  log10: logarithm,
  log1p: {
    spots: [
      ...both([...everywhere.filter((x) => x < 1), 0.4, 0.25]),
      [MAX],
      [1],
      [2 ** 53],
      ...around(-0.25).map((x) => [x]),
    ],
    kinds: [
      (d) => [d.in(-1, 3)],
      (d) => [d.log(-1074, -1)],
      (d) => [d.plus(-60, 1024)],
      (d) => [-1 + d.plus(-53, 0)],
      (d) => [d.in(-0.3, 0.45)],
    ],
  },
  pow: power,
  sin: trig,
  cos: trig,
  tan: trig,
  asin: unit,
  acos: unit,
  atan: line,
  atan2: plane,
  sinh: exponential,
  cosh: exponential,
  tanh: { spots: exponential.spots, kinds: [...exponential.kinds.slice(0, 3), (d) => [d.in(-4, 4)]] },
  asinh: line,
  acosh: {
    spots: [[1], [2], [MAX], [2 ** 28], [268435455.5], ...around(1, 9).map((x) => [x])].filter(
      ([x]) => x >= 1,
    ),
    kinds: [
      (d) => [1 + d.plus(-52, 10)],
      (d) => [d.in(1, 3)],
      (d) => [d.plus(0, 1024)],
      (d) => [d.in(3, 100)],
    ],
  },
  atanh: unit,
  cbrt: {
    spots: both([...everywhere, 8, 27, 1000, MAX]),
    kinds: [(d) => [d.bits()], (d) => [d.in(-8, 8)], (d) => [d.log(-1074, -1000)]],
  },
  hypot2: plane,
  hypot3: {
    spots: plane.spots.flatMap(([a, b]) => [
      [a, b, a],
      [b, a, b],
    ]),
    kinds: plane.kinds.map((kind) => (d: Draw) => {
      const [a, b] = kind(d);
      return [a, b, d.word() & 1 ? a * d.in(-1, 1) : b * d.in(-1, 1)];
    }),
  },
};
