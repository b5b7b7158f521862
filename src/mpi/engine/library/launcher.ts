// Who has started this process as one of many, as its environment says, and the library that goes with it.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** A program that starts ranks. */
export interface Launcher {
  /** For people. */
  readonly name: string;
  /** How many ranks it has started, as it says itself. */
  readonly size: number;
  /** How many of them share this machine, where it says so. */
  readonly here: number | undefined;
  /** Libraries that it works with, the likeliest first: names, which the system looks up, and paths. */
  readonly libraries: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** MPICH and what shares its binary interface: Intel MPI, Cray MPICH, MVAPICH. */
const MPICH = ["libmpi.so.12", "libmpich.so.12", "libmpi_abi.so.0"];
const OPEN_MPI = ["libmpi.so.40", "libmpi_abi.so.0"];

/**
 * The launcher that has started this process, or undefined for a process by itself. `AMDAHL_MPI` names the library to be
 * used with it; `AMDAHL_MPI=off` takes any process for one by itself.
 */
export function launcher(env: Environment = process.env): Launcher | undefined {
  if (env.AMDAHL_MPI === "off") return undefined;
  const found = openMpi(env) ?? processManager(env) ?? slurm(env);
  if (found === undefined) return undefined;
  return env.AMDAHL_MPI ? { ...found, libraries: [env.AMDAHL_MPI] } : found;
}

function openMpi(env: Environment): Launcher | undefined {
  const size = whole(env.OMPI_COMM_WORLD_SIZE);
  if (size === undefined) return undefined;
  return {
    name: "Open MPI's mpirun",
    size,
    here: whole(env.OMPI_COMM_WORLD_LOCAL_SIZE),
    libraries: [...OPEN_MPI, ...beside("mpirun", OPEN_MPI[0], env)],
  };
}

/** PMI, by which MPICH's mpiexec and `srun --mpi=pmi2` tell ranks of each other. */
function processManager(env: Environment): Launcher | undefined {
  const size = whole(env.PMI_SIZE);
  if (size === undefined || env.PMI_RANK === undefined) return undefined;
  return {
    name: env.SLURM_STEP_ID === undefined ? "mpiexec" : "srun",
    size,
    here: whole(env.MPI_LOCALNRANKS) ?? whole(env.SLURM_TASKS_PER_NODE),
    libraries: [...MPICH, ...beside("mpiexec", MPICH[0], env)],
  };
}

/** srun with PMIx, or with nothing that an MPI library could use: then the library will find one rank only. */
function slurm(env: Environment): Launcher | undefined {
  const size = whole(env.SLURM_STEP_NUM_TASKS);
  const ranked = env.PMIX_RANK !== undefined;
  if (size === undefined || (size < 2 && !ranked)) return undefined;
  return {
    name: "srun",
    size,
    here: whole(env.SLURM_STEP_TASKS_PER_NODE),
    libraries: ranked ? [...OPEN_MPI, ...MPICH] : [...MPICH, ...OPEN_MPI],
  };
}

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : undefined;

/** The library of an installation that only the PATH leads to. */
function beside(program: string, library: string, env: Environment): string[] {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder, program);
    if (folder === "" || !existsSync(path)) continue;
    const prefix = dirname(dirname(realpathSync(path)));
    return ["lib", "lib64"].map((lib) => join(prefix, lib, library)).filter((file) => existsSync(file));
  }
  return [];
}
