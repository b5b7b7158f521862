// How many cores this process may use, limit by limit: the number that the default number of threads comes from,
// and the first thing to look at when a parallel loop is not faster.
import type { Finding, Machine } from "./finding.ts";

const VARIABLES = ["AMDAHL_NUM_THREADS", "OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"] as const;

/** One thing that limits the number of cores. */
export interface CoreLimit {
  readonly source: string;
  readonly cores: number;
}

/** Every limit on this process's cores, the machine itself first. Quotas are rounded down, but not below one. */
export function coreLimits(machine: Machine): CoreLimit[] {
  const limits: CoreLimit[] = [{ source: "processors", cores: machine.processors }];
  const allowed = machine.read("/proc/self/status")?.match(/^Cpus_allowed_list:\s*(\S+)/m)?.[1];
  if (allowed !== undefined) limits.push({ source: "affinity", cores: countList(allowed) });
  const quota = cgroupQuota(machine);
  if (quota !== undefined) limits.push({ source: "cgroup", cores: Math.max(1, Math.floor(quota)) });
  for (const name of VARIABLES) {
    const cores = positive(machine.environment[name]);
    if (cores !== undefined) limits.push({ source: name, cores });
  }
  return limits.filter(({ cores }) => Number.isFinite(cores) && cores >= 1);
}

/** The cores this process may use, and which limit decides; then each variable that is set to no number. */
export function probeCores(machine: Machine): Finding[] {
  const limits = coreLimits(machine);
  const list = limits.map(({ source, cores }) => `${source} ${cores}`).join(", ");
  if (limits.length === 0) return [{ topic: "cores", status: "warning", found: "unknown" }];
  const budget = Math.min(...limits.map(({ cores }) => cores));
  const decides = limits.findLast(({ cores }) => cores === budget);
  const cores: Finding = {
    topic: "cores",
    status: budget > 1 ? "good" : "warning",
    found: `${budget} (${list})`,
    ...(budget > 1
      ? {}
      : {
          cost: "parallel loops run on one thread and are no faster than serial ones",
          remedy:
            limits.length === 1
              ? "use a machine with more cores"
              : `raise the limit set by ${decides?.source}`,
        }),
  };
  return [cores, ...VARIABLES.flatMap((name) => misspelt(name, machine.environment[name]))];
}

function misspelt(name: string, value: string | undefined): Finding[] {
  if (value === undefined || positive(value) !== undefined) return [];
  const remedy = `set ${name} to a whole number of at least 1, or unset it`;
  return [{ topic: name, status: "warning", found: `"${value}"`, cost: "it is ignored", remedy }];
}

function positive(text: string | undefined): number | undefined {
  // OMP_NUM_THREADS may list one number per nesting level; the outermost comes first (OpenMP 5.2, section 21.2.1).
  const first = text?.split(",")[0].trim() ?? "";
  return /^[1-9]\d*$/.test(first) ? Number(first) : undefined;
}

/** Counts a kernel list such as `0-3,8`; NaN when it is none. */
function countList(list: string): number {
  return list
    .split(",")
    .map((range) => range.split("-").map(Number))
    .reduce((sum, [first, last = first]) => sum + last - first + 1, 0);
}

/** The tightest CPU quota among this process's control groups and their parents, in cores. */
function cgroupQuota(machine: Machine): number | undefined {
  const quotas: number[] = [];
  for (const line of machine.read("/proc/self/cgroup")?.split("\n") ?? []) {
    const [, controllers, path] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
    if (path === undefined) continue;
    for (let at = path.replace(/\/$/, ""); ; at = at.slice(0, at.lastIndexOf("/"))) {
      const quota = controllers === "" ? quotaV2(machine, at) : quotaV1(machine, controllers, at);
      if (quota !== undefined) quotas.push(quota);
      if (at === "") break;
    }
  }
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

function quotaV2(machine: Machine, path: string): number | undefined {
  const [quota, period] = machine.read(`/sys/fs/cgroup${path}/cpu.max`)?.trim().split(" ") ?? [];
  return ratio(quota, period);
}

function quotaV1(machine: Machine, controllers: string, path: string): number | undefined {
  if (!controllers.split(",").includes("cpu")) return undefined;
  const folder = `/sys/fs/cgroup/${controllers}${path}`;
  return ratio(machine.read(`${folder}/cpu.cfs_quota_us`), machine.read(`${folder}/cpu.cfs_period_us`));
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const cores = Number(quota) / Number(period);
  // "max" in version 2 and -1 in version 1 mean no quota.
  return cores > 0 && Number.isFinite(cores) ? cores : undefined;
}
