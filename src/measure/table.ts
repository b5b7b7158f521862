// The one printer of plain-text tables: aligned columns that read the same in a terminal, a log and a README.

/** A column of {@link formatTable}. */
export interface Column {
  readonly title: string;
  /** Numbers go right (the default), words left. */
  readonly align?: "left" | "right";
}

/**
 * Lays out rows of cells under the columns' titles, two spaces apart, with a rule under the titles. Cells are
 * text already, so that one column keeps one unit. A row of `null` draws a blank line. No line ends in spaces.
 *
 * @throws RangeError when a row has more cells than there are columns.
 * @example formatTable([{ title: "threads" }, { title: "time" }], [["1", "812 ms"], ["2", "421 ms"]])
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[] | null)[]): string {
  const widths = columns.map((column) => textWidth(column.title));
  for (const row of rows) {
    if (row === null) continue;
    if (row.length > columns.length)
      throw new RangeError(
        `formatTable: a row of ${row.length} cells in a table of ${columns.length} columns`,
      );
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i], textWidth(cell));
    });
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? "";
        const space = " ".repeat(widths[i] - textWidth(cell));
        return align === "left" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [
    line(columns.map((column) => column.title)),
    rule,
    ...rows.map((row) => (row ? line(row) : "")),
  ].join("\n");
}

// Combining marks take no room of their own; that is all that names and units need.
function textWidth(text: string): number {
  return [...text.replace(/\p{M}/gu, "")].length;
}
