// V8's own format, which Chrome's DevTools and VS Code open: one thread, in the order of time, with the functions and the
// places that their author wrote.
import type { SampledNode, SampledProfile, ThreadRecord } from "../record/index.ts";
import type { CallNode, ThreadProfile } from "../report/index.ts";
import { byLine, timeline } from "./timeline.ts";

type Frame = SampledNode["callFrame"];

/**
 * A thread as the inspector's `Profiler.Profile` (https://chromedevtools.github.io/devtools-protocol/tot/Profiler).
 *
 * @example
 * JSON.stringify(cpuProfile(profile.records[0], profile.threads[0]));
 */
export function cpuProfile(record: ThreadRecord, thread: ThreadProfile): SampledProfile {
  const stretches = timeline(record, thread);
  const hits = new Map<CallNode, number>();
  for (const { at } of stretches) hits.set(at, (hits.get(at) ?? 0) + 1);

  // By breadth, from 1: VS Code takes a node's number for its place in this order.
  const order = [thread.root];
  for (const at of order) order.push(...at.children);
  const ids = new Map(order.map((at, i) => [at, i + 1]));
  const id = (at: CallNode) => ids.get(at) as number;
  const frames = framesOf(record, thread);
  const nodes = order.map((at): SampledNode => {
    const hitCount = hits.get(at) ?? 0;
    const ticks = byLine(at, hitCount).filter(({ line, count }) => line > 0 && count > 0);
    return {
      id: id(at),
      callFrame: frames(at),
      hitCount,
      // DevTools refuses a root that has none.
      children: at.children.map(id),
      ...(ticks.length > 0 && { positionTicks: ticks.map(({ line, count }) => ({ line, ticks: count })) }),
    };
  });

  const { startTime = 0, endTime = 0, timeDeltas = [] } = record.profile ?? {};
  // Whole microseconds, rounded so that errors do not add up.
  const first = Math.max(0, timeDeltas[0] ?? 0);
  let exact = first;
  let before = 0;
  const deltas = stretches.map(({ seconds }) => {
    const at = Math.round(exact);
    const delta = at - before;
    before = at;
    exact += seconds * 1e6;
    return delta;
  });
  return { nodes, startTime, endTime, samples: stretches.map(({ at }) => id(at)), timeDeltas: deltas };
}

function framesOf({ profile }: ThreadRecord, thread: ThreadProfile): (at: CallNode) => Frame {
  const engine = new Map<CallNode, Frame>();
  for (const { id, callFrame } of profile?.nodes ?? []) {
    const at = thread.nodes.get(id);
    if (at && !engine.has(at)) engine.set(at, callFrame);
  }
  const scripts = new Map<string, string>();
  const scriptId = (url: string) => {
    if (url === "") return "0";
    if (!scripts.has(url)) scripts.set(url, String(scripts.size + 1));
    return scripts.get(url) as string;
  };
  return (at) => {
    const { kind, name, file, known } = at.fn;
    if (known) {
      const { url } = known.file;
      const { line = 0, column = 0 } = known.record ?? {};
      return { functionName: name, scriptId: scriptId(url), url, lineNumber: line, columnNumber: column };
    }
    const frame = engine.get(at);
    // Several of the engine's functions that are one here have no place of their own.
    if (frame === undefined || kind === "profiler" || file === "node:wasm")
      return { functionName: name, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
    return {
      ...frame,
      functionName: kind === "native" ? frame.functionName : name,
      scriptId: scriptId(frame.url),
    };
  };
}
