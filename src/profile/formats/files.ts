// A profile becomes files in the format that their names end in, whole or not at all.
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { pageOf } from "../page/index.ts";
import type { Profile } from "../report/index.ts";
import { cpuProfile } from "./cpuprofile.ts";
import { pprof } from "./pprof.ts";
import { speedscope } from "./speedscope.ts";
import { threadTags } from "./threads.ts";

/** A file to be written. */
interface Content {
  readonly path: string;
  readonly data: string | Uint8Array;
}

/** By what a name ends in; of two endings that fit, the first. */
const FORMATS: Readonly<Record<string, (profile: Profile, path: string, ending: string) => Content[]>> = {
  ".speedscope.json": (profile, path) => [
    { path, data: JSON.stringify(speedscope(profile, profile.records[0]?.argv.join(" ") ?? "")) },
  ],
  ".cpuprofile": ({ records, threads }, path, ending) =>
    threadTags(records).map((tag, i) => ({
      path: tag === "" ? path : `${path.slice(0, -ending.length)}.${tag}${ending}`,
      data: JSON.stringify(cpuProfile(records[i], threads[i])),
    })),
  ".html": (profile, path) => [{ path, data: pageOf(profile) }],
  ".pb.gz": (profile, path) => [{ path, data: gzipSync(pprof(profile)) }],
  ".json": (profile, path) => [{ path, data: JSON.stringify(profile.save()) }],
};

/** The endings of names that {@link saveProfile} knows. */
export const ENDINGS: readonly string[] = Object.keys(FORMATS).sort();

/**
 * Why a profile cannot be saved under a name; undefined if it probably can. To be asked before a program runs for an hour.
 *
 * @example
 * refusal("out/prog.cpuprofile"); // "there is no folder out for out/prog.cpuprofile"
 */
export function refusal(path: string): string | undefined {
  if (endingOf(path) === undefined)
    return `${path} has none of the endings that say what it is to be: ${ENDINGS.join(", ")}`;
  const folder = dirname(path);
  const is = statSync(folder, { throwIfNoEntry: false });
  if (!is?.isDirectory()) return `there is no folder ${folder} for ${basename(path)}`;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return `${path} is a folder`;
  return undefined;
}

/**
 * Writes a profile to a file in the format that its name ends in: one of {@link ENDINGS}. V8's format holds one thread:
 * the others' files have the thread's number before the ending. Throws what the file system throws, and leaves no part.
 *
 * @returns the paths of the files
 * @example
 * saveProfile(profile, "prog.cpuprofile"); // ["prog.cpuprofile", "prog.1.cpuprofile"]
 */
export function saveProfile(profile: Profile, path: string): string[] {
  const ending = endingOf(path);
  if (ending === undefined) throw new Error(refusal(path));
  const contents = FORMATS[ending](profile, path, ending);
  const part = (whole: string) => join(dirname(whole), `.${basename(whole)}.${process.pid}.part`);
  try {
    for (const { path: whole, data } of contents) writeFileSync(part(whole), data);
    for (const { path: whole } of contents) renameSync(part(whole), whole);
  } finally {
    for (const { path: whole } of contents) rmSync(part(whole), { force: true });
  }
  return contents.map(({ path: whole }) => whole);
}

function endingOf(path: string): string | undefined {
  // A name that is nothing else would be a hidden file, and its ending no ending.
  return Object.keys(FORMATS).find((ending) => path.endsWith(ending) && basename(path) !== ending);
}
