// The table of what changed from one profile to another, and the note on what samples cannot tell.
import {
  type FunctionKind,
  type FunctionTableOptions,
  label,
  type Profile,
  type SortKey,
  SPENT,
} from "../report/index.ts";
import { type Change, type ComparedRow, compareProfiles } from "./compare.ts";

/** What each key sorts by. */
const ORDERED_BY: Readonly<Record<SortKey, string>> = {
  tottime: "change of internal time",
  cumtime: "change of cumulative time",
  ncalls: "change of call count",
  name: "function name",
  file: "file name",
};

/**
 * The differences of two profiles by function, the greatest first, below those of the totals.
 *
 * @example
 * console.log(compareReport(before, after, { sort: "tottime", limit: 25 }));
 */
export function compareReport(before: Profile, after: Profile, options: FunctionTableOptions): string {
  const rows = sorted(
    compareProfiles(before, after).filter((row) => hasChanged(row)),
    options.sort,
  );
  const shown = rows.slice(0, options.limit);
  const limited = shown.length < rows.length ? `; ${shown.length} of ${rows.length} rows` : "";
  return [
    ...totals(before, after),
    "",
    ...(rows.length > 0
      ? table(shown, `${ORDERED_BY[options.sort]}${limited}`)
      : ["   no function has changed"]),
    ...notes(shown, before, after),
  ].join("\n");
}

function table(shown: readonly ComparedRow[], order: string): string[] {
  return [
    `   Ordered by: ${order}`,
    "",
    `  ${"ncalls".padStart(19)}  ${"tottime".padStart(27)}   ${"cumtime".padStart(27)}`,
    `  ${["old", "new"].map((name) => name.padStart(9)).join(" ")}  ${TIMES}   ${TIMES}   filename:lineno(function)`,
    ...shown.map(tableRow),
  ];
}

const TIMES = ["old", "new", "change"].map((name) => name.padStart(name === "change" ? 9 : 8)).join(" ");

function totals(before: Profile, after: Profile): string[] {
  const calls = (profile: Profile) => profile.rows.reduce((sum, row) => sum + (row.calls ?? 0), 0);
  const seconds = ({ threads }: Profile) => Math.max(0, ...threads.map((thread) => thread.seconds));
  const [old, now] = [before.split(), after.split()];
  const part = (kind: FunctionKind) => [old.get(kind) ?? 0, now.get(kind) ?? 0] as const;
  const parts = SPENT.map(([kind, name]) => [name, ...part(kind)] as const)
    .filter(([, a, b]) => Math.max(a, b) >= 0.0005)
    .map(([name, a, b]) => `${name} ${a.toFixed(3)} -> ${b.toFixed(3)}`);
  const [t0, t1] = [seconds(before), seconds(after)];
  return [
    `         ${calls(before)} -> ${calls(after)} function calls in ${t0.toFixed(3)} -> ${t1.toFixed(3)} seconds (${signed(t1 - t0)})`,
    ...(parts.length > 0 ? [`         ${parts.join(", ")}`] : []),
  ];
}

function hasChanged({ before, after, self, total }: ComparedRow): boolean {
  return before?.calls !== after?.calls || self.by !== 0 || total.by !== 0;
}

function sorted(rows: readonly ComparedRow[], sort: SortKey): ComparedRow[] {
  const size = (row: ComparedRow): number => {
    if (sort === "cumtime") return Math.abs(row.total.by);
    if (sort === "ncalls") return Math.abs((row.after?.calls ?? 0) - (row.before?.calls ?? 0));
    return Math.abs(row.self.by);
  };
  const text = (row: ComparedRow): string => {
    const { name, file } = functionOf(row);
    return sort === "name" ? name : sort === "file" ? file : "";
  };
  return rows.toSorted(
    (a, b) =>
      text(a).localeCompare(text(b)) ||
      size(b) - size(a) ||
      Math.abs(b.total.by) - Math.abs(a.total.by) ||
      label(functionOf(a)).localeCompare(label(functionOf(b))),
  );
}

/** The function as it is now, if it is. */
function functionOf({ before, after }: ComparedRow) {
  return (after ?? (before as NonNullable<typeof before>)).fn;
}

function tableRow(row: ComparedRow): string {
  const { before, after, self, total } = row;
  const mark = before === undefined ? "+" : after === undefined ? "-" : " ";
  const calls = [before, after].map((one) => String(one?.calls ?? "").padStart(9)).join(" ");
  return `${mark} ${calls}  ${times(self, row)}  ${times(total, row)}  ${label(functionOf(row))}`.trimEnd();
}

function times({ before, after, by, isNoise }: Change, row: ComparedRow): string {
  const old = row.before ? before.toFixed(3) : "";
  const now = row.after ? after.toFixed(3) : "";
  return `${old.padStart(8)} ${now.padStart(8)} ${signed(by).padStart(9)}${isNoise ? "±" : " "}`;
}

function signed(seconds: number): string {
  const text = seconds.toFixed(3);
  if (Number(text) === 0) return "0.000";
  return seconds > 0 ? `+${text}` : text;
}

function notes(shown: readonly ComparedRow[], before: Profile, after: Profile): string[] {
  const some: string[] = [];
  if (shown.some((row) => row.self.isNoise || row.total.isNoise)) {
    const intervals = [before, after].map(({ sampleInterval }) => (sampleInterval * 1e3).toPrecision(3));
    const each = intervals[0] === intervals[1] ? intervals[0] : intervals.join(" and ");
    some.push(
      "± less than samples can tell: a time t sampled every dt has a standard error of about sqrt(t * dt), and two runs of " +
        `the same differ by up to twice that of both together; dt is ${each} ms`,
    );
  }
  if (shown.some((row) => row.before === undefined)) some.push("+ only in the new profile");
  if (shown.some((row) => row.after === undefined)) some.push("- only in the old profile");
  return some.length > 0 ? ["", ...some] : [];
}
