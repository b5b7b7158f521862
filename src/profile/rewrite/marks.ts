// Which functions a person marked to be looked at line by line: by a comment `@profile` before them.
import type * as acorn from "acorn";
import type { Found } from "./functions.ts";

/** What may stand between the comment and the function that it marks. */
const BETWEEN =
  /^(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*(?:(?:export|default|async|static|const|let|var|return)\s+|[\w$.#]+\s*[=:]\s*|\()*(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*$/;

/** The marked functions, with the functions in them. */
export function markedFunctions(
  functions: readonly Found[],
  comments: readonly acorn.Comment[],
  text: string,
): Set<Found> {
  const marked = new Set<Found>();
  for (const { value, end } of comments) {
    if (!/(?:^|[\s*])@profile\b/.test(value)) continue;
    // Functions come in the order of the text, so the first behind the comment is the one.
    const next = functions.find(({ start }) => start >= end);
    if (next && BETWEEN.test(text.slice(end, next.start))) marked.add(next);
  }
  for (const fn of functions) if (fn.parent && marked.has(fn.parent)) marked.add(fn);
  return marked;
}
