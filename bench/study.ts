// Times the variants of one kernel against each other, after making sure that each of them is right.
import { fileURLToPath } from "node:url";
import { type CaseResult, interleave } from "../src/measure/index.ts";
import type { Kernel, Size } from "./kernel.ts";
import { type Peer, startPeer } from "./peer.ts";

/** What was found of one kernel; the first variant is what `speedup` compares with. */
export interface KernelResult {
  readonly name: string;
  readonly about: string;
  readonly variants: readonly CaseResult[];
}

/** How a kernel is timed. */
export interface StudyOptions {
  readonly size: Size;
  readonly threads: readonly number[];
  readonly repeats: number;
  /** The Python that peers run in; without it there are none. */
  readonly python?: string;
}

/**
 * Runs every variant of `kernel` once, looks at its result, and then times them all, interleaved.
 *
 * @throws Error when a variant's result is wrong: its time would say nothing.
 */
export async function study(kernel: Kernel, options: StudyOptions): Promise<KernelResult> {
  const peer = await pythonPeer(kernel, options);
  try {
    const variants = [...kernel.variants(options.size, options.threads), ...(peer?.variants ?? [])];
    for (const { name, run, relaxed = false } of variants) {
      const wrong = kernel.wrong(await run(), options.size, relaxed);
      if (wrong !== undefined) throw new Error(`${kernel.name}, ${name}: ${wrong}`);
    }
    // At small sizes times mean nothing, and are not waited for.
    const minTime = options.size === "quick" ? 0.001 : undefined;
    const results = await interleave(variants, { repeats: options.repeats, minTime });
    return { name: kernel.name, about: kernel.about(options.size), variants: results };
  } finally {
    await peer?.close();
  }
}

const SERVE = fileURLToPath(new URL("./peers/serve.py", import.meta.url));

async function pythonPeer(
  kernel: Kernel,
  { size, threads, python }: StudyOptions,
): Promise<Peer | undefined> {
  if (python === undefined || kernel.peer === undefined) return undefined;
  const { module, input } = kernel.peer(size);
  const most = String(Math.max(...threads));
  return startPeer(kernel.name, python, [SERVE, module, JSON.stringify(input), threads.join()], {
    // Else each library takes every core that there is.
    NUMBA_NUM_THREADS: most,
    OMP_NUM_THREADS: most,
    OPENBLAS_NUM_THREADS: most,
    MKL_NUM_THREADS: most,
    NUMEXPR_MAX_THREADS: most,
    // The folder of the sources stays as it is.
    PYTHONDONTWRITEBYTECODE: "1",
  });
}
