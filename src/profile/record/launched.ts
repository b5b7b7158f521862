// Which rank of an MPI job this process is, as the launcher that started it says in its environment.

type Environment = Readonly<Record<string, string | undefined>>;

/** A rank among others, and a name that all of its job have in common. */
export interface LaunchedRank {
  readonly rank: number;
  readonly size: number;
  readonly job: string;
}

/** The rank that a launcher has started this process as; undefined for a process by itself. */
export function launchedRank(env: Environment = process.env): LaunchedRank | undefined {
  const rank = env.OMPI_COMM_WORLD_RANK ?? env.PMI_RANK ?? env.PMIX_RANK ?? env.SLURM_PROCID;
  const size = env.OMPI_COMM_WORLD_SIZE ?? env.PMI_SIZE ?? env.SLURM_STEP_NUM_TASKS;
  if (rank === undefined || size === undefined) return undefined;
  const { PMIX_NAMESPACE, SLURM_JOB_ID, SLURM_STEP_ID, PMI_ID } = env;
  const slurm = SLURM_JOB_ID && `slurm-${SLURM_JOB_ID}-${SLURM_STEP_ID}`;
  // MPICH's ranks on one machine have one parent; its PMI_ID is a rank's own.
  const job = PMIX_NAMESPACE ?? slurm ?? `${PMI_ID === undefined ? "job" : "mpich"}-${process.ppid}`;
  return { rank: Number(rank), size: Number(size), job: job.replace(/[^\w.-]/g, "-") };
}
