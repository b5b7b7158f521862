// Leaves of the compiled package's declarations those that a public one leads to: the others, half of them, are of what
// nobody can import, and the package is to stay small.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

/** The declaration files that the package's exports name. */
function entries(exported: unknown): string[] {
  if (typeof exported !== "object" || exported === null) return [];
  return Object.entries(exported).flatMap(([condition, value]) =>
    condition === "types" && typeof value === "string" ? [join(root, value)] : entries(value),
  );
}

const { exports: exported } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: unknown;
};

const reached = new Set<string>();
const open = entries(exported);
if (open.length === 0) throw new Error("package.json exports no declarations");
for (let file = open.pop(); file !== undefined; file = open.pop()) {
  if (reached.has(file)) continue;
  reached.add(file);
  // Also in comments, of examples: what they name is no file of ours, or may stay.
  for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)) {
    const to = `${resolve(dirname(file), name).replace(/\.[cm]?[jt]s$/, "")}.d.ts`;
    if (existsSync(to)) open.push(to);
  }
}

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && entry.name.endsWith(".d.ts") && !reached.has(path)) rmSync(path);
}
