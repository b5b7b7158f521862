// Where this package lies and what it says of itself; the same two levels up from src/cli and from dist/cli.
// Read from package.json so that the version is written down once.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of amdahl's own package.json. */
export const packageRoot: string = fileURLToPath(new URL("../../", import.meta.url));

/** The version in amdahl's package.json. Throws if that file is missing or not JSON. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
