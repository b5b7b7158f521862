// A Slurm of one machine for a test: its daemons on ports of the loopback device, everything they keep in one folder.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The daemons that are needed, and where Debian has them. */
const DAEMONS = ["munged", "slurmctld", "slurmd", "srun"] as const;

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** What is missing for a cluster; empty if it can be started. */
export function missing(): string {
  if (process.getuid?.() !== 0) return "only root can start a Slurm";
  const absent = DAEMONS.filter(
    (name) => spawnSync("sh", ["-c", `command -v ${name}`], { env: { ...process.env, PATH } }).status !== 0,
  );
  return absent.length === 0 ? "" : `${absent.join(", ")} missing: apt-get install slurm-wlm`;
}

export interface Cluster {
  /** What programs that ask it need. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a cluster of this machine with so many processors, in an empty folder. */
export async function startCluster(folder: string, cpus: number): Promise<Cluster> {
  const host = hostname().split(".")[0];
  const at = (...parts: string[]) => join(folder, ...parts);
  for (const part of ["munge", "ctld", "spool"]) mkdirSync(at(part));
  for (const part of [folder, at("munge"), at("ctld"), at("spool")]) chmodSync(part, 0o755);
  const id = (flag: string) => Number(spawnSync("id", [flag, "munge"], { encoding: "utf8" }).stdout);
  const [uid, gid] = [id("-u"), id("-g")];
  writeFileSync(at("munge", "key"), randomBytes(128), { mode: 0o400 });
  for (const path of [at("munge", "key"), at("munge")]) chownSync(path, uid, gid);
  const socket = at("munge", "socket");
  const port = 20_000 + (process.pid % 20_000);
  writeFileSync(
    at("slurm.conf"),
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny
SlurmctldPort=${port}
SlurmdPort=${port + 1}
StateSaveLocation=${at("ctld")}
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("ctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("ctld.log")}
SlurmdLogFile=${at("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=${Math.floor(totalmem() / 2 ** 21)} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
  );
  const env = { SLURM_CONF: at("slurm.conf"), PATH };
  const children: ChildProcess[] = [];
  const daemon = (command: string, args: readonly string[], as: { uid?: number; gid?: number } = {}) => {
    children.push(spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore", ...as }));
  };
  daemon(
    "munged",
    [
      ...["--foreground", "--force", `--key-file=${at("munge", "key")}`, `--socket=${socket}`],
      ...[
        `--pid-file=${at("munge", "pid")}`,
        `--log-file=${at("munge", "log")}`,
        `--seed-file=${at("munge", "seed")}`,
      ],
    ],
    { uid, gid },
  );
  daemon("slurmctld", ["-D", "-f", env.SLURM_CONF]);
  daemon("slurmd", ["-D", "-f", env.SLURM_CONF, "-N", host]);
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) child.kill("SIGTERM");
    await sleep(500);
    for (const child of children) child.kill("SIGKILL");
  };
  for (let waited = 0; waited < 30_000; waited += 250) {
    const { stdout } = spawnSync("sinfo", ["-h", "-o", "%T"], {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    if (stdout?.includes("idle")) return { env, stop };
    await sleep(250);
  }
  await stop();
  throw new Error(`the Slurm in ${folder} did not come up`);
}
