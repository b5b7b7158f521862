// What lies in the cache, for whoever wants to see it or to have it gone.
import { cachePlace, isPrivate } from "./folder.ts";

const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

/** A file of ours. */
export interface CacheEntry {
  readonly file: string;
  /** Its name up to the first hyphen: what it is. */
  readonly kind: string;
  readonly bytes: number;
  /** When it was written, in milliseconds since 1970. */
  readonly written: number;
}

/** Names as we give them: a kind and a hash. Whatever else lies in the folder is somebody else's. */
const OURS = /^([a-z]+)-[0-9a-z.-]+$/;

/** All entries, the youngest first; none if there is no cache, or one that is not the user's alone. */
export function cacheEntries(): CacheEntry[] {
  const folder = cachePlace();
  if (folder === undefined || !isPrivate(folder)) return [];
  const found: CacheEntry[] = [];
  for (const name of fs().readdirSync(folder)) {
    const [, kind] = OURS.exec(name) ?? [];
    if (kind === undefined) continue;
    const file = path().join(folder, name);
    const stat = fs().statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) found.push({ file, kind, bytes: stat.size, written: stat.mtimeMs });
  }
  return found.sort((a, b) => b.written - a.written);
}

/** Removes all entries; returns them. */
export function clearCache(): CacheEntry[] {
  const gone = cacheEntries();
  for (const { file } of gone) fs().rmSync(file, { force: true });
  return gone;
}
