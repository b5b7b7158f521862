// Ours against Numba, kernel by kernel: the best mode of each, on as many threads, with the interval of every ratio.
import { type Column, formatTable, ratioOfMedians } from "../src/measure/index.ts";
import { onThreads } from "./kernel.ts";
import { range, times } from "./ratios.ts";
import type { KernelResult } from "./study.ts";
import { nativeBest, numbaBest, pick } from "./summary.ts";

const THREADS = /^Numba, (\d+) threads$/;

/** A table of ratios of medians; undefined where nothing ran in Numba and as machine code. */
export function againstNumba(kernels: readonly KernelResult[]): string | undefined {
  const several = kernels.flatMap(({ variants }) =>
    variants.flatMap(({ name }) => THREADS.exec(name)?.[1] ?? []),
  );
  const counts = [1, ...new Set(several.map(Number))];
  const rows = kernels.flatMap(({ about, variants }) => {
    const ratios = counts.map((n) => {
      const [theirs, ours] = [pick(variants, numbaBest(n)), pick(variants, nativeBest(n))];
      return theirs && ours ? ratioOfMedians(theirs.samples, ours.samples) : undefined;
    });
    if (ratios.every((r) => r === undefined)) return [];
    return [[about, ...ratios.flatMap((r) => (r ? [times(r.ratio), range(r)] : ["", ""]))]];
  });
  if (rows.length === 0) return undefined;
  const columns: Column[] = [
    { title: "Numba's best / native's best", align: "left" },
    ...counts.flatMap((n) => [{ title: onThreads(n) }, { title: "95 %" }]),
  ];
  return formatTable(columns, rows);
}
