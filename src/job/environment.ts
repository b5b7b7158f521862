// What ranks find in their environment, and which file runs them.
import { existsSync } from "node:fs";
import { asked, realCores } from "../team/index.ts";

/** Ranks share the cores: each one's parallel loops have their part, unless somebody has said how many. */
export function environment(size: number): NodeJS.ProcessEnv {
  if (asked(process.env) !== undefined) return process.env;
  return { ...process.env, AMDAHL_NUM_THREADS: String(Math.max(1, Math.floor(realCores() / size))) };
}

/** The file that runs a rank. */
export function entry(): URL {
  const file = new URL(import.meta.url.endsWith(".ts") ? "./rank.ts" : "./rank.cjs", import.meta.url);
  if (existsSync(file)) return file;
  throw new Error(`${file.pathname} is missing: leave amdahl out of the bundle`);
}
