// Pages of profiles whose every figure is known, as files that a browser can open, and what is to be seen on them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pageOf } from "../../../src/profile/page/index.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import { DEEPER, GC, IDLE, INNER, madeThread, OUTER, TEXT } from "../formats/hand-made.ts";
import type { Page } from "./browser.ts";

/** What would do harm if it were anything but text; the last line is of other scripts, and of what ends lines in some. */
export const NASTY = `// </script><img src=x onerror="document.title='hurt'"> <!-- <script> ]]> &lt;b&gt; \${1}
const html = "</style><svg onload=alert(1)>"; // "ünïcödé", 日本語, 𝒳, \u{1f9ea}, \\u003c
`;

/** Milliseconds: main 1 in outer, 2 in inner, 4 in inner by itself, 3 collecting, 5 waiting; thread 1 has 10 in inner. */
export function twoThreads(): Profile {
  const text = `${TEXT}${NASTY}`;
  const main = [OUTER, INNER, INNER, DEEPER, DEEPER, DEEPER, DEEPER, GC, GC, GC, ...Array(5).fill(IDLE)];
  const lines: Record<number, Record<number, number>> = {
    [INNER]: { 2: 1, 3: 1 },
    [DEEPER]: { 3: 1 },
    [OUTER]: { 1: 1 },
  };
  const [first, second] = [
    madeThread({ text, samples: main, lines, node: "v24.1.0" }),
    madeThread({
      text,
      samples: Array(10).fill(INNER),
      lines,
      thread: 1,
      node: "v24.1.0",
      counts: [0, 0, 10, 0],
    }),
  ];
  return new Profile([{ ...first, argv: ["/project/prog.ts", "<b>&amp;"] }, second]);
}

/** Ten milliseconds in inner, by the engine on a line that is none of its. */
export function doubtful(): Profile {
  const text = `${TEXT}${NASTY}`;
  const lines = { [INNER]: { 5: 10 } };
  return new Profile([madeThread({ text, samples: Array(10).fill(INNER), lines, node: "v24.1.0" })]);
}

/** A program with so many lines of nothing after its own four. */
export function longFile(lines: number): Profile {
  const text = `${TEXT}${"// nothing\n".repeat(lines)}`;
  return new Profile([madeThread({ text, samples: [INNER, INNER], lines: { [INNER]: { 2: 1, 3: 1 } } })]);
}

/** Many calls: a tree of so many nodes on each of three levels below every other. */
export function manyCalls(branches: number): Profile {
  const record = madeThread({ samples: [] });
  const frame = (name: string) => ({
    functionName: name,
    scriptId: "9",
    url: "file:///project/other.js",
    lineNumber: 1,
    columnNumber: 0,
  });
  const nodes = [{ id: 1, callFrame: { ...frame("(root)"), url: "" }, children: [] as number[] }];
  let level = nodes;
  for (let depth = 0; depth < 3; depth++)
    level = level.flatMap((parent) =>
      Array.from({ length: branches }, (_, i) => {
        const made = { id: nodes.length + 1, callFrame: frame(`f${depth}_${i}`), children: [] as number[] };
        parent.children.push(made.id);
        nodes.push(made);
        return made;
      }),
    );
  const samples = level.map(({ id }) => id);
  const timeDeltas = samples.map(() => 100);
  const profile = { nodes, startTime: 0, endTime: samples.length * 100 + 100, samples, timeDeltas };
  return new Profile([{ ...record, profile, files: [] }]);
}

/** Writes a profile's page to a file that is gone when this process ends; gives its address. */
export function pageFile(profile: Profile): string {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-page-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "profile.html");
  writeFileSync(file, pageOf(profile));
  return pathToFileURL(file).href;
}

/** Where a picture is left to be looked at: in the folder of AMDAHL_PICTURES, or one that is always the same. */
export function picture(name: string): string {
  const folder = process.env.AMDAHL_PICTURES ?? join(tmpdir(), `amdahl-pictures-${process.getuid?.() ?? ""}`);
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

/** The table's cells, row by row, as they are read. */
export function cells(page: Page): Promise<string[][]> {
  return page.value(
    '[...document.querySelectorAll("#rows tr[data-fn]")].map((row) => [...row.cells].map((cell) => cell.textContent))',
  );
}

/** The text of the elements that a selector finds. */
export function texts(page: Page, selector: string): Promise<string[]> {
  return page.value(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.textContent.replace(/\\s+/g, " ").trim())`,
  );
}

/** Chooses by the index in a list. */
export async function choose(page: Page, id: string, index: number): Promise<void> {
  await page.value(
    `{ const list = document.getElementById("${id}"); list.selectedIndex = ${index}; list.dispatchEvent(new Event("change")); }`,
  );
  await page.settled();
}

export async function type(page: Page, text: string): Promise<void> {
  await page.value(
    `{ const box = document.getElementById("find"); box.value = ${JSON.stringify(text)}; box.dispatchEvent(new Event("input")); }`,
  );
  await page.settled();
}
