// A heap as a person reads it: heapy's table, the largest objects below it, and what changed between two moments.
// What is printed is also there as plain objects, whose sizes are bytes and whose shares are of 1, for JSON.
import { type Column, formatTable, significant } from "../../measure/index.ts";
import type { HeapDifference } from "./difference.ts";
import { type LargeObject, largest } from "./largest.ts";
import type { Snapshot } from "./snapshot.ts";
import { type HeapTable, heapTable } from "./table.ts";

const ROWS = 20;
const LARGEST = 10;
const WIDEST_TYPE = 60;
const UNITS = ["B", "KiB", "MiB", "GiB"];

/** A heap by constructor, and its largest objects: what JSON has of it. */
export interface HeapSummary {
  readonly table: HeapTable;
  readonly largest: readonly LargeObject[];
}

/**
 * All that {@link heapReport} prints, and the rows that it leaves out, as plain objects.
 *
 * @example JSON.stringify(heapSummary(readSnapshot("end.heapsnapshot")))
 */
export function heapSummary(snapshot: Snapshot, howManyLargest = LARGEST): HeapSummary {
  return { table: heapTable(snapshot), largest: largest(snapshot, howManyLargest) };
}

/**
 * The table by constructor, its first `rows` rows, and the largest objects with the ways to them. The sizes of one table
 * have one unit (of 1024s), that of its largest, and three significant digits or three decimals.
 *
 * @example console.log(heapReport(heapSummary(readSnapshot("end.heapsnapshot"))));
 */
export function heapReport({ table, largest }: HeapSummary, rows = ROWS): string {
  const size = sizeFormat([table.size]);
  const lines = [`${objects(table.count)}, ${size(table.size)}`, ""];
  const columns: Column[] = [
    ...["Index", "Count", "%", "Size", "%", "Cumulative", "%", "Retained", "%"].map((title) => ({ title })),
    { title: "Type", align: "left" },
  ];
  const cells = table.rows
    .slice(0, rows)
    .map((row, i) => [
      String(i),
      String(row.count),
      percent(row.countShare),
      size(row.size),
      percent(row.sizeShare),
      size(row.cumulative),
      percent(row.cumulativeShare),
      size(row.retained),
      percent(row.retainedShare),
      typeName(row.type),
    ]);
  lines.push(formatTable(columns, cells), ...moreTypes(table.rows.length - cells.length));
  if (table.reserved > 0)
    lines.push(
      "",
      `Shared WebAssembly memories of ${sizeFormat([table.reserved])(table.reserved)} are not counted: they are ` +
        "addresses, and how much memory is behind them a heap snapshot does not tell.",
    );
  if (largest.length > 0) lines.push("", "The objects that hold the most:", "", largestTable(largest));
  return lines.join("\n");
}

/**
 * The table of a difference, its first `rows` rows: the constructors that grew most.
 *
 * @example console.log(differenceReport(heapDifference(before, after)));
 */
export function differenceReport({ sizeBefore, sizeAfter, rows }: HeapDifference, howMany = ROWS): string {
  const total = sizeFormat([sizeBefore, sizeAfter]);
  const size = sizeFormat(rows.flatMap((row) => [row.addedSize, row.freedSize]));
  const growth = sizeFormat([sizeAfter - sizeBefore]);
  const heading =
    `${total(sizeBefore)} before, ${total(sizeAfter)} after: ` +
    `${sign(sizeAfter - sizeBefore)}${growth(sizeAfter - sizeBefore)}`;
  if (rows.length === 0) return `${heading}\nNo object was added or freed.`;
  const columns: Column[] = [
    ...["Index", "Added", "Size", "Freed", "Size", "Growth"].map((title) => ({ title })),
    { title: "Type", align: "left" },
  ];
  const cells = rows
    .slice(0, howMany)
    .map((row, i) => [
      String(i),
      String(row.added),
      size(row.addedSize),
      String(row.freed),
      size(row.freedSize),
      sign(row.growth) + size(row.growth),
      typeName(row.type),
    ]);
  return [heading, "", formatTable(columns, cells), ...moreTypes(rows.length - cells.length)].join("\n");
}

function largestTable(largest: readonly LargeObject[]): string {
  const size = sizeFormat(largest.map(({ retained }) => retained));
  const columns: Column[] = [
    { title: "Retained" },
    { title: "Type", align: "left" },
    { title: "Path", align: "left" },
  ];
  return formatTable(
    columns,
    largest.map((object) => [
      size(object.retained),
      typeName(object.type),
      object.path || "(no root reaches it)",
    ]),
  );
}

/** How sizes beside each other are written: all in the unit in which the largest is at least one. */
function sizeFormat(sizes: readonly number[]): (bytes: number) => string {
  const most = sizes.reduce((most, bytes) => Math.max(most, Math.abs(bytes)), 0);
  let power = 0;
  while (power < UNITS.length - 1 && most >= 1024 ** (power + 1)) power++;
  return (bytes) => {
    const value = bytes / 1024 ** power;
    const isSmall = Math.abs(value) < 0.1 && value !== 0;
    // A thousandth of the largest is as good as nothing, and its digits would make the column wide.
    const text = isSmall ? value.toFixed(3).replace("-", "−").replace("0.000", "0.00…") : significant(value);
    return `${text} ${UNITS[power]}`;
  };
}

const sign = (value: number): string => (value > 0 ? "+" : "");
const percent = (share: number): string => String(Math.round(100 * share));
const objects = (count: number): string => `${count} object${count === 1 ? "" : "s"}`;
const typeName = (name: string): string =>
  name.length > WIDEST_TYPE ? `${name.slice(0, WIDEST_TYPE - 1)}…` : name;

function moreTypes(count: number): string[] {
  return count > 0 ? [`and ${count} more type${count === 1 ? "" : "s"}`] : [];
}
