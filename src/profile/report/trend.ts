// The memory of a program over its time, as a picture, and whether it looks as if something were never let go.
import type { LineChartSpec } from "../../plot/index.ts";
import { estimated, memoryRows } from "./memory-rows.ts";
import type { Profile } from "./profile.ts";

const MIB = 2 ** 20;

/** The process's memory and its parts over time, of the thread that read most. */
export function memoryTrend(profile: Profile): LineChartSpec {
  const records = profile.records.flatMap(({ memory }) => memory ?? []);
  const trend = records.sort((a, b) => b.trend.length - a.trend.length)[0]?.trend ?? [];
  const x = trend.map(([at]) => at);
  const series = (["resident", "objects", "buffers", "amdahl's arrays"] as const)
    .map((name, i) => ({ name, x, y: trend.map((point) => (point[i + 1] as number) / MIB) }))
    // A program without any is spared a line along the axis.
    .filter(({ y }, i) => i === 0 || y.some((value) => value > 0));
  return {
    title: "Memory over time",
    subtitle: profile.records[0]?.argv.join(" ") ?? "",
    x: { label: "time", unit: "s" },
    y: { label: "memory", unit: "MiB" },
    series,
  };
}

/** What the heap of a thread kept from collection to collection. */
export interface Leak {
  /** Bytes by which the last left more than the one that left least. */
  readonly growth: number;
  readonly collections: number;
  /** The lines that made objects and buffers grow most, from the one that did it most. */
  readonly lines: readonly { readonly path: string; readonly line: number; readonly bytes: number }[];
}

/** So many collections say something, and so much that is left after them. */
const LEAST_COLLECTIONS = 6;
const LEAST_GROWTH = MIB;
/** How well time must explain what is left (R²): a working set that grows once and stays does not go on growing. */
const LEAST_FIT = 0.8;
/** A line with less of the growth is not named. */
const LEAST_SHARE = 0.1;

/** What looks like a leak: after each collection more is left than after the one before, all through the run. */
export function suspectedLeak(profile: Profile): Leak | undefined {
  const floors =
    profile.records.map(({ memory }) => memory?.floors ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
  if (floors.length < LEAST_COLLECTIONS) return undefined;
  // Seen while the engine still sweeps, what is left looks like more than it is; no later collection has left less than that.
  const least = Math.min(...floors.map(([, heap]) => heap));
  const growth = floors[floors.length - 1][1] - least;
  const { slope, fit } = fitted(floors);
  if (growth < LEAST_GROWTH || slope < 0 || fit < LEAST_FIT) return undefined;
  const lines = profile.files.flatMap((index) =>
    [...memoryRows(profile, index).values()].map((row) => {
      const { heap, arrays } = estimated(row);
      return { ...index.written.place(row.line), bytes: heap + arrays };
    }),
  );
  const all = lines.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    growth,
    collections: floors.length,
    lines: lines.filter(({ bytes }) => bytes > LEAST_SHARE * all).sort((a, b) => b.bytes - a.bytes),
  };
}

/** The least-squares line through points, and the share of their variance that it explains. */
function fitted(points: readonly (readonly [x: number, y: number])[]): { slope: number; fit: number } {
  const n = points.length;
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, p) => sum + of(p), 0) / n;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const xx = mean(([x]) => (x - mx) ** 2);
  const yy = mean(([, y]) => (y - my) ** 2);
  const xy = mean(([x, y]) => (x - mx) * (y - my));
  return xx === 0 || yy === 0 ? { slope: 0, fit: 0 } : { slope: xy / xx, fit: xy ** 2 / (xx * yy) };
}
