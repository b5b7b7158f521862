// The MPI installations of this machine, and how a test starts a program under one of them.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import type { TestContext } from "node:test";

/** An installation. */
export interface Installation {
  readonly name: "Open MPI" | "MPICH";
  /** The start of a command line for so many ranks. */
  launch(ranks: number): readonly string[];
  /** Compiles C. */
  readonly compiler: string;
  /** Above this number of ranks nothing ends in time: MPICH's never give up their core. */
  readonly most: number;
}

/** Test machines are containers whose only user is root. */
const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };

const found = (...commands: string[]): string | undefined =>
  commands.find((command) => spawnSync(command, ["--version"], { env }).status === 0);

const openMpi = (): Installation | undefined => {
  // Debian tells its installations apart by these endings.
  const command = found("mpirun.openmpi", "mpirun");
  if (command === undefined) return undefined;
  if (!spawnSync(command, ["--version"], { encoding: "utf8", env }).stdout.includes("open-mpi.org"))
    return undefined;
  return {
    name: "Open MPI",
    launch: (ranks) => [command, "--oversubscribe", "-n", String(ranks)],
    compiler: found("mpicc.openmpi", "mpicc") ?? "mpicc",
    most: 5,
  };
};

const mpich = (): Installation | undefined => {
  const command = found("mpiexec.mpich", "mpiexec.hydra");
  if (command === undefined) return undefined;
  return {
    name: "MPICH",
    launch: (ranks) => [command, "-n", String(ranks)],
    compiler: found("mpicc.mpich", "mpicc") ?? "mpicc",
    most: availableParallelism(),
  };
};

/** A library cannot be called without it. */
const callable = process.env.AMDAHL_FFI !== "off";

/** What there is. Where `AMDAHL_EXPECT_MPI` is set, both must be there. */
export const installations: readonly Installation[] = callable
  ? [openMpi(), mpich()].filter((one) => one !== undefined)
  : [];

if (process.env.AMDAHL_EXPECT_MPI && callable && installations.length < 2) {
  throw new Error(
    `Open MPI and MPICH are expected, and found was: ${installations.map((i) => i.name).join()}`,
  );
}

/** Skips a test where there is no MPI; true if so. */
export function without(t: TestContext): boolean {
  if (installations.length > 0) return false;
  t.skip(callable ? "no MPI is installed: apt-get install openmpi-bin mpich" : "AMDAHL_FFI=off");
  return true;
}

/** Starts a command line, to be ended after so many milliseconds. */
export function start(
  command: readonly string[],
  more: Readonly<Record<string, string>> = {},
  timeout = 60_000,
  cwd?: string,
): SpawnSyncReturns<string> {
  const [program, ...args] = command as [string, ...string[]];
  return spawnSync(program, args, {
    encoding: "utf8",
    timeout,
    killSignal: "SIGKILL",
    cwd,
    env: { ...env, ...more },
  });
}

/** Node with a program, as a rank. */
export const node = (program: string, ...args: string[]): readonly string[] => [
  process.execPath,
  "--disable-warning=ExperimentalWarning",
  program,
  ...args,
];
