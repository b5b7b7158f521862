// A result as a person reads it: the same tables on the terminal and in the file that is kept.
import {
  type Column,
  formatSeconds,
  formatTable,
  type Interval,
  significant,
  type TimeUnit,
  timeUnit,
} from "../src/measure/index.ts";
import { againstC } from "./against-c.ts";
import { againstNumba } from "./against-numba.ts";
import { range, times } from "./ratios.ts";
import type { Result } from "./result.ts";

/** The result as text, at most about a hundred columns wide. */
export function report(result: Result): string {
  const { machine, python, c, load, repeats, kernels, means, firstCalls, nativeStarts, overheads } = result;
  const parts = [
    [
      `amdahl ${machine.amdahl} (${machine.commit}), Node ${machine.node}, ${result.started}`,
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
      "path" in python
        ? `Numba ${python.numba}, NumPy ${python.numpy}, numexpr ${python.numexpr ?? "none"}, Python ${python.python} (${python.path})`
        : `no peers in Python: ${python.missing}`,
      "missing" in c ? `no C: ${c.missing}` : `C by ${c.version} (${[...c.command, ...c.flags].join(" ")})`,
      `load average ${load.start.join(" ")} at the start, ${load.end.join(" ")} at the end`,
    ].join("\n"),
  ];
  if (load.start[0] > 0.5)
    parts.push("Others were computing here meanwhile: believe ratios a little and times less.");
  if (kernels.length > 0)
    parts.push(`Median of ${repeats} interleaved rounds, with its interval.\n\n${kernelTable(result)}`);
  parts.push(...[againstC(kernels), againstNumba(kernels)].filter((table) => table !== undefined));
  if (means.length > 0)
    parts.push(
      means
        .map(
          ({ base, variant, kernels, ratio }) =>
            `Geometric mean of ${kernels}, ${variant} against ${base}: ${times(ratio.ratio)} (${range(ratio)})`,
        )
        .join("\n"),
    );
  if (firstCalls.length > 0) parts.push(firstCallTable(result));
  if (nativeStarts.length > 0) parts.push(nativeStartTable(result));
  if (overheads.length > 0) parts.push(overheadTable(result));
  return parts.join("\n\n");
}

function kernelTable({ kernels }: Result): string {
  const columns: Column[] = [
    { title: "kernel and variant", align: "left" },
    { title: "time" },
    { title: coverage(kernels[0].variants[0].interval) },
    { title: `against ${kernels[0].variants[0].name}` },
    { title: coverage(kernels[0].variants[0].speedup) },
  ];
  const rows = kernels.flatMap(({ about, variants }, i) => {
    // The fastest one's: a peer that takes a hundred times as long would leave the others zeros.
    const unit = timeUnit([Math.min(...variants.map(({ median }) => median))]);
    const lines = variants.map(({ name, median, interval, speedup }, v) => [
      `  ${name}`,
      formatSeconds(median, unit),
      spread(interval, unit),
      times(speedup.ratio),
      v === 0 ? "" : range(speedup),
    ]);
    const group = [[about, "", "", "", ""], ...lines];
    return i === 0 ? group : [null, ...group];
  });
  return formatTable(columns, rows);
}

function firstCallTable({ firstCalls }: Result): string {
  return formatTable(
    [
      { title: "first call, in a fresh process", align: "left" },
      { title: "variant", align: "left" },
      { title: "first" },
      { title: "later" },
      { title: "extra" },
      { title: "range" },
    ],
    firstCalls.map(({ kernel, variant, first, later, extra, interval }) => [
      kernel,
      variant,
      formatSeconds(first, MILLISECONDS),
      formatSeconds(later, MILLISECONDS),
      formatSeconds(extra, MILLISECONDS),
      spread(interval, MILLISECONDS),
    ]),
  );
}

function nativeStartTable({ nativeStarts }: Result): string {
  return formatTable(
    [
      { title: "until machine code is there", align: "left" },
      { title: "variant", align: "left" },
      { title: "compiled" },
      { title: "range" },
      { title: "from the cache" },
      { title: "range" },
    ],
    nativeStarts.map(({ kernel, variant, compiled, compiledInterval, cached, cachedInterval }) => [
      kernel,
      variant,
      formatSeconds(compiled, MILLISECONDS),
      spread(compiledInterval, MILLISECONDS),
      formatSeconds(cached, MILLISECONDS),
      spread(cachedInterval, MILLISECONDS),
    ]),
  );
}

function overheadTable({ overheads }: Result): string {
  return formatTable(
    [{ title: "overhead", align: "left" }, { title: "time" }, { title: "interval" }],
    overheads.map(({ what, seconds, interval }) => {
      const unit = timeUnit([seconds]);
      return [what, formatSeconds(seconds, unit), spread(interval, unit)];
    }),
  );
}

const MILLISECONDS: TimeUnit = { name: "ms", seconds: 1e-3 };

const spread = ({ low, high }: Interval, unit: TimeUnit): string =>
  `${significant(low / unit.seconds)} to ${significant(high / unit.seconds)}`;

// Few rounds cover less than 95 %, and the table says how much.
const coverage = (interval: Interval): string =>
  interval.coverage > 0 ? `${Math.floor(interval.coverage * 100)} %` : "interval";
