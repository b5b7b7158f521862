// The engine's own sampling profiler, through an inspector session of the thread itself: it answers at once, so that it can
// be stopped where no event loop turns any more.
import { Session } from "node:inspector";
import type { SampledProfile } from "./record.ts";

/** Samples the thread that makes it. */
export class Sampler {
  readonly #session = new Session();

  /** @param interval microseconds between two samples */
  constructor(interval: number) {
    this.#session.connect();
    this.#post("Profiler.enable");
    this.#post("Profiler.setSamplingInterval", { interval });
    this.#post("Profiler.start");
  }

  /** Ends sampling, and gives what was sampled. */
  stop(): SampledProfile {
    const { profile } = this.#post("Profiler.stop") as { profile: SampledProfile };
    this.#post("Profiler.disable");
    this.#session.disconnect();
    return profile;
  }

  #post(method: string, parameters: object = {}): unknown {
    let failed: Error | null = null;
    let answer: unknown;
    this.#session.post(method, parameters, (error: Error | null, result?: object) => {
      failed = error;
      answer = result;
    });
    if (failed) throw new Error(`the inspector refused ${method}: ${(failed as Error).message}`);
    return answer;
  }
}
