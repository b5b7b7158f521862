// The lengths of the shortest paths between all pairs of places, in 32-bit integers.
import { heap } from "amdahl";
import { routine } from "./routine.ts";

function shortestPaths(n: number, paths: Int32Array): void {
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const around = paths[i * n + k] + paths[k * n + j];
        paths[i * n + j] = paths[i * n + j] < around ? paths[i * n + j] : around;
      }
    }
  }
}

const NO_WAY = 9999;

export default routine({
  name: "floyd-warshall",
  about: "shortest paths",
  sizes: { full: 250, quick: 20 },
  run: shortestPaths,
  input(n: number): Parameters<typeof shortestPaths> {
    const paths = heap.array(Int32Array, n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const way = (i + 2 * j) % 7 === 0 || (i * j) % 11 === 3 || j === i + 1;
        paths[i * n + j] = i === j ? 0 : way ? ((i * 5 + j * 3) % 17) + 1 : NO_WAY;
      }
    return [n, paths];
  },
  writes: [1],
  c: {
    declaration: "void shortest_paths(int64_t n, int32_t *paths)",
    args: (...args) => args,
  },
  // Bellman and Ford: from one place, every way is tried until nothing gets shorter.
  error([n, ways], [, paths]) {
    let wrong = 0;
    for (const start of new Set([0, n >> 1, n - 1].filter((i) => i >= 0 && i < n))) {
      const far = Float64Array.from({ length: n }, (_, j) => (j === start ? 0 : NO_WAY));
      for (let changed = true; changed; ) {
        changed = false;
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const around = far[i] + ways[i * n + j];
            if (around >= far[j]) continue;
            far[j] = around;
            changed = true;
          }
      }
      wrong += far.filter((length, j) => paths[start * n + j] !== length).length;
    }
    return wrong;
  },
});
