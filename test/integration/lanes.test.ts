// Loops in vector lanes against the same loops one at a time, and against plain JavaScript: bit for bit, for gangs of
// every size, trip counts around them, and all that makes lanes part.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap } from "../../src/heap/index.ts";
import { jit, prange } from "../../src/jit/index.ts";
import { WIDE_PRODUCTS } from "../compiler/backend/c/host.ts";

// A C compiler takes a quarter of a second for each.
const SLOW = process.env.AMDAHL_TARGET === "native";
const GANGS = SLOW ? (["off", 4, "auto"] as const) : (["off", 2, 4, 8, 16, "auto"] as const);

const UGLY = [
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ],
  ...[
    2 ** 31,
    2 ** 31 - 1,
    -(2 ** 31),
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 32 + 3,
    2 ** 53,
    -(2 ** 53) - 2,
    1e300,
    5e-324,
  ],
  ...[4294967297.7, -4294967299.3, 123456789.123, 0.1, 1e-310, 709.9, -745.2, Math.PI],
];

type Kernel = (...args: never[]) => unknown;
type Two = [Float64Array, Float64Array];

/** Runs `f` plainly and in every gang on fresh arguments, and compares all arrays bit for bit. */
function agrees<F extends Kernel>(f: F, make: () => readonly unknown[], lanes = true): void {
  const args = (): Parameters<F> => make() as unknown as Parameters<F>;
  const expected = args();
  f(...expected);
  for (const gang of GANGS) {
    const kernel = jit(f, { lanes: gang, parallel: false });
    const given = args();
    kernel(...given);
    for (const [i, a] of given.entries()) sameBits(a, expected[i], `argument ${i} with lanes ${gang}`);
    if (lanes && gang === 4) assert.ok(inLanes(kernel, 4), `${String(kernel.diagnostics())}`);
  }
}

/** As `deepEqual`, but that of NaNs every one is the same: the sign of what comes of Infinity - Infinity is anybody's. */
function sameBits(found: unknown, expected: unknown, where: string): void {
  const plain = (a: unknown): unknown => (a instanceof Float64Array ? Array.from(a) : a);
  assert.deepEqual(plain(found), plain(expected), where);
}

function inLanes(f: { diagnostics(): { toString(): string } }, gang: number): boolean {
  return new RegExp(`lanes: ${gang} lanes`).test(String(f.diagnostics()));
}

const doubles = (n: number, of: (i: number) => number): Float64Array => {
  const a = heap.array(Float64Array, n);
  for (let i = 0; i < n; i++) a[i] = of(i);
  return a;
};

const ugly = (n = 101): Float64Array => doubles(n, (i) => UGLY[(i * 7) % UGLY.length]);

test("every number of iterations from 0 to 40, from every start", () => {
  const f = (x: Float64Array, y: Float64Array, from: number, to: number) => {
    for (let i = from; i < to; i++) y[i] = 2 * x[i] - y[i];
  };
  for (const gang of [2, 4, 8, 16]) {
    const kernel = jit(f, { lanes: gang });
    for (const from of [0, 1, 3]) {
      for (let n = 0; n <= 40; n++) {
        const [x, y] = [ugly(50), doubles(50, Math.sin)];
        const z = Float64Array.from(y);
        kernel(x, y, from, from + n);
        f(x, z, from, from + n);
        assert.deepEqual(y, z, `${n} iterations from ${from} in gangs of ${gang}`);
      }
    }
    assert.ok(inLanes(kernel, gang));
  }
});

test("arithmetic, rounding and comparisons have the same bits in lanes", () => {
  const kernels: Record<string, (x: Float64Array, y: Float64Array) => void> = {
    sums: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = (x[i] + y[i]) * x[i] - y[i] / x[i];
    },
    rounding: (x, y) => {
      for (let i = 0; i < x.length; i++)
        y[i] = Math.floor(x[i]) + Math.ceil(y[i]) - Math.trunc(x[i]) + Math.fround(x[i]) + Math.abs(y[i]);
    },
    roots: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.sqrt(x[i]) - -x[i];
    },
    extremes: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.min(x[i], y[i]) / Math.max(x[i], y[i]);
    },
    choices: (x, y) => {
      for (let i = 0; i < x.length; i++)
        y[i] = x[i] < y[i] ? 1 : x[i] >= 2 && x[i] !== y[i] ? -0 : x[i] === y[i] || !(x[i] > 0) ? x[i] : 7;
    },
    truth: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = x[i] ? (y[i] ? 3 : x[i]) : y[i];
    },
    words: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = (x[i] | 0) + (x[i] >>> 0) + ((x[i] ^ y[i]) & 255);
    },
    shifts: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = (x[i] << 3) + (x[i] >> 5) + (x[i] >>> 7);
    },
    counter: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = i * 0.5 + (i - 3) * x[i];
    },
  };
  for (const f of Object.values(kernels))
    agrees(f, () => [ugly(), doubles(101, (i) => UGLY[(i * 11 + 3) % UGLY.length])]);
});

test("elements of every width, read and written", () => {
  const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array];
  for (const Kind of kinds) {
    const whole = (n: number, of: (i: number) => number): Int32Array => {
      const a = heap.array(Kind as typeof Int32Array, n);
      for (let i = 0; i < n; i++) a[i] = of(i);
      return a;
    };
    const mixed = (x: Int32Array, d: Float64Array, y: Int32Array) => {
      for (let i = 0; i < x.length; i++) {
        d[i] = d[i] * 0.5 + x[i];
        y[i] = x[i] * 3 - d[i];
      }
    };
    agrees(mixed, () => [whole(77, (i) => i * 40503 - 99999), ugly(77), whole(77, () => 0)]);
  }
});

test("elements at a distance, and where an array of indices says", () => {
  const strided = (x: Float64Array, y: Float64Array, n: number, step: number) => {
    for (let i = 0; i < n; i++) y[i * step] = x[3 * i + 1];
  };
  agrees(strided, () => [ugly(200), doubles(200, () => 0), 60, 3], false);
  const gathered = (x: Float64Array, at: Uint8Array, y: Float64Array) => {
    for (let i = 0; i < y.length; i++) y[i] = x[at[i]];
  };
  const indices = (): Uint8Array => {
    const a = heap.array(Uint8Array, 90);
    for (let i = 0; i < 90; i++) a[i] = (i * 37) % 256;
    return a;
  };
  agrees(gathered, () => [ugly(256), indices(), doubles(90, () => 0)]);
});

test("lanes part: branches, ends of loops, jumps out of two loops, early rounds", () => {
  const kernels: Record<string, (x: Float64Array, y: Float64Array) => void> = {
    branches: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        let v = y[i];
        if (x[i] > 0) {
          v += 1;
          if (x[i] > 1) v *= 2;
          else v -= x[i];
        } else if (x[i] < 0) v = -v;
        y[i] = v;
      }
    },
    storesUnderMasks: (x, y) => {
      for (let i = 0; i < x.length; i++) if (x[i] > 0) y[i] = x[i];
    },
    escape: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        let [a, n] = [0.1, 0];
        while (n < 30 && a * a < 4) {
          a = a * a + x[i];
          n++;
        }
        y[i] = n + a;
      }
    },
    ownCounts: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        let s = 0;
        for (let k = i % 5; k < (i * 7) % 11; k++) s += k * x[i];
        y[i] = s;
      }
    },
    labelled: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        let s = 0;
        outer: for (let j = 0; j < 6; j++) {
          for (let k = 0; k < 6; k++) {
            if (k === i % 4) continue outer;
            if (j * k > i % 9) break outer;
            s += x[i] + j * k;
          }
          s -= 1;
        }
        y[i] = s;
      }
    },
    earlyRounds: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        if (x[i] < 0) continue;
        let s = 0;
        for (let k = 0; k < 7; k++) {
          if ((k + i) % 3 === 0) continue;
          s = s * 2 + k;
        }
        y[i] = s;
      }
    },
    switches: (x, y) => {
      for (let i = 0; i < x.length; i++) {
        switch (i % 4) {
          case 0:
            y[i] = x[i];
            break;
          case 1:
          case 2:
            y[i] *= x[i];
            break;
          default:
            y[i] = -0;
        }
      }
    },
  };
  for (const [name, f] of Object.entries(kernels))
    agrees(f, () => [ugly(), doubles(101, Math.cos)], name !== "labelled" && name !== "switches");
});

test("what nobody looks at in a lane that is off may be anything", () => {
  const f = (x: Float64Array, y: Float64Array, n: number) => {
    for (let i = 0; i < y.length; i++) {
      if (i < n) y[i] = Math.sqrt(x[i]) + 1 / x[i];
      else y[i] = -1;
    }
  };
  for (const n of [0, 1, 5, 17, 33]) {
    const expected = doubles(33, () => 0);
    f(ugly(33), expected, n);
    const found = doubles(33, () => 0);
    jit(f, { lanes: 8 })(ugly(33), found, n);
    assert.deepEqual(found, expected);
  }
});

test("a function that is too large to be seen through may read what another iteration writes", () => {
  function before(a: Float64Array, i: number): number {
    let s = 0;
    for (let k = 0; k < 2; k++) s += Math.sin(k) * Math.cos(k) * Math.tan(k) * Math.exp(k) * Math.sinh(k);
    for (let k = 0; k < 2; k++) s += Math.sin(k) * Math.cos(k) * Math.tan(k) * Math.exp(k) * Math.sinh(k);
    return a[i - 1] * 0.5 + s * 0;
  }
  const f = (a: Float64Array) => {
    for (let i = 1; i < a.length; i++) a[i] = before(a, i);
  };
  agrees(f, () => [doubles(20, () => 1)], false);
});

test("a reach that is half a window, rounded down, is a whole number, also of a window that is none", () => {
  const f = (x: Float64Array, y: Float64Array, window: number) => {
    const reach = Math.floor(window / 2);
    for (let i = reach; i < x.length - reach; i++) {
      let s = 0;
      for (let d = -reach; d <= reach; d++) s += x[i + d];
      y[i] = s / window;
    }
  };
  for (const window of [1, 7, 8, 7.5]) {
    const expected = doubles(50, () => 0);
    f(ugly(50), expected, window);
    const kernel = jit(f, { lanes: 8 });
    const found = doubles(50, () => 0);
    kernel(ugly(50), found, window);
    assert.deepEqual(found, expected);
    assert.equal(inLanes(kernel, 8), Number.isInteger(window));
    kernel(ugly(50), found, 3.5);
    f(ugly(50), expected, 3.5);
    assert.deepEqual(found, expected);
  }
});

test("functions of Math in lanes have the bits that they have one at a time", () => {
  const kernels: Record<string, (x: Float64Array, y: Float64Array) => void> = {
    exp: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
    },
    sin: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.sin(x[i]) + Math.cos(x[i]) * Math.tan(x[i]);
    },
    log: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]) + Math.log1p(x[i]) + Math.log2(x[i]);
    },
    pow: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = x[i] ** y[i];
    },
    roots: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.cbrt(x[i]) + Math.hypot(x[i], y[i]);
    },
    hyperbolic: (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]) + Math.expm1(x[i]) + Math.atan2(x[i], y[i]);
    },
  };
  const input = (n: number): Float64Array =>
    doubles(n, (i) => (i < UGLY.length ? UGLY[i] : Math.tan(i * 1.37) * 2 ** ((i % 40) - 20)));
  for (const [name, f] of Object.entries(kernels)) {
    const one = jit(f, { lanes: "off" });
    const expected = doubles(500, Math.cos);
    one(input(500), expected);
    for (const gang of [2, 4, 8]) {
      const found = doubles(500, Math.cos);
      const kernel = jit(f, { lanes: gang });
      kernel(input(500), found);
      sameBits(found, expected, `${name} in gangs of ${gang}`);
      assert.ok(inLanes(kernel, gang), `${name}: ${kernel.diagnostics()}`);
    }
  }
});

test("huge angles in some lanes: each of them is reduced by itself, under whatever mask it stands", () => {
  const huge = [1e22, 2 ** 1023, -(2 ** 60), 1e300, -1e15, 6381956970095103 * 2 ** 797, Math.PI, 22, 0];
  agrees(
    (x: Float64Array, y: Float64Array) => {
      for (let i = 0; i < x.length; i++) {
        let sum = 0;
        for (let j = 0; j < i % 5; j++) {
          if (x[i] > 0) sum += Math.abs(x[i]) % 3;
          if (j === 3 && x[i] < 0) break;
          sum += y[i] >> j;
        }
        y[i] = sum;
      }
    },
    () => [doubles(61, (i) => huge[i % huge.length] * (i % 2 === 0 ? 1 : -1)), doubles(61, (i) => 1e9 * i)],
  );
  const angles = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < x.length; i++)
      y[i] = x[i] > -1e16 ? Math.sin(x[i]) + Math.cos(2 * x[i]) : Math.tan(x[i]);
  };
  const input = (): Two => [
    doubles(61, (i) => huge[(i * 4) % huge.length] * (i % 3) - i),
    doubles(61, () => 7),
  ];
  const [x, expected] = input();
  jit(angles, { lanes: "off" })(x, expected);
  for (const gang of [2, 4, 8, 16]) {
    const [p, found] = input();
    const kernel = jit(angles, { lanes: gang });
    kernel(p, found);
    assert.deepEqual(found, expected, `gangs of ${gang}`);
    assert.ok(inLanes(kernel, gang));
  }
});

test("what WebAssembly has no vectors for is computed lane by lane: %, shifts by each lane's count, clz32", () => {
  agrees(
    (x: Float64Array, y: Float64Array) => {
      for (let i = 0; i < x.length; i++) {
        const rest = x[i] % y[i];
        // Which of its bits a NaN has is nobody's business.
        y[i] = Number.isNaN(rest) ? 77 : rest;
      }
    },
    () => [doubles(400, (i) => UGLY[i % UGLY.length]), doubles(400, (i) => UGLY[(i * 7 + 3) % UGLY.length])],
  );
  agrees(
    (x: Float64Array, y: Float64Array, k: Int32Array) => {
      for (let i = 0; i < x.length; i++) y[i] = (k[i] << (i & 31)) + (k[i] >>> (k[i] & 7)) + (k[i] >> i);
    },
    () => [
      doubles(75, Math.sin),
      doubles(75, Math.cos),
      Int32Array.from({ length: 75 }, (_, i) => Math.imul(i, 0x9e3779b1)),
    ],
  );
  agrees(
    (k: Int32Array, u: Uint8Array) => {
      for (let i = 0; i < k.length; i++) u[i] = Math.clz32(k[i] >>> (i & 15));
    },
    () => [Int32Array.from({ length: 75 }, (_, i) => Math.imul(i, 0x9e3779b1)), new Uint8Array(75)],
  );
});

test("a reduction of a large body: its passes over a chunk are a loop, and its bits are those of every gang", () => {
  const area = (n: number): number => {
    let sum = 0;
    for (const i of prange(n)) {
      const x = (i + 0.5) / n;
      sum += Math.sqrt(1 - x * x) + Math.exp(-x) * Math.sin(1e5 * x) + Math.log(x) * Math.cos(x);
    }
    return sum;
  };
  for (const n of [0, 1, 33, 2049, 10_000]) {
    const expected = jit(area, { lanes: "off", parallel: false })(n);
    for (const lanes of [2, 4, 8, 16, "auto"] as const)
      for (const parallel of [false, 3] as const)
        assert.equal(
          jit(area, { lanes, parallel })(n),
          expected,
          `${n}, lanes ${lanes}, threads ${parallel}`,
        );
  }
});

test("arrays that overlap run one at a time", () => {
  const f = (x: Float64Array, y: Float64Array) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i] + 1;
  };
  const kernel = jit(f, { lanes: 4 });
  for (const shift of [0, 1, 3, 4, 16]) {
    const whole = doubles(60, Math.sin);
    const plain = Float64Array.from(whole);
    f(plain.subarray(0, 40), plain.subarray(shift, 40 + shift));
    kernel(whole.subarray(0, 40), whole.subarray(shift, 40 + shift));
    assert.deepEqual(whole, plain, `shifted by ${shift}`);
  }
});

test("an index out of range in one lane: what came before is stored, and the error is that iteration's", () => {
  const f = (x: Float64Array, y: Float64Array, n: number) => {
    for (let i = 0; i < n; i++) y[i] = x[i] + 1;
  };
  const y = doubles(22, () => 0);
  assert.throws(
    () =>
      jit(f, { lanes: 8 })(
        doubles(30, () => 1),
        y,
        25,
      ),
    /Index 22 is out of range.*length 22/s,
  );
  assert.deepEqual(y, new Float64Array(22).fill(2));
});

test("a prange loop in lanes, and its reductions: the same bits for every gang and number of threads", () => {
  const sums = (x: Float64Array, y: Float64Array): number[] => {
    let [sum, product, least, most] = [0, 1, 1e9, -1e9];
    for (const i of prange(x.length)) {
      const v = x[i] > 0 ? x[i] : y[i] * 0.5;
      y[i] = v;
      sum += v;
      product *= 1 + v * 1e-4;
      if (v > 0.2) least = Math.min(least, v);
      most = Math.max(most, v - y[i]);
    }
    return [sum, product, least, most];
  };
  for (const n of [0, 1, 31, 32, 33, 64, 1000, 2047, 2048, 2049, 40_000]) {
    const input = (): Two => [doubles(n, Math.sin), doubles(n, Math.cos)];
    const [x, y] = input();
    const expected = jit(sums, { lanes: "off", parallel: false })(x, y);
    for (const lanes of SLOW ? ([8, "auto"] as const) : ([2, 4, 8, 16, "auto"] as const)) {
      for (const parallel of SLOW ? ([false, 3] as const) : ([false, 1, 2, 3] as const)) {
        const [p, q] = input();
        const found = jit(sums, { lanes, parallel })(p, q);
        assert.deepEqual(found, expected, `${n} iterations, lanes ${lanes}, ${parallel} threads`);
        assert.deepEqual(q, y);
      }
    }
  }
});

test("sums in an array are jammed in prange too: the same bits for every gang and number of threads", () => {
  const powers = (x: Float64Array, sums: Float64Array): void => {
    for (const i of prange(1, x.length)) {
      const scale = x[i] + x[i - 1];
      for (let k = 0; k < sums.length; k++) sums[k] += scale * (k + x[i]) + 0.1;
    }
  };
  for (const n of [0, 1, 2, 5, 33, 1000, 5001, 40_000]) {
    const x = doubles(n, Math.sin);
    for (const m of [1, 4, 7]) {
      const expected = doubles(m, Math.cos);
      jit(powers, { lanes: "off", parallel: false })(x, expected);
      for (const lanes of SLOW ? (["auto"] as const) : ([2, 8, "auto"] as const)) {
        for (const parallel of SLOW ? ([false, 3] as const) : ([false, 1, 2, 3] as const)) {
          const sums = doubles(m, Math.cos);
          const kernel = jit(powers, { lanes, parallel });
          kernel(x, sums);
          assert.deepEqual(sums, expected, `${n} iterations, ${m} sums, lanes ${lanes}, ${parallel} threads`);
          if (n > 100 && m > 1)
            assert.match(String(kernel.diagnostics()), /4 iterations at once by the loop inside/);
        }
      }
    }
  }
  // Where the sums are among what is added, they are copies all the same.
  const same = (x: Float64Array): void => {
    for (const i of prange(2, 50)) for (let k = 0; k < 2; k++) x[k] += i;
  };
  const x = doubles(60, Math.sin);
  const y = Float64Array.from(x);
  jit(same)(x);
  same(y);
  for (let k = 0; k < 60; k++) assert.ok(Math.abs(x[k] - y[k]) < 1e-9, `element ${k}`);
});

test("reassoc adds a serial sum as prange does, with the same bits in every gang", () => {
  const serial = (x: Float64Array): number => {
    let s = 0;
    for (let i = 0; i < x.length; i++) s += x[i] * x[i];
    return s;
  };
  const parallel = (x: Float64Array): number => {
    let s = 0;
    for (const i of prange(x.length)) s += x[i] * x[i];
    return s;
  };
  for (const n of [0, 1, 33, 5000]) {
    const x = doubles(n, Math.sin);
    const expected = jit(parallel)(x);
    for (const lanes of GANGS)
      assert.equal(jit(serial, { lanes, fastmath: ["reassoc"] })(x), expected, `${n}, lanes ${lanes}`);
  }
});

test("a product of matrices: the middle loop is jammed, with the plain bits for every size, step and overlap", () => {
  const multiply = (a: Float64Array, b: Float64Array, c: Float64Array, n: number, m: number): void => {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        for (let j = 0; j < m; j++) c[i * m + j] += a[i * n + k] * b[k * m + j];
      }
    }
  };
  for (const [n, m] of [
    [0, 3],
    [1, 1],
    [3, 7],
    [4, 4],
    [5, 0],
    [7, 21],
    [13, 16],
  ] as const) {
    const make = () => [doubles(n * n, Math.sin), doubles(n * m, Math.cos), doubles(n * m, Math.tan), n, m];
    agrees(multiply, make, n > 1 && m > 1);
    // The product over one of its factors, and over both.
    agrees(
      multiply,
      () => {
        const x = doubles(400, Math.sin);
        return [x, doubles(n * m, Math.cos), x, n, m];
      },
      false,
    );
    agrees(
      multiply,
      () => {
        const x = doubles(500, Math.sin);
        return [x.subarray(3, 403), x.subarray(1, 401), x.subarray(0, 400), n, m];
      },
      false,
    );
  }
  const kernel = jit(multiply);
  kernel(doubles(64, Math.sin), doubles(64, Math.cos), doubles(64, Math.tan), 8, 8);
  assert.match(
    String(kernel.diagnostics()),
    WIDE_PRODUCTS
      ? /lanes: changed about with the loop inside, in tiles/
      : /lanes: 4 iterations at once by the loop inside/,
  );
});

test("what may be jammed: sums over what the inner loop does not count, in any step, through names of their own", () => {
  const jams = (f: { diagnostics(): { toString(): string } }): boolean =>
    /iterations at once by the loop inside/.test(String(f.diagnostics()));
  const kernels: [boolean, (x: Float64Array, y: Float64Array, n: number) => void][] = [
    [
      true,
      (x, y, n) => {
        for (let k = 1; k <= n; k += 2) {
          const scale = 0.5 * k;
          const from = k * 2;
          for (let j = 0; j < 15; j++) {
            const t = x[from + j] * scale;
            y[j] = y[j] - t * x[k] + Math.sqrt(j);
          }
        }
      },
    ],
    // What an iteration reads first is apart from what is written, or the arrays are told apart before.
    [
      true,
      (x, y, n) => {
        for (let k = 0; k < n; k++) {
          const t = x[k];
          for (let j = 0; j < 15; j++) y[j] += t * (j < k ? x[j + k] : -1);
        }
      },
    ],
    // What an iteration reads first has been written by the one before.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) {
          const t = y[k];
          for (let j = 0; j < 15; j++) y[j] += t * x[j];
        }
      },
    ],
    // Where the element lies is computed inside; names are set twice.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++)
          for (let j = 0; j < 15; j++) {
            const at = Math.floor(j / 2) * 2 + (j & 1);
            y[at] += x[k] * at;
          }
      },
    ],
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) {
          let t = n;
          const u = t + k;
          t = 2 * k;
          for (let j = 0; j < 15; j++) y[j] += x[u] * t;
        }
      },
    ],
    // Each iteration reads what the one before has written to another element.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) for (let j = 0; j < 15; j++) y[j] = y[j] + y[j + 1] * x[k];
      },
    ],
    // The element depends on the outer variable.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) for (let j = 0; j < 15; j++) y[j + k] += x[k] * x[j];
      },
    ],
    // A sum goes from one outer iteration to the next.
    [
      false,
      (x, y, n) => {
        let s = 0;
        for (let k = 0; k < n; k++) {
          s = s + x[k];
          for (let j = 0; j < 15; j++) y[j] += s * x[j];
        }
      },
    ],
    // The inner loop's end depends on the outer variable.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) for (let j = 0; j < k; j++) y[j] += x[k] * x[j];
      },
    ],
    // The inner loop counts on what the outer one reads.
    [
      false,
      (x, y, n) => {
        for (let k = 0; k < n; k++) {
          const end = Math.floor(Math.abs(x[k]) * 10);
          for (let j = 0; j < end; j++) y[j] += x[k];
        }
      },
    ],
  ];
  for (const [i, [expected, f]] of kernels.entries()) {
    for (const n of [0, 1, 2, 3, 4, 5, 8, 13]) {
      agrees(f, () => [doubles(80, Math.sin), doubles(80, Math.cos), n], false);
      agrees(
        f,
        () => {
          const x = doubles(120, Math.sin);
          return [x.subarray(7, 87), x.subarray(0, 80), n];
        },
        false,
      );
    }
    const kernel = jit(f);
    kernel(doubles(80, Math.sin), doubles(80, Math.cos), 5);
    assert.equal(jams(kernel), expected, `kernel ${i}: ${kernel.diagnostics()}`);
  }
});

const rowsAtOnce = (f: { diagnostics(): { toString(): string } }): number =>
  Number(/lanes: (\d) iterations at once by the loops inside/.exec(String(f.diagnostics()))?.[1] ?? 1);

type Product = (a: Float64Array, b: Float64Array, c: Float64Array, n: number, m: number) => void;

const products: Record<string, [number, Product]> = {
  "row by row, column by column, sum by sum": [
    4,
    (a, b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = 0;
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * m + j];
          c[i * m + j] = s;
        }
    },
  ],
  "the same on all cores": [
    4,
    (a, b, c, n, m) => {
      for (const i of prange(n))
        for (let j = 0; j < m; j++) {
          let s = 0;
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * m + j];
          c[i * m + j] = s;
        }
    },
  ],
  "every other row, on what is there, from what is before": [
    4,
    (a, b, c, n, m) => {
      for (let i = 1; i < n; i += 2) {
        const scale = a[i] + i;
        for (let j = 0; j < m; j++) {
          let s = c[i * m + j] * scale;
          for (let k = 1; k < n; k += 3) s = s / 2 - a[i * n + k] * b[k * m + j] * b[j];
          c[i * m + j] = s;
        }
      }
    },
  ],
  "two sums": [
    2,
    (a, b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = 0;
          let t = 1;
          for (let k = 0; k < n; k++) {
            s += a[i * n + k] * b[k * m + j];
            t *= a[i * n + k];
          }
          c[i * m + j] = s - t * i;
        }
    },
  ],
  "three sums of each row": [
    1,
    (a, b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = 0;
          let t = 0;
          let u = 0;
          for (let k = 0; k < n; k++) {
            s += a[i * n + k] * b[k * m + j];
            t += a[i * n + k] - b[k * m + j];
            u = Math.max(u, a[i * n + k]);
          }
          c[i * m + j] = s - t * u;
        }
    },
  ],
  "the middle one of three loops is jammed itself": [
    WIDE_PRODUCTS ? 4 : 2,
    (a, b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let k = 0; k < n; k++) for (let j = 0; j < m; j++) c[i * m + j] += a[i * n + k] * b[k * m + j];
    },
  ],
  "rows that are not alike": [
    1,
    (a, b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = 0;
          for (let k = 0; k < i; k++) s += a[i * n + k] * b[k * m + j];
          c[i * m + j] = s;
        }
    },
  ],
  "nothing is read for all of them": [
    1,
    (a, _b, c, n, m) => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let s = 0;
          for (let k = 0; k < n; k++) s += a[i * n + k];
          c[i * m + j] = s + j;
        }
    },
  ],
  "the next row is read, further on, after it has been stored in this one": [
    1,
    (a, b, c, n, m) => {
      for (let i = 0; i < n - 1; i++)
        for (let j = 0; j < m - 1; j++) {
          let s = 0;
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * m + j];
          c[i * m + j] = s;
          c[i * m + j] += c[(i + 1) * m + j + 1];
        }
    },
  ],
  "the next row is read": [
    1,
    (a, b, c, n, m) => {
      for (let i = 0; i < n - 1; i++)
        for (let j = 0; j < m; j++) {
          let s = c[(i + 1) * m + j];
          for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * m + j];
          c[i * m + j] = s;
        }
    },
  ],
};

for (const [name, [times, product]] of Object.entries(products)) {
  test(`rows at once have the plain bits for every size and overlap: ${name}`, () => {
    for (const [n, m] of [
      [0, 3],
      [1, 1],
      [3, 7],
      [4, 4],
      [5, 0],
      [7, 21],
      [8, 5],
      [13, 16],
    ] as const) {
      // The sign of a NaN that arithmetic makes is the engine's own affair.
      const finite = UGLY.filter(Number.isFinite);
      const values = (k: number): Float64Array => doubles(k, (i) => finite[(i * 11) % finite.length] * 1e-9);
      agrees(
        product,
        () => [doubles(n * n + 1, Math.sin), values(n * m + m), doubles(n * m, Math.tan), n, m],
        false,
      );
      // Over one of the factors, and over parts of both.
      if (name === "the same on all cores") continue;
      agrees(
        product,
        () => {
          const x = doubles(400, Math.sin);
          return [x, doubles(n * m + m, Math.cos), x, n, m];
        },
        false,
      );
      agrees(
        product,
        () => {
          const x = doubles(500, Math.sin);
          return [x.subarray(3, 403), x.subarray(1, 401), x.subarray(0, 400), n, m];
        },
        false,
      );
    }
    const kernel = jit(product, { parallel: false });
    kernel(doubles(65, Math.sin), doubles(72, Math.cos), doubles(64, Math.tan), 8, 8);
    assert.equal(rowsAtOnce(kernel), times, String(kernel.diagnostics()));
  });
}

test("rows at once are a function of their own, which the engine can replace between two calls of it", () => {
  const product = products["row by row, column by column, sum by sum"]?.[1] as Product;
  const kernel = jit(function multiply(a: Float64Array, b: Float64Array, c: Float64Array, n: number): void {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0;
        for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j];
        c[i * n + j] = s;
      }
  });
  const [a, b, c, d] = [Math.sin, Math.cos, Math.tan, Math.tan].map((f) => doubles(100, f));
  kernel(a, b, c, 10);
  product(a, b, d, 10, 10);
  assert.deepEqual(c, d);
  const functions = kernel.inspect("wat").split("(func $");
  const own = functions.find((text) => text.startsWith("multiply "));
  assert.ok(own && !own.includes("f64x2.mul"), own);
  assert.ok(functions.some((text) => text.startsWith("multiply_for1") && text.includes("f64x2.mul")));
});

test("what wraps around at 2^31 within a gang has no constant step as a double", () => {
  const kernels: ((y: Float64Array) => void)[] = [
    (y) => {
      for (let i = 2; i < y.length; i++) y[i] = Math.imul(i, 2129150075);
    },
    (y) => {
      for (let i = 0; i < y.length; i++) y[i] = (i << 29) + 1;
    },
    (y) => {
      for (let i = 0; i < y.length; i++) {
        const k = (i * 1000000007) | 0;
        y[i] = k;
      }
    },
    (y) => {
      for (let i = 0; i < y.length; i++) y[i] = ((i - 5) >>> 0) + 0.5;
    },
    (y) => {
      for (let i = 0; i < y.length; i++) y[i] = ((i + 2147483640) | 0) * 2;
    },
  ];
  for (const f of kernels) agrees(f, () => [doubles(50, Math.sin)]);
});

test("a number whose floor is known is not itself whole, one that equals its floor is", () => {
  const fractions = (y: Float64Array): number => {
    let n = 0;
    for (let i = -0.25; i <= 2.25; i += 0.25) {
      if (1 === Math.floor(i)) {
        const kept = [i, 0];
        y[n++] = kept[0] as number;
      }
      if (Math.floor(i) === i) {
        const kept = [i, 0];
        y[n++] = kept[0] as number;
      }
    }
    return n;
  };
  agrees(fractions, () => [doubles(20, Math.sin)], false);
});
