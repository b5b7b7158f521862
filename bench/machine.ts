// What a result is worth depends on where it was taken; this is what has to be known of that.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** The machine and the software that a result was taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  readonly amdahl: string;
  /** The commit measured, with "+" when the working tree held more than that; "unknown" outside of git. */
  readonly commit: string;
}

/** Describes the machine this process runs on. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    amdahl: JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version,
    commit: commit(),
  };
}

/** The machine's load averages over 1, 5 and 15 minutes: more than a core's worth of others spoils a result. */
export const load = (): number[] => loadavg().map((value) => Math.round(value * 100) / 100);

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no", "--", "../src").trim() !== "";
    return git("rev-parse", "--short=12", "HEAD").trim() + (changed ? "+" : "");
  } catch {
    return "unknown";
  }
}
