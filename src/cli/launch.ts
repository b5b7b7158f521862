// Handing a job over to the MPI launcher of this machine: for ranks that are processes, here or on other machines.
import { spawn, spawnSync } from "node:child_process";
import { UsageError } from "./errors.ts";

/** A job for a launcher. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly size: number;
  readonly tagged: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** A file with a line for each machine, as the launcher at hand reads it. */
  readonly hostfile: string | undefined;
  /** Machines, with commas between them. */
  readonly host: string | undefined;
}

/** What is told apart: their options have other names. */
type Kind = "Open MPI" | "MPICH";

/** The launcher that is found first: of the environment's AMDAHL_MPIRUN, mpirun and mpiexec. */
function found(): { readonly command: string; readonly kind: Kind } | undefined {
  for (const command of [process.env.AMDAHL_MPIRUN, "mpirun", "mpiexec"]) {
    if (!command) continue;
    const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (status !== 0) continue;
    if (/open-?mpi/i.test(stdout)) return { command, kind: "Open MPI" };
    // Intel's is of MPICH's family, too.
    if (/HYDRA|MPICH|Intel/i.test(stdout)) return { command, kind: "MPICH" };
  }
  return undefined;
}

/** The launcher's command line, without its name. */
export function launchArguments(kind: Kind, job: Launch, node: readonly string[]): string[] {
  const { size, tagged, timeout, hostfile, host } = job;
  const open = kind === "Open MPI";
  const elsewhere = hostfile !== undefined || host !== undefined;
  return [
    ...["-n", String(size)],
    ...(hostfile === undefined ? [] : [open ? "--hostfile" : "-f", hostfile]),
    ...(host === undefined ? [] : [open ? "--host" : "-hosts", host]),
    // On this machine there may be more ranks than cores, as with threads; elsewhere the files say how many there may be.
    ...(open && !elsewhere ? ["--oversubscribe"] : []),
    ...(tagged ? [open ? "--tag-output" : "-prepend-rank"] : []),
    ...(open && timeout !== undefined ? ["--timeout", String(Math.ceil(timeout))] : []),
    ...node,
    job.program,
    ...job.args,
  ];
}

/**
 * Runs a job by the launcher that is found, and ends as it does.
 *
 * @throws UsageError if there is none
 */
export async function launch(job: Launch): Promise<void> {
  const launcher = found();
  if (launcher === undefined) {
    throw new UsageError(
      "ranks on other machines, and ranks that are processes where there is no Linux or native code, are started by an MPI " +
        "launcher, and none was found: install Open MPI or MPICH (apt-get install openmpi-bin), or name one in " +
        "AMDAHL_MPIRUN. Ranks as threads need none: amdahl run -n 4",
    );
  }
  const { command, kind } = launcher;
  const args = launchArguments(kind, job, [process.execPath, ...process.execArgv]);
  const limit = kind === "MPICH" && job.timeout !== undefined;
  const child = spawn(command, args, {
    stdio: "inherit",
    env: { ...process.env, ...(limit && { MPIEXEC_TIMEOUT: String(Math.ceil(job.timeout ?? 0)) }) },
  });
  // A terminal's Ctrl-C reaches the launcher by itself, which ends its ranks; this process ends after it.
  const wait = () => {};
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal === "SIGINT" ? 130 : 128 + 15);
      resolve();
    });
  });
  process.off("SIGINT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
}
