// Ours against what a person wrote in C, kernel by kernel: on one thread, and with the same permissions on both sides.
import { type Column, formatTable } from "../src/measure/index.ts";
import { asNative, C, C_FAST } from "./kernel.ts";
import { times } from "./ratios.ts";
import type { KernelResult } from "./study.ts";
import { type Best, cBest, nativeBest, pick } from "./summary.ts";

/** What is divided by what: how many times as fast as the first the second is. */
const RATIOS: readonly {
  readonly title: string;
  readonly base: string | Best;
  readonly ours: string | Best;
}[] = [
  { title: "plain / wasm", base: "plain", ours: "compiled" },
  { title: "plain / native", base: "plain", ours: asNative("compiled") },
  { title: "C / wasm", base: C, ours: "compiled" },
  { title: "C / native", base: C, ours: asNative("compiled") },
  { title: "C's best / native's best", base: cBest, ours: nativeBest(1) },
];

/** A table of ratios of medians, with their geometric mean and the least; undefined where nothing ran in C. */
export function againstC(kernels: readonly KernelResult[]): string | undefined {
  const written = kernels.filter(({ variants }) => variants.some(({ name }) => name === C));
  if (written.length === 0) return undefined;
  // Without relaxed variants the best are the strict ones, and were compared already.
  const relaxed = written.some(({ variants }) => variants.some(({ name }) => name === C_FAST));
  const shown = relaxed ? RATIOS : RATIOS.slice(0, -1);
  const ratios = written.map(({ variants }) =>
    shown.map(({ base, ours }) => {
      const [a, b] = [pick(variants, base), pick(variants, ours)];
      return a && b ? a.median / b.median : undefined;
    }),
  );
  const columns: Column[] = [
    { title: "against C, one thread", align: "left" },
    ...shown.map(({ title }) => ({ title })),
  ];
  const column = (i: number): number[] => ratios.flatMap((row) => row[i] ?? []);
  const over = (figure: (some: readonly number[]) => number): string[] =>
    shown.map((_, i) => (column(i).length === 0 ? "" : times(figure(column(i)))));
  return formatTable(columns, [
    ...written.map(({ about }, k) => [about, ...ratios[k].map((r) => (r === undefined ? "" : times(r)))]),
    null,
    [
      "geometric mean",
      ...over((some) => Math.exp(some.reduce((sum, r) => sum + Math.log(r), 0) / some.length)),
    ],
    ["least", ...over((some) => Math.min(...some))],
  ]);
}
