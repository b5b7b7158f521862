// Nussinov's recurrence: how many pairs a strand of RNA can form with itself when no two of them cross.
import { heap } from "amdahl";
import { routine } from "./routine.ts";

/** 1 where two bases match, which are 0 to 3 for A, C, G, U. */
const match = (a: number, b: number): number => (a + b === 3 ? 1 : 0);

function nussinov(sequence: Uint8Array, table: Int32Array): void {
  const n = sequence.length;
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      let best = table[i * n + j];
      best = Math.max(best, table[i * n + j - 1], table[(i + 1) * n + j]);
      // Neighbours cannot be bent onto each other.
      const pair = i < j - 1 ? match(sequence[i], sequence[j]) : 0;
      best = Math.max(best, table[(i + 1) * n + j - 1] + pair);
      for (let k = i + 1; k < j; k++) best = Math.max(best, table[i * n + k] + table[(k + 1) * n + j]);
      table[i * n + j] = best;
    }
  }
}

export default routine({
  name: "nussinov",
  about: "pairs of an RNA strand",
  sizes: { full: 300, quick: 24 },
  run: nussinov,
  input(n: number): Parameters<typeof nussinov> {
    const sequence = heap.array(Uint8Array, n);
    for (let i = 0; i < n; i++) sequence[i] = (i * i + 3 * (i >> 2) + 1) % 4;
    return [sequence, heap.array(Int32Array, n * n)];
  },
  writes: [1],
  c: {
    declaration: "void nussinov(int64_t n, const uint8_t *sequence, int32_t *table)",
    args: (sequence, table) => [sequence.length, sequence, table],
  },
  // The first base is in no pair, or in one with some k: what is between and what is behind have pairs of their own.
  error([sequence], [, table]) {
    const n = sequence.length;
    const most = new Int32Array((n + 2) * (n + 2));
    const at = (i: number, j: number) => i * (n + 2) + j + 1;
    let wrong = 0;
    for (let i = n - 1; i >= 0; i--)
      for (let j = i; j < n; j++) {
        let best = most[at(i + 1, j)];
        for (let k = i + 2; k <= j; k++)
          if (sequence[i] + sequence[k] === 3)
            best = Math.max(best, 1 + most[at(i + 1, k - 1)] + (k < j ? most[at(k + 1, j)] : 0));
        most[at(i, j)] = best;
        if (table[i * n + j] !== best) wrong++;
      }
    return wrong;
  },
});
