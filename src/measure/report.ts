// A speed-up study as a person reads it: a table, a sentence, a chart.
import { basename } from "node:path";
import type { LineChartSpec, Series } from "../plot/index.ts";
import type { AmdahlFit } from "./scaling.ts";
import type { RegionStudy, SpeedupStudy } from "./speedup-study.ts";
import type { Interval } from "./statistics.ts";
import { type Column, formatTable } from "./table.ts";
import { coverageText, formatSeconds, significant, timeUnit } from "./units.ts";
import { workersIn } from "./workers.ts";

/**
 * The study as text: a table for each region, Amdahl's fit below it, and what the marks mean.
 *
 * @example console.log(speedupReport(await speedupStudy({ program: "pi.ts", threads: [1, 2] })));
 */
export function speedupReport(study: SpeedupStudy): string {
  const { program, repeats, cores, regions } = study;
  const lines = [
    `${basename(program)}: median of ${repeats} run${repeats === 1 ? "" : "s"} on each number of ${noun(study)}, ` +
      `interleaved; ${cores} core${cores === 1 ? "" : "s"}`,
  ];
  for (const region of regions) {
    lines.push("");
    lines.push(
      region.name === undefined
        ? "whole process, Node's start included (mark what counts with region(name, fn))"
        : `region "${region.name}"`,
    );
    lines.push(regionTable(region), fitSentence(region.fit));
  }
  if (regions.some(({ rows }) => rows.some((row) => row.overcommitted)))
    lines.push("", `* more threads than cores (${cores}): not part of the fit`);
  return lines.join("\n");
}

const asRanks = ({ regions }: SpeedupStudy): boolean => regions[0].rows[0].ranks !== undefined;

/** What a study varies. */
function noun(study: SpeedupStudy): string {
  if (!asRanks(study)) return "threads";
  return study.regions[0].rows.every(({ threads }) => threads === 1) ? "ranks" : "ranks and threads";
}

function regionTable({ rows }: RegionStudy): string {
  const unit = timeUnit(rows.map((row) => row.median));
  const ranked = rows[0].ranks !== undefined;
  const columns: Column[] = [
    ...(ranked ? [{ title: "ranks" }] : []),
    { title: "threads" },
    { title: "time" },
    { title: "± MAD" },
    { title: "speed-up" },
    { title: `${coverageText(rows[0].speedup)}interval` },
    { title: "efficiency" },
    { title: "Karp–Flatt" },
  ];
  return formatTable(
    columns,
    rows.map((row, i) => [
      ...(ranked ? [String(row.ranks)] : []),
      row.overcommitted ? `${row.threads}*` : String(row.threads),
      formatSeconds(row.median, unit),
      row.samples.length > 1 ? `±${significant(row.mad / unit.seconds, 2)} ${unit.name}` : "–",
      row.speedup.ratio.toFixed(2),
      i === 0 ? "" : intervalText(row.speedup),
      percent(row.efficiency),
      workersIn(row) === 1 ? "" : row.karpFlatt.toFixed(3).replace("-", "−"),
    ]),
  );
}

const percent = (share: number) => `${significant(share * 100, 2)} %`;

function intervalText({ low, high }: Interval): string {
  if (Number.isNaN(low)) return "–";
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function fitSentence(fit: AmdahlFit | undefined): string {
  if (fit === undefined) return "Amdahl's law: needs times on two numbers of threads that have a core each";
  const { serial, interval, limit } = fit;
  const uncertain = Number.isNaN(interval.low)
    ? ""
    : ` (${coverageText(interval)}interval ${significant(interval.low * 100, 2)} to ${significant(interval.high * 100, 2)} %)`;
  return `Amdahl's law: serial fraction ${percent(serial)}${uncertain}; ${boundSentence(serial, interval.low, limit)}`;
}

function boundSentence(serial: number, low: number, limit: number): string {
  // A fraction that may as well be 0 promises nothing about more threads than were tried.
  if (serial <= 0 || low <= 0) return "too small to tell a limit from these times";
  if (limit < 1.05) return "more threads do not help";
  return `on any number of threads at most ${significant(limit)} times faster`;
}

/** The study as a chart of speed-up over threads in all: measured, fitted and ideal. */
export function speedupChart(study: SpeedupStudy): LineChartSpec {
  const all = [...new Set(study.regions[0].rows.map(workersIn))].sort((a, b) => a - b);
  const most = all[all.length - 1];
  const one = study.regions.length === 1;
  const series = study.regions.flatMap((region): Series[] => [
    ...measuredCurves(region, one ? undefined : (region.name ?? "whole process")),
    // Several fits among several curves would be a tangle; their numbers stand in the table.
    ...(one && region.fit !== undefined && most > 1 ? [fitCurve(region.fit, most)] : []),
  ]);
  series.push({ name: "ideal", x: [1, most], y: [1, most], style: "reference" });
  const what = study.regions[0].name;
  const label = noun(study);
  return {
    title: `Speed-up of ${basename(study.program)}${one && what !== undefined ? `, region "${what}"` : ""}`,
    subtitle: study.repeats === 1 ? `one run on each number of ${label}` : medians(study),
    x: {
      label: label === "ranks and threads" ? "threads of all ranks" : label,
      ticks: most <= 16 ? Array.from({ length: most }, (_, i) => i + 1) : all,
    },
    y: { label: "speed-up" },
    series,
  };
}

/** A curve for the threads; of ranks and threads one for each number of threads. */
function measuredCurves({ rows }: RegionStudy, name: string | undefined): Series[] {
  const threads = rows[0].ranks === undefined ? [undefined] : [...new Set(rows.map((row) => row.threads))];
  return threads.map((t) => {
    const own = rows.filter((row) => t === undefined || row.threads === t);
    const each = threads.length < 2 ? "" : `${t} thread${t === 1 ? "" : "s"} a rank`;
    return {
      name: [name ?? (each === "" ? "measured" : undefined), each].filter(Boolean).join(", "),
      x: own.map(workersIn),
      y: own.map((row) => row.speedup.ratio),
      low: own.map((row) => row.speedup.low),
      high: own.map((row) => row.speedup.high),
    };
  });
}

const medians = ({ repeats, regions }: SpeedupStudy) =>
  `median of ${repeats} interleaved runs, bars: ${coverageText(regions[0].rows[0].speedup)}interval`;

function fitCurve(fit: AmdahlFit, most: number): Series {
  const x = Array.from({ length: 65 }, (_, i) => 1 + ((most - 1) * i) / 64);
  const name = `Amdahl's law, serial fraction ${percent(fit.serial)}`;
  return { name, x, y: x.map((p) => fit.speedup(p)), style: "dashed" };
}
