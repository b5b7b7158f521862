// What was measured as a person reads it, with the targets beside it.
import { type Column, formatTable, median, significant } from "../../src/measure/index.ts";
import { range } from "../ratios.ts";
import { type Kind, type Overall, type Overhead, overall } from "./overhead.ts";
import type { Truth } from "./truth.ts";
import { NO_TRUTH } from "./truth-programs.ts";
import { BY_FUNCTION, BY_LINE, MEMORY } from "./ways.ts";

/** What a way may cost at most, over the programs. */
export const COST_TARGETS: Readonly<Record<string, { readonly median?: number; readonly worst?: number }>> = {
  [BY_FUNCTION]: { median: 1.1, worst: 1.25 },
  [BY_LINE]: { median: 1.15 },
  [MEMORY]: { worst: 3 },
};

/** How many points a line's share may be off: before Node 26 only what is not marked as doubtful counts. */
export function truthTarget(node: string): { readonly points: number; readonly marked: boolean } {
  return Number(/^v?(\d+)/.exec(node)?.[1]) < 26
    ? { points: 10, marked: true }
    : { points: 5, marked: false };
}

const KINDS = [
  ["own", "the program's own seconds"],
  ["cpu", "the processor time of its work, all threads together"],
  ["wall", "the whole process"],
] as const;

/** The ratios of all programs on one Node, or in Python. */
export function overheadTables(title: string, found: readonly Overhead[]): string {
  if (found.length === 0) return "";
  const parts = KINDS.flatMap(([kind, what]) => [
    `${title}: ${what}, against plain`,
    ratioTable(found, kind),
    overallTable(overall(found, kind), kind !== "wall"),
  ]);
  return parts.join("\n\n");
}

function ratioTable(found: readonly Overhead[], kind: Kind): string {
  const names = [...new Set(found.flatMap(({ ways }) => ways.map(({ name }) => name)))];
  const columns: Column[] = [
    { title: "program", align: "left" },
    ...names.flatMap((name): Column[] =>
      found.some(({ ways }) => ways.some((way) => way.name === name && way.base === name)) ||
      name === names[0]
        ? [{ title: `${name}, s` }]
        : [{ title: name }, { title: "interval" }],
    ),
  ];
  const rows = found.map(({ program, about, ways }) => [
    `${program}: ${about}`,
    ...names.flatMap((name) => {
      const way = ways.find((one) => one.name === name);
      if (way === undefined) return name === names[0] ? [""] : ["", ""];
      if (way.name === way.base) return [significant(median(way[kind]))];
      const ratio = way[`${kind}Ratio`];
      return [ratio.ratio.toFixed(2), range(ratio)];
    }),
  ]);
  return formatTable(columns, rows);
}

function overallTable(found: readonly Overall[], isJudged: boolean): string {
  return formatTable(
    [
      { title: "over the programs", align: "left" },
      { title: "median" },
      { title: "geometric mean" },
      { title: "interval" },
      { title: "worst" },
      { title: "of", align: "left" },
      ...(isJudged ? [{ title: "target", align: "left" as const }] : []),
    ],
    found.map((one) => [
      one.way,
      one.median.toFixed(2),
      one.mean.ratio.toFixed(2),
      range(one.mean),
      one.worst.toFixed(2),
      one.worstOf,
      ...(isJudged ? [costVerdict(one)] : []),
    ]),
  );
}

function costVerdict({ way, median, worst }: Overall): string {
  const target = COST_TARGETS[way];
  if (target === undefined) return "";
  const verdicts: [string, number, number | undefined][] = [
    ["median", median, target.median],
    ["worst", worst, target.worst],
  ];
  return verdicts
    .flatMap(([name, is, most]) =>
      most === undefined ? [] : [`${name} at most ${most.toFixed(2)}: ${is <= most ? "met" : "MISSED"}`],
    )
    .join(", ");
}

/** What is worst in each program, and all lines that are off by more than they may. */
export function truthTables(node: string, found: readonly Truth[]): string {
  if (found.length === 0) return "";
  const { points, marked } = truthTarget(node);
  const isOff = (line: Truth["lines"][number]) =>
    100 * Math.abs(line.truth - line.profile) > points && !(marked && line.doubtful);
  const table = formatTable(
    [
      { title: `lines on Node ${node}`, align: "left" },
      { title: "worst, points" },
      { title: "without ~" },
      { title: "truth ±" },
      { title: "covered: truth" },
      { title: "profile" },
      { title: `target: ${points}${marked ? " or ~" : ""}`, align: "left" },
    ],
    found.map((one) => [
      one.program,
      one.worst.toFixed(1),
      one.worstUnmarked.toFixed(1),
      one.uncertain.toFixed(1),
      percent(one.covered.truth),
      percent(one.covered.profile),
      NO_TRUTH.has(one.program)
        ? "none: done at once"
        : (marked ? one.worstUnmarked : one.worst) <= points
          ? "met"
          : "MISSED",
    ]),
  );
  const lines = found.flatMap(({ program, lines }) => [
    ...lines.map((line, i) => [
      i === 0 ? program : "",
      String(line.line),
      percent(line.truth),
      percent(line.profile),
      `${line.doubtful ? "~" : ""}${isOff(line) ? "!" : ""}`,
      line.text,
    ]),
  ]);
  const detail = formatTable(
    [
      { title: "program", align: "left" },
      { title: "line" },
      { title: "truth" },
      { title: "profile" },
      { title: "", align: "left" },
      { title: "text", align: "left" },
    ],
    lines,
  );
  return `${table}\n\n${detail}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
