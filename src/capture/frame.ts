// A few numbered lines of source with a caret below, as compilers print them. Columns on a terminal are not
// characters: tabs are expanded and wide characters count twice, so that the caret stands under its token.

/** At most this many columns of one line are shown; minified lines are cut around the caret. */
const WIDTH = 100;

/** The width of a character in terminal columns (Unicode East Asian Width W and F, marks and joiners none). */
function width(char: string): number {
  if (char === "\t") return 2;
  const code = char.codePointAt(0) as number;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(char)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

const widthOf = (text: string) => [...text].reduce((sum, char) => sum + width(char), 0);

/**
 * Renders the lines around a range of one line of `text`.
 *
 * @param text the whole text; lines end in LF or CRLF
 * @param line 1-based line of the caret
 * @param column 1-based column, in UTF-16 units, of the caret
 * @param length UTF-16 units to underline; cut at the line's end, at least one
 * @param first number to print for the first line of `text`
 */
export function renderFrame(
  text: string,
  line: number,
  column: number,
  length: number,
  note = "",
  first = 1,
): string {
  const lines = text.split(/\r?\n/);
  const digits = String(Math.min(line + 1, lines.length) + first - 1).length;
  const rows: string[] = [];
  const row = lines[line - 1] ?? "";
  const from = row.length > WIDTH && column > WIDTH / 2 ? column - 1 - WIDTH / 2 : 0;
  const cut = (source: string) => {
    const piece = source.slice(from, from + WIDTH);
    const head = from > 0 && piece ? "…" : "";
    return `${head}${piece.replaceAll("\t", "  ")}${source.length > from + WIDTH ? "…" : ""}`.trimEnd();
  };
  for (let at = Math.max(1, line - 1); at <= Math.min(line + 1, lines.length); at++) {
    const number = String(at + first - 1).padStart(digits);
    rows.push(`${at === line ? ">" : " "} ${number} | ${cut(lines[at - 1] as string)}`.trimEnd());
    if (at !== line) continue;
    const before = widthOf(row.slice(from, column - 1)) + (from > 0 ? 1 : 0);
    const room = Math.max(1, Math.min(row.length, from + WIDTH) - (column - 1));
    const under = Math.max(1, widthOf(row.slice(column - 1, column - 1 + Math.min(length, room))));
    rows.push(`${" ".repeat(digits + 2)} | ${" ".repeat(before)}${"^".repeat(under)} ${note}`.trimEnd());
  }
  return rows.join("\n");
}
