// Files on the disk: which names are taken, that they are whole or not there, and that a saved profile is the same again.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  loadProfile,
  NotAProfileError,
  pprof,
  refusal,
  saveProfile,
} from "../../../src/profile/formats/index.ts";
import { functionReport, lineReport, Profile } from "../../../src/profile/report/index.ts";
import { temporaryFolder } from "../../cli/command-line.ts";
import { DEEPER, GC, INNER, madeProfile, madeThread, OUTER, readJson, withoutSamples } from "./hand-made.ts";

const PROFILE = () =>
  madeProfile(
    { samples: [OUTER, INNER, GC], counts: [2 ** 31 + 1, 2, 3, 1], lines: { [INNER]: { 3: 1 } } },
    { samples: [DEEPER], thread: 2 },
  );

test("a saved profile gives the same tables again", (context) => {
  const path = join(temporaryFolder(context), "x.json");
  for (const profile of [
    PROFILE(),
    new Profile([]),
    new Profile([withoutSamples(), madeThread({ samples: [OUTER], thread: 1 })]),
  ]) {
    assert.deepEqual(saveProfile(profile, path), [path]);
    const loaded = loadProfile(path);
    assert.equal(
      functionReport(loaded, { sort: "tottime", limit: 99 }),
      functionReport(profile, { sort: "tottime", limit: 99 }),
    );
    assert.equal(lineReport(loaded, ["inner"]), lineReport(profile, ["inner"]));
  }
  assert.equal(readJson(path).format, "amdahl-profile-1");
});

test("the ending says the format, and V8's has a file for each thread", (context) => {
  const folder = temporaryFolder(context);
  const save = (name: string) => saveProfile(PROFILE(), join(folder, name));
  assert.deepEqual(save("a.b.cpuprofile"), [
    join(folder, "a.b.cpuprofile"),
    join(folder, "a.b.2.cpuprofile"),
  ]);
  assert.equal(readJson(join(folder, "a.b.cpuprofile")).samples.length, 3);
  assert.equal(readJson(join(folder, "a.b.2.cpuprofile")).samples.length, 1);
  const [speedscope] = save("x.speedscope.json");
  assert.equal(readJson(speedscope).profiles.length, 2);
  const [gz] = save("x.pb.gz");
  assert.deepEqual(gunzipSync(readFileSync(gz)), Buffer.from(pprof(PROFILE())));
  assert.deepEqual(readdirSync(folder).sort(), [
    "a.b.2.cpuprofile",
    "a.b.cpuprofile",
    "x.pb.gz",
    "x.speedscope.json",
  ]);
});

test("files of other processes' threads have names of their own", (context) => {
  const profile = madeProfile(
    { samples: [], pid: 7 },
    { samples: [], pid: 8 },
    { samples: [], pid: 8, thread: 2 },
  );
  const names = saveProfile(profile, join(temporaryFolder(context), "x.cpuprofile")).map((path) =>
    path.replace(/.*\//, ""),
  );
  assert.deepEqual(names, ["x.cpuprofile", "x.8-0.cpuprofile", "x.8-2.cpuprofile"]);
});

test("a name that cannot be is refused before anything runs", (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "d.json"));
  assert.equal(refusal(join(folder, "x.json")), undefined);
  assert.match(
    refusal(join(folder, "x.txt")) ?? "",
    /x\.txt has none of the endings .*\.cpuprofile, \.html, \.json, \.pb\.gz, \.speedscope\.json$/,
  );
  assert.match(refusal(join(folder, ".json")) ?? "", /none of the endings/);
  assert.match(refusal(join(folder, "no", "x.json")) ?? "", /there is no folder .*no for x\.json/);
  assert.match(refusal(join(folder, "d.json")) ?? "", /is a folder/);
  assert.equal(refusal("x.cpuprofile"), undefined);
});

test("what cannot be written leaves nothing behind, and what was there is as it was", (context) => {
  const folder = temporaryFolder(context);
  // The second thread's file cannot be put in its place: a folder is there.
  mkdirSync(join(folder, "x.2.cpuprofile"));
  writeFileSync(join(folder, "x.2.cpuprofile", "full"), "");
  assert.throws(() => saveProfile(PROFILE(), join(folder, "x.cpuprofile")));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".part")),
    [],
  );
  if (process.getuid?.() === 0) return;
  writeFileSync(join(folder, "y.json"), "before");
  chmodSync(folder, 0o500);
  assert.throws(() => saveProfile(PROFILE(), join(folder, "y.json")));
  chmodSync(folder, 0o700);
  assert.equal(readFileSync(join(folder, "y.json"), "utf8"), "before");
});

test("a file that is no profile is refused by what it is", (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "x.json");
  const said = (data: string | Uint8Array) => {
    writeFileSync(path, data);
    try {
      loadProfile(path);
    } catch (error) {
      assert.ok(error instanceof NotAProfileError);
      return error.message.replace(path, "x").replace(/\. What --save.*/, "");
    }
    return assert.fail("was taken");
  };
  const saved = PROFILE().save();
  const without = (key: string) =>
    JSON.stringify({ ...saved, threads: [saved.threads[0], { ...saved.threads[1], [key]: undefined }] });
  assert.equal(said(""), "x is no saved profile: it is empty");
  assert.match(said("import x"), /^x is no saved profile: it is not JSON \(.*\)$/);
  assert.match(said(JSON.stringify(saved).slice(0, -20)), /is not JSON/);
  assert.match(said("null"), /it is the JSON of null$/);
  assert.match(said("12"), /it is the JSON of a number$/);
  assert.match(said("[]"), /it is the JSON of an array$/);
  assert.match(said("{}"), /it is an object with no keys$/);
  assert.match(said('{"name":"amdahl","version":"1"}'), /it is an object with the keys name, version$/);
  assert.match(said(gzipSync("x")), /compressed by gzip, as pprof's/);
  assert.match(said(JSON.stringify(saved.threads[0])), /it is the record of one thread$/);
  assert.match(
    said('{"format":"amdahl-profile-2"}'),
    /another version of amdahl \(amdahl-profile-2, not amdahl-profile-1\)$/,
  );
  assert.match(said('{"format":"amdahl-profile-1"}'), /damaged/);
  for (const key of ["files", "format", "node", "argv"])
    assert.match(said(without(key)), /one of which thread 2 is damaged$/);
  for (const [ending, what] of [
    ["cpuprofile", "V8's format"],
    ["speedscope.json", "speedscope's format"],
  ]) {
    const [other] = saveProfile(PROFILE(), join(folder, `y.${ending}`));
    assert.match(said(readFileSync(other)), new RegExp(`it is in ${what}`));
  }
  assert.throws(() => loadProfile(join(folder, "none.json")), /cannot be read: there is no such file$/);
  assert.throws(() => loadProfile(folder), /cannot be read: it is a folder$/);
});
