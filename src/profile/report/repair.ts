// V8 before version 14 (Node 22 and 24) charges part of the time of a function that was inlined to the function around it,
// with the right line but the wrong name. A line that is not the function's own tells whose it is.
import type { CallGraph } from "./call-graph.ts";
import type { CallNode, ProfiledFunction, ThreadProfile } from "./model.ts";
import { childOf, type FileIndex, type Functions } from "./tree.ts";

/** Whether a Node's engine has the fault; measured on 22, 24 and 26. */
export function misplacesInlined(node: string): boolean {
  return Number(/^v?(\d+)/.exec(node)?.[1]) < 26;
}

/**
 * Moves time to the functions whose lines it was spent on. What stands on no line of a function that the charged one
 * may call stays, and makes it doubtful.
 *
 * @returns the functions whose time may still be wrong, and how much of it
 */
export function repairInlined(
  profile: ThreadProfile,
  functions: Functions,
  graph: CallGraph,
): Map<ProfiledFunction, number> {
  const doubtful = new Map<ProfiledFunction, number>();
  const visit = (at: CallNode) => {
    // A copy: functions that are found get nodes of their own.
    for (const child of [...at.children]) visit(child);
    const { known } = at.fn;
    if (!known) return;
    const index = functions.files.get(known.file.url) as FileIndex;
    for (const [line, seconds] of [...at.lines]) {
      const owners = index.onLine(line);
      const isOwn = known.record ? owners.includes(at.fn) : owners.length === 0;
      if (isOwn) continue;
      const owner = ownerOf(line, at.fn, owners, graph, functions);
      if (owner === undefined) {
        // It is no line of this file's, and must not be shown as one.
        at.lines.delete(line);
        doubtful.set(at.fn, (doubtful.get(at.fn) ?? 0) + seconds);
        continue;
      }
      at.lines.delete(line);
      at.self -= seconds;
      const moved = childOf(at, owner);
      moved.self += seconds;
      moved.lines.set(line, (moved.lines.get(line) ?? 0) + seconds);
      const from = profile.moved.get(at) ?? new Map<CallNode, number>();
      profile.moved.set(at, from.set(moved, (from.get(moved) ?? 0) + seconds));
    }
  };
  visit(profile.root);
  return doubtful;
}

/** Longer functions are not inlined: V8 stops at 460 bytes of its bytecode, of which a character of text makes less than one. */
const LONGEST_INLINED = 1000;

/**
 * Lines of a function that cannot be told from those of another file's function which it calls, and which may be inlined:
 * they have the same numbers. By line, from 1, the other function.
 */
export function mixedLines(fn: ProfiledFunction, graph: CallGraph): Map<number, ProfiledFunction> {
  const own = fn.known?.record;
  const mixed = new Map<number, ProfiledFunction>();
  if (own === undefined) return mixed;
  for (const callee of graph.callees(fn)) {
    const other = callee.known?.record;
    if (other === undefined || callee.known?.file.url === fn.known?.file.url) continue;
    if (other.end - other.start > LONGEST_INLINED) continue;
    for (let line = Math.max(own.first, other.first); line <= Math.min(own.last, other.last); line++)
      mixed.set(line + 1, callee);
  }
  return mixed;
}

/** Inlining goes so deep at most that is looked for. */
const DEPTH = 4;

/** The function that has the line, among those that `from` may call. */
function ownerOf(
  line: number,
  from: ProfiledFunction,
  here: readonly ProfiledFunction[],
  graph: CallGraph,
  functions: Functions,
): ProfiledFunction | undefined {
  const seen = new Set<ProfiledFunction>([from]);
  let reached: ProfiledFunction[] = [from];
  for (let depth = 0; depth < DEPTH && reached.length > 0; depth++) {
    const next = reached.flatMap((fn) => graph.callees(fn)).filter((fn) => !seen.has(fn));
    for (const fn of next) seen.add(fn);
    const inFile = next.filter((fn) => here.includes(fn));
    if (inFile.length === 1) return inFile[0];
    if (inFile.length > 1) return undefined;
    const elsewhere = next.filter(
      (fn) =>
        fn.file !== from.file &&
        functions.files
          .get(fn.known?.file.url ?? "")
          ?.onLine(line)
          .includes(fn),
    );
    if (elsewhere.length === 1) return elsewhere[0];
    if (elsewhere.length > 1) return undefined;
    reached = [...new Set(next)];
  }
  return undefined;
}
