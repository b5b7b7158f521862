// Where amdahl keeps what would be costly to make again. What lies there is run as code, so the folder must be the
// user's own: one that others can write to is not used.

// Builtins are asked for, not imported: an `import` of one makes a module of all it exports, at the start of every
// program, and node:util's alone takes longer than everything here.
const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

/**
 * The folder of this user's caches, by the platform's custom; `AMDAHL_CACHE` names another, and `AMDAHL_CACHE=off`
 * none. Undefined where there is no place for one.
 */
export function cachePlace(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { AMDAHL_CACHE: chosen } = env;
  if (chosen === "off") return undefined;
  const { isAbsolute, join, resolve } = path();
  if (chosen) return resolve(chosen);
  if (process.platform === "win32") return env.LOCALAPPDATA && join(env.LOCALAPPDATA, "amdahl", "Cache");
  // The XDG Base Directory Specification: a relative path there counts as none.
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "amdahl");
  const home = homeOf(env);
  if (home === undefined) return undefined;
  return process.platform === "darwin"
    ? join(home, "Library", "Caches", "amdahl")
    : join(home, ".cache", "amdahl");
}

function homeOf(env: NodeJS.ProcessEnv): string | undefined {
  if (env.HOME) return env.HOME;
  try {
    return process.getBuiltinModule("node:os").homedir() || undefined;
  } catch {
    // A user without an entry in the password file, as in some containers.
    return undefined;
  }
}

/** True if the folder exists and nobody but this user can put anything into it. */
export function isPrivate(folder: string): boolean {
  // lstat: a link could be pointed elsewhere between this look and the next.
  const found = fs().lstatSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return false;
  // On Windows the user's local folder is the user's own by its access list, which no mode shows.
  if (process.platform === "win32") return true;
  const others = 0o022;
  return found.uid === process.getuid?.() && (found.mode & others) === 0;
}

/**
 * The cache folder, made if it was not there; undefined if there can be none, or if it is not private. Never throws: a
 * cache that cannot be had costs time only.
 */
export function openCache(): string | undefined {
  try {
    const folder = cachePlace();
    if (folder === undefined) return undefined;
    fs().mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a file in the cache; undefined if it is not there, or the folder cannot be trusted. */
export function readCached(name: string): Buffer | undefined {
  try {
    const folder = cachePlace();
    if (folder === undefined || !isPrivate(folder)) return undefined;
    return fs().readFileSync(path().join(folder, name));
  } catch {
    return undefined;
  }
}

/**
 * Puts a file into the cache, whole or not at all: many processes may write the same one at once, and a reader sees
 * the old or a new one. Afterwards only the `most` youngest files of the same kind (the name up to its first hyphen)
 * are left. True if it is there now.
 */
export function writeCached(name: string, parts: readonly Uint8Array[], most: number): boolean {
  const folder = openCache();
  if (folder === undefined) return false;
  const { closeSync, openSync, renameSync, rmSync, writevSync } = fs();
  const target = path().join(folder, name);
  const written = `${target}.${process.pid}.new`;
  try {
    const file = openSync(written, "wx", 0o600);
    try {
      const wanted = parts.reduce((sum, part) => sum + part.byteLength, 0);
      if (writevSync(file, parts) !== wanted) throw new Error("the disk is full");
    } finally {
      closeSync(file);
    }
    renameSync(written, target);
    evict(folder, name.slice(0, name.indexOf("-") + 1), most);
    return true;
  } catch {
    rmSync(written, { force: true });
    return false;
  }
}

function evict(folder: string, kind: string, most: number): void {
  const { readdirSync, rmSync, statSync } = fs();
  const files = readdirSync(folder).filter((name) => name.startsWith(kind));
  if (files.length <= most) return;
  const aged = files.map((name) => {
    const file = path().join(folder, name);
    return { file, age: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  aged.sort((a, b) => b.age - a.age);
  for (const { file } of aged.slice(most)) rmSync(file, { force: true });
}
