// How many cores this process may use and who said so: the number of threads a parallel loop gets by default, and
// the first thing to look at when it is not faster.
import type { Finding, Machine } from "./finding.ts";

/** In the order in which the team of threads asks them. */
const VARIABLES = ["AMDAHL_NUM_THREADS", "OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"];

/** The cores and what decided; then each variable that is set but does not decide. */
export function probeCores(machine: Machine): Finding[] {
  const { count, why } = machine.cores;
  const has = `${machine.processors} processor${machine.processors === 1 ? "" : "s"}`;
  const fewer =
    machine.available < machine.processors ? `, ${machine.available} of them for this process` : "";
  const found = `${count} (${why}) on a machine with ${has}${fewer}`;
  return [{ topic: "cores", found, ...judge(machine) }, ...VARIABLES.flatMap((name) => idle(machine, name))];
}

function judge({ cores, available, processors }: Machine): Pick<Finding, "status" | "cost" | "remedy"> {
  if (cores.count === 1) {
    const remedy = processors === 1 ? "use a machine with more cores" : "raise what limits it";
    return {
      status: "warning",
      cost: "parallel loops run on one thread, no faster than serial ones",
      remedy,
    };
  }
  if (cores.count > available) {
    const remedy = `ask for at most ${available} threads`;
    return { status: "warning", cost: "more threads than cores wait for each other", remedy };
  }
  return { status: "good" };
}

function idle({ environment, cores }: Machine, name: string): Finding[] {
  const value = environment[name];
  if (value === undefined || cores.why.startsWith(`${name}=`)) return [];
  const decided = VARIABLES.find((variable) => cores.why.startsWith(`${variable}=`));
  const found = `"${value}"`;
  if (decided !== undefined && VARIABLES.indexOf(decided) < VARIABLES.indexOf(name)) {
    return [{ topic: name, status: "unused", found, cost: `${decided} decides` }];
  }
  const remedy = `set ${name} to a whole number from 1, or unset it`;
  return [{ topic: name, status: "warning", found, cost: "it is no number of threads, and ignored", remedy }];
}
