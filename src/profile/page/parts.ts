// The parts of a page that are files: its style, and the browser's side as one script. A built amdahl has both beside it,
// made by tools/page.ts. From source the script is bundled when a page is made, by esbuild, as the build does it: nobody
// has the sources without the packages for development, and several files with types are easier to keep right than
// one without imports, which is all that Node by itself could turn into a script.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const isSource = import.meta.url.endsWith(".ts");
// Folded, this file is a part of the one in the folder above.
const built = join(here, "page");

let script: string | undefined;

/** The page's style. */
export function pageStyle(): string {
  return readFileSync(join(isSource ? here : built, "page.css"), "utf8");
}

/** The page's script. */
export function pageScript(): string {
  script ??= isSource ? bundled() : readFileSync(join(built, "page.js"), "utf8");
  return script;
}

function bundled(): string {
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [join(here, "browser", "main.ts")],
    write: false,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** The folder of speedscope's page; undefined where it is not installed. */
export function speedscopeFolder(): string | undefined {
  if (!isSource) return existsSync(join(built, "speedscope")) ? join(built, "speedscope") : undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve("speedscope/package.json");
    return join(dirname(manifest), "dist", "release");
  } catch {
    return undefined;
  }
}
