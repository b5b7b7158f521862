// Rows of tables that overlap: parallel loops over rows count on their not doing so, and the caller looks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap, jit, prange } from "../../src/index.ts";
import { rowsOverlap } from "../../src/jit/overlap.ts";
import type { Passer } from "../../src/jit/passing.ts";

const step = (u: Float64Array[], v: Float64Array[]): void => {
  for (const i of prange(u.length)) {
    const [from, to] = [u[i], v[i]];
    for (let j = 1; j < from.length; j++) to[j] = from[j - 1] + 1;
  }
};

const runsOf = (f: {
  diagnostics(): { specialisations: readonly { loops: readonly { runs: unknown }[] }[] };
}) =>
  f.diagnostics().specialisations[0].loops.find((l) => l.runs !== undefined)?.runs as {
    forked: number;
    serial: number;
    overlapped: number;
  };

test("rows apart run on several threads, overlapping rows on one and in order", () => {
  const f = jit(step, { parallel: 2 });
  const n = 40;
  const rows = (): Float64Array[] => Array.from({ length: n }, () => heap.array(Float64Array, n));
  const [u, v] = [rows(), rows()];
  f(u, v);
  const apart = runsOf(f);
  assert.equal(apart.overlapped, 0);
  assert.equal(apart.forked, 1);

  // Row i of v is row i + 1 of u: iteration i writes what iteration i + 1 reads.
  const chain = rows().concat(rows().slice(0, 1));
  const expected = chain.map((row) => Float64Array.from(row));
  for (let i = 0; i < n; i++) for (let j = 1; j < n; j++) expected[i + 1][j] = expected[i][j - 1] + 1;
  f(chain.slice(0, n), chain.slice(1));
  assert.deepEqual(
    chain.map((row) => [...row]),
    expected.map((row) => [...row]),
  );
  assert.equal(runsOf(f).overlapped, 1);

  f(u, v);
  assert.deepEqual(runsOf(f), { forked: 2, serial: 1, overlapped: 1 });
});

test("a row that is also another argument overlaps; arrays that only touch do not", () => {
  const add = jit(
    (u: Float64Array[], w: Float64Array) => {
      for (const i of prange(u.length)) {
        const row = u[i];
        for (let j = 0; j < row.length; j++) row[j] += w[j];
      }
    },
    { parallel: 2 },
  );
  const whole = heap.array(Float64Array, 30).fill(1);
  const rows = [0, 1, 2].map((i) => whole.subarray(10 * i, 10 * i + 10));
  add(rows.slice(0, 2), rows[2]);
  assert.equal(runsOf(add).overlapped, 0);
  add(rows, whole.subarray(5, 15));
  assert.equal(runsOf(add).overlapped, 1);
});

test("rows in any order and of any length overlap exactly if two of them share bytes", () => {
  // Xorshift32: small extents, so that about half of the cases overlap.
  let state = 88172645;
  const below = (n: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  const seen = [0, 0];
  for (let round = 0; round < 20_000; round++) {
    const values = Array.from({ length: 1 + below(3) }, () => {
      const row = below(3) > 0;
      const ascending = below(2) === 0;
      const extents = Array.from({ length: row ? below(6) : 1 }, () => [below(400), 8 * below(4)] as const);
      if (ascending) extents.sort((a, b) => a[0] - b[0]);
      return { row, extents };
    });
    const passer = {
      extents: (_: unknown, value: unknown, tell: (address: number, bytes: number, row: boolean) => void) => {
        const { row, extents } = value as (typeof values)[number];
        for (const [address, bytes] of extents) tell(address, bytes, row);
      },
    } as unknown as Passer;
    const all = values.flatMap(({ row, extents }) =>
      extents.map(([start, bytes]) => ({ row, start, bytes })),
    );
    const expected = all.some((a, i) =>
      all.some(
        (b, j) =>
          i < j &&
          (a.row || b.row) &&
          a.bytes > 0 &&
          b.bytes > 0 &&
          a.start < b.start + b.bytes &&
          b.start < a.start + a.bytes,
      ),
    );
    seen[Number(expected)]++;
    const found = rowsOverlap(
      undefined as never,
      values.map(() => passer),
      values,
    );
    assert.equal(found, expected, JSON.stringify(values));
  }
  assert.ok(seen[0] > 1000 && seen[1] > 1000, String(seen));
});
