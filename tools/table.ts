// Prints the table of the source: files and lines per folder, and the longest file of each. `npm run table`.
import { type SourceFile, sourceFiles } from "./source.ts";

const src = sourceFiles("src");
const folders = [...new Set(src.map(({ path }) => path.split("/")[1]).filter((name) => !name.includes(".")))];

const groups: [name: string, files: SourceFile[]][] = [
  ...folders.map((name): [string, SourceFile[]] => [
    `src/${name}`,
    src.filter(({ path }) => path.startsWith(`src/${name}/`)),
  ]),
  ["src", src],
  ...["test", "examples", "bench", "tools"].map((name): [string, SourceFile[]] => [name, sourceFiles(name)]),
];

const rows = [["folder", "files", "lines", "longest file", "lines"]];
for (const [name, files] of groups) {
  if (files.length === 0) continue;
  const longest = files.reduce((a, b) => (b.lines > a.lines ? b : a));
  const sum = files.reduce((total, { lines }) => total + lines, 0);
  rows.push([name, `${files.length}`, `${sum}`, longest.path, `${longest.lines}`]);
}

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const numeric = [false, true, true, false, true];
for (const row of rows) {
  const cells = row.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
  console.log(cells.join("  ").trimEnd());
}
