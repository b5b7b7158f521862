// Which file a profiled program's threads import.
import { existsSync } from "node:fs";

/** The URL of that file, for Node's `--import`. */
export function recordingEntry(): string {
  const isSource = import.meta.url.endsWith(".ts");
  const file = new URL(isSource ? "./start.ts" : "./record/start.cjs", import.meta.url);
  if (existsSync(file)) return file.href;
  throw new Error(`${file.pathname} is missing: leave amdahl out of the bundle`);
}
