// What a package's licence asks to be passed on with it, for the packages of which parts are put into this one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Licences that ask for no more than their text be passed on.
const FREE = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

/** A package's name and the text of its licence. Throws for a licence that asks for more. */
export function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!FREE.includes(license))
    throw new Error(
      `${name} ${version} is under "${license}": see whether it may be bundled (${FREE.join(", ")} may)`,
    );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const path = join(folder, file ?? "LICENSE");
  const text = existsSync(path) ? readFileSync(path, "utf8").trim() : `Licence: ${license}`;
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
