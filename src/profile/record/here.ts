// Where the profiler itself is: in which package, as source or built, and which files its threads run. It is part of three
// files when it is built, so that none of this can be told from where those lie.
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// In a bundle for CommonJS there is no import.meta, but a file name.
const own = typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url);
const isSource = own.endsWith(".ts");

/** The folder of the package; undefined if amdahl is part of somebody's bundle. */
export const packageFolder: string | undefined = nearestPackage();

/** The folder of the profiler. */
const folder = join(packageFolder ?? dirname(own), isSource ? "src" : "dist", "profile");

/** URLs that begin so are the package's, and the profiler's. */
export const packageUrl: string = pathToFileURL(`${packageFolder ?? dirname(own)}/`).href;
export const profilerUrl: string = pathToFileURL(`${folder}/`).href;

/** The file that a thread runs: what a program's threads import, or what watches them. */
export function threadFile(name: "start" | "watchdog"): string {
  const file = join(folder, "record", `${name}.${isSource ? "ts" : "cjs"}`);
  if (existsSync(file)) return file;
  throw new Error(`${file} is missing: leave amdahl out of the bundle`);
}

function nearestPackage(): string | undefined {
  for (let at = dirname(realpathSync(own)); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (dirname(at) === at) return undefined;
  }
}
