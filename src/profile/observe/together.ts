// Several processes that an MPI launcher has started observe a rank each; the first of them gathers what all have left.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LaunchedRank, ThreadRecord } from "../record/index.ts";
import { readRecords } from "./records.ts";

/** How long the first waits for the others after it has ended: they end together, or the launcher ends them. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 20;

/** Where a job's ranks leave their records: in the folder that they were started in, which clusters share. */
export class Together {
  readonly #launched: LaunchedRank;
  readonly #root: string;

  constructor(launched: LaunchedRank) {
    this.#launched = launched;
    this.#root = resolve(`.amdahl-profile-${launched.job}`);
  }

  /** The folder of this rank's records. */
  folder(): string {
    const folder = this.#of(this.#launched.rank);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Says that this rank's records are there. Gives those of all ranks to the first, and undefined to others. */
  async gather(): Promise<ThreadRecord[] | undefined> {
    const { rank, size } = this.#launched;
    writeFileSync(`${this.#of(rank)}.done`, "");
    if (rank !== 0) return undefined;
    const ranks = Array.from({ length: size }, (_, i) => i);
    const until = performance.now() + PATIENCE_MS;
    const missing = () => ranks.filter((one) => !existsSync(`${this.#of(one)}.done`));
    while (missing().length > 0 && performance.now() < until) await sleep(LOOK_MS);
    const records = ranks.flatMap((one) => (existsSync(this.#of(one)) ? readRecords(this.#of(one)) : []));
    rmSync(this.#root, { recursive: true, force: true });
    return records;
  }

  #of(rank: number): string {
    return join(this.#root, `rank-${rank}`);
  }
}
