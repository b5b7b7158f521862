// Profiles as files that every table can be made again from, and what is said to a file that is none.
import { readFileSync } from "node:fs";
import { Profile, type SavedProfile } from "../report/index.ts";

/** A file that holds no saved profile; `message` says what it holds instead. */
export class NotAProfileError extends Error {
  override readonly name = "NotAProfileError";
}

/**
 * Reads what `amdahl profile --save` wrote to a file ending in `.json`. Throws NotAProfileError for anything else.
 *
 * @example
 * functionReport(loadProfile("before.json"), { sort: "tottime", limit: 25 });
 */
export function loadProfile(path: string, internals = false): Profile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(error);
    throw new NotAProfileError(`${path} cannot be read: ${why}`);
  }
  const found = lookAt(bytes);
  if (typeof found !== "string") return Profile.fromSaved(found, internals);
  throw new NotAProfileError(
    `${path} is no saved profile: it ${found}. What --save writes to a name that ends in .json is one`,
  );
}

/** A profile, or what is there instead. */
function lookAt(bytes: Buffer): SavedProfile | string {
  if (bytes.length === 0) return "is empty";
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "is compressed by gzip, as pprof's format is";
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return `is not JSON (${(error as Error).message})`;
  }
  if (value === null || typeof value !== "object")
    return `is the JSON of ${value === null ? "null" : `a ${typeof value}`}`;
  if (Array.isArray(value)) return "is the JSON of an array";
  const { format, threads, nodes, shared } = value as Record<string, unknown>;
  if (format === "amdahl-profile-1") {
    const wrong = Array.isArray(threads) ? threads.findIndex((thread) => !isThread(thread)) : 0;
    return wrong < 0 ? (value as SavedProfile) : `is one of which thread ${wrong + 1} is damaged`;
  }
  if (format === "amdahl-thread-1") return "is the record of one thread";
  if (typeof format === "string" && format.startsWith("amdahl-profile-"))
    return `is one of another version of amdahl (${format}, not amdahl-profile-1)`;
  if (Array.isArray(nodes)) return "is in V8's format (.cpuprofile), which holds no counts";
  if (typeof shared === "object") return "is in speedscope's format, which holds no counts";
  const keys = Object.keys(value);
  return `is an object with ${keys.length > 0 ? `the keys ${keys.slice(0, 5).join(", ")}` : "no keys"}`;
}

function isThread(value: unknown): boolean {
  const { format, node, files, uncounted, argv, profile } = (value ?? {}) as Record<string, unknown>;
  const lists = [files, uncounted, argv];
  if (profile !== undefined) {
    const { nodes, samples, timeDeltas } = (profile ?? {}) as Record<string, unknown>;
    lists.push(nodes, samples, timeDeltas);
  }
  return format === "amdahl-thread-1" && typeof node === "string" && lists.every(Array.isArray);
}
