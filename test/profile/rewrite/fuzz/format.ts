// A generated program as text, in one of the many ways to write it: with or without semicolons, with line ends and
// comments wherever the language allows them.
import type { Random } from "../../../fuzz/random.ts";
import { isList, type Node } from "../../../fuzz/tree.ts";

/** Marks in a production's text: a gap, a gap without a line end, the end of a statement, a line end, and parentheses without gaps. */
const MARKS = /[¤¬¶⏎«»]|[([{,]|[)\]}]/g;
/** What would go on with a statement that ended without a semicolon. */
const GOES_ON = /^(?:[([`+\-*/.,?:=&|<>%^]|in\b|instanceof\b|of\b)/;
const NO_TOKEN = /^(?:\s|[¤¬⏎])*/;
const LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\u2028"];

/** The text of a tree, marks and all. */
function marked(node: Node): string {
  return node.text
    .map((part) => {
      if (typeof part === "string") return part;
      const kid = node.kids[part];
      return isList(kid) ? kid.map(marked).join("") : marked(kid);
    })
    .join("");
}

export function format(tree: Node, r: Random): string {
  const text = marked(tree);
  // Some programs are written as people do, others as nobody does.
  const wild = r.pick([0, 0.1, 0.5]);
  const semicolons = r.pick([1, 0.6, 0]);
  const end = r.pick(LINE_ENDS);
  const gap = (): string => {
    if (!r.chance(wild)) return "";
    return r.pick([" ", " ", "\n", "\n  ", "/* ( */", " // { \n", "/*\n*/", "\t"]);
  };
  const inLine = (): string => (r.chance(wild) ? r.pick([" ", "/* } */", "\t"]) : "");
  const stop = (at: number): string => {
    const next = text.slice(at).replace(NO_TOKEN, "");
    const isClosed = next[0] === "}" || next === "";
    if (r.chance(semicolons) || (!isClosed && GOES_ON.test(next))) return `;${r.chance(0.8) ? "\n" : gap()}`;
    return isClosed && r.chance(wild) ? "" : `${r.chance(wild) ? "// ;" : ""}\n`;
  };
  const out = text.replace(MARKS, (mark, at: number) => {
    switch (mark) {
      case "¤":
        return gap();
      case "¬":
        return inLine();
      case "¶":
        return stop(at + 1);
      case "⏎":
        return "\n";
      case "«":
        return "(";
      case "»":
        return ")";
      default:
        return ")]}".includes(mark) ? gap() + mark : mark + gap();
    }
  });
  return out.replaceAll("\n", end);
}
