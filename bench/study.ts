// Times the variants of one kernel against each other, after making sure that each of them is right.
import { type CaseResult, interleave } from "../src/measure/index.ts";
import type { Kernel, Size } from "./kernel.ts";

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
}

/**
 * Runs every variant of `kernel` once, looks at its result, and then times them all, interleaved.
 *
 * @throws Error when a variant's result is wrong: its time would say nothing.
 */
export async function study(kernel: Kernel, options: StudyOptions): Promise<KernelResult> {
  const variants = kernel.variants(options.size, options.threads);
  for (const { name, run, relaxed = false } of variants) {
    const wrong = kernel.wrong(await run(), options.size, relaxed);
    if (wrong !== undefined) throw new Error(`${kernel.name}, ${name}: ${wrong}`);
  }
  const results = await interleave(variants, { repeats: options.repeats });
  return { name: kernel.name, about: kernel.about(options.size), variants: results };
}
