// How many cores this process may use, and who said so: the machine, its affinity mask, a container's quota, or an
// environment variable, which is how batch systems and people say it.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { MAX_THREADS } from "./layout.ts";

/** A count of cores and the reason for it. */
export interface Cores {
  /** Threads that a fork uses by default, the calling thread included. */
  readonly count: number;
  /** What decided, for people to read. */
  readonly why: string;
}

/** The variables that decide, first one set wins. OpenMP allows a list, one number per nesting level. */
const VARIABLES = ["AMDAHL_NUM_THREADS", "OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"];

/** Reads a file, or nothing if it is not there. */
type Read = (path: string) => string | undefined;

/**
 * Decides from an environment, the machine's count (affinity mask included) and a way to read files.
 *
 * @example
 * decide({ OMP_NUM_THREADS: "4,2" }, 16, () => undefined) // { count: 4, why: "OMP_NUM_THREADS=4,2" }
 */
export function decide(
  env: Readonly<Record<string, string | undefined>>,
  machine: number,
  read: Read,
): Cores {
  return asked(env) ?? physical(machine, read);
}

/** What the environment asks for; undefined if nothing, or nothing that makes sense. */
export function asked(env: Readonly<Record<string, string | undefined>>): Cores | undefined {
  for (const name of VARIABLES) {
    const text = env[name];
    if (text === undefined) continue;
    const match = /^\s*\+?(\d+)\s*(?:,.*)?$/.exec(text);
    const count = match === null ? 0 : Number(match[1]);
    if (count >= 1) return { count: Math.min(count, MAX_THREADS), why: `${name}=${text}` };
  }
  return undefined;
}

/** What the machine and its containers allow, whatever the environment says. */
function physical(machine: number, read: Read): Cores {
  const quota = cgroupQuota(read);
  // A quota of 1.5 cores keeps two threads busy three quarters of the time: more than one thread would do.
  const allowed = quota === undefined ? machine : Math.max(1, Math.ceil(quota));
  if (allowed < machine)
    return { count: Math.min(allowed, MAX_THREADS), why: `cgroup quota of ${quota} cores` };
  const why = `${machine} ${machine === 1 ? "core" : "cores"} available to this process`;
  return { count: Math.min(machine, MAX_THREADS), why };
}

/** The smallest CPU quota of the process's control groups, in cores: version 2 first, then version 1. */
function cgroupQuota(read: Read): number | undefined {
  const own = read("/proc/self/cgroup") ?? "";
  let least: number | undefined;
  const take = (quota: number) => {
    if (quota > 0 && (least === undefined || quota < least)) least = quota;
  };
  for (const line of own.split("\n")) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, controllers, path] = match;
    if (controllers === "") {
      for (const dir of ancestors(path)) {
        const [max, period] = (read(`/sys/fs/cgroup${dir}/cpu.max`) ?? "max").trim().split(/\s+/);
        if (max !== "max") take(Number(max) / Number(period ?? 100000));
      }
    } else if (controllers.split(",").includes("cpu")) {
      for (const dir of ancestors(path)) {
        const at = `/sys/fs/cgroup/${controllers}${dir}`;
        take(Number(read(`${at}/cpu.cfs_quota_us`)) / Number(read(`${at}/cpu.cfs_period_us`)));
      }
    }
  }
  return least;
}

/** "/a/b" -> "/a/b", "/a", "": a group is bound by those above it, and inside a container only the root is seen. */
function ancestors(path: string): string[] {
  const dirs: string[] = [];
  for (let dir = path.replace(/\/+$/, ""); ; dir = dir.slice(0, dir.lastIndexOf("/"))) {
    dirs.push(dir);
    if (dir === "") return dirs;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

let decided: Cores | undefined;
let real: number | undefined;

/**
 * How many cores amdahl uses by default, and what decided: `AMDAHL_NUM_THREADS`, `OMP_NUM_THREADS`,
 * `SLURM_CPUS_PER_TASK`, else the processor affinity and the control group's quota. Read once per thread.
 *
 * @example
 * cores() // { count: 2, why: "2 cores available to this process" }
 */
export function cores(): Cores {
  decided ??= decide(process.env, availableParallelism(), readText);
  return decided;
}

/** Cores that really are there: more threads than these must not spin. */
export function realCores(): number {
  real ??= physical(availableParallelism(), readText).count;
  return real;
}
