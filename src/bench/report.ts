// What is printed and drawn of measured exchanges.
import { type Column, formatSeconds, formatTable, significant, timeUnit } from "../measure/index.ts";
import type { LineChartSpec } from "../plot/index.ts";
import { latencyFit } from "./fit.ts";
import type { Row } from "./measure.ts";
import { SHAPES } from "./shapes.ts";

/** A measured shape. */
export interface Measured {
  readonly name: string;
  readonly ranks: number;
  /** What carried the messages. */
  readonly library: string;
  readonly batches: number;
  readonly rows: readonly Row[];
}

const MIB = 2 ** 20;

/** Bytes as people write sizes of messages: powers of two in their units. */
export function formatBytes(bytes: number): string {
  if (bytes >= MIB && bytes % MIB === 0) return `${bytes / MIB} MiB`;
  if (bytes >= 1024 && bytes % 1024 === 0) return `${bytes / 1024} KiB`;
  return `${bytes} B`;
}

/** Bytes a second, in units of 10⁶ or 10⁹ bytes. */
export const formatRate = (bytesPerSecond: number): string =>
  bytesPerSecond >= 1e9
    ? `${significant(bytesPerSecond / 1e9)} GB/s`
    : `${significant(bytesPerSecond / 1e6)} MB/s`;

/** What a line says of its two figures. */
export function fitText(rows: readonly Row[]): string | undefined {
  const fit = latencyFit(rows);
  if (fit === undefined) return undefined;
  // Through two points there is a line that both lie on.
  const off =
    rows.length < 3 ? "" : `; measured times are off the line by up to ${significant(100 * fit.off, 2)} %`;
  return (
    `T(s) = ${formatSeconds(fit.latency)} + s / (${formatRate(fit.bandwidth)}): ` +
    `the latency is the time without any bytes, the bandwidth is that beyond it (1 GB = 10⁹ bytes)${off}`
  );
}

/** The report, as text. */
export function benchReport({ name, ranks, library, batches, rows }: Measured): string {
  const shape = SHAPES[name];
  const unit = timeUnit(rows.map(({ seconds }) => seconds));
  const columns: Column[] = [
    ...(shape.sized ? [{ title: "size" }] : []),
    ...["time", "least", "most"].map((title) => ({ title })),
    ...(shape.sized ? [{ title: "rate" }] : []),
  ];
  const cells = rows.map((row) => [
    ...(shape.sized ? [formatBytes(row.bytes)] : []),
    ...[row.seconds, row.least, row.most].map((seconds) => formatSeconds(seconds, unit)),
    ...(shape.sized ? [row.bytes === 0 ? "–" : formatRate(row.bytes / row.seconds)] : []),
  ]);
  const fit = shape.sized ? fitText(rows) : undefined;
  return [
    `${name}, ${ranks} ranks, ${library.split("\n")[0].replace(/\s+/g, " ")}`,
    `timed: ${shape.timed}`,
    `median of ${batches} batches; the buffers are on the heap and used again and again`,
    "",
    formatTable(columns, cells),
    ...(fit === undefined ? [] : ["", fit]),
  ].join("\n");
}

/** The picture: times against sizes, and the fitted line. */
export function benchChart({ name, ranks, rows }: Measured): LineChartSpec {
  const sized = rows.filter(({ bytes }) => bytes > 0);
  const unit = timeUnit([1e-6]);
  const fit = latencyFit(rows);
  const x = sized.map(({ bytes }) => bytes);
  return {
    title: `${name}, ${ranks} ranks`,
    subtitle: fit
      ? `T(s) = ${formatSeconds(fit.latency)} + s / (${formatRate(fit.bandwidth)})`
      : SHAPES[name].timed,
    x: { label: "size of a message", unit: "bytes", scale: "log2" },
    y: { label: "time", unit: unit.name, scale: "log10" },
    series: [
      {
        name: "measured",
        x,
        y: sized.map(({ seconds }) => seconds / unit.seconds),
        low: sized.map(({ least }) => least / unit.seconds),
        high: sized.map(({ most }) => most / unit.seconds),
        style: "points",
      },
      ...(fit
        ? [
            {
              name: "latency + s / bandwidth",
              x,
              y: x.map((bytes) => (fit.latency + bytes / fit.bandwidth) / unit.seconds),
              style: "dashed" as const,
            },
          ]
        : []),
    ],
  };
}
