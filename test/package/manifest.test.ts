// That package.json keeps the promises of the README: nothing to install beside, exact versions, one form of entry.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const manifest = JSON.parse(read("package.json"));

test("every entry has types first and a default last", () => {
  const entries = Object.entries<Record<string, string>>(manifest.exports).filter(
    ([name]) => !name.endsWith(".json"),
  );
  for (const [name, conditions] of entries) {
    assert.deepEqual(Object.keys(conditions), ["types", "module", "module-sync", "require", "default"], name);
    assert.equal(conditions.types, conditions.default.replace(/\.js$/, ".d.ts"));
    assert.equal(conditions.module, conditions.default);
    // Node opens the library from a cache, except for what shares no state with it; bundlers know "module" and stop there.
    const face = name === "." ? "index" : name.slice(2);
    assert.equal(
      conditions["module-sync"],
      ["./plot", "./profile"].includes(name) ? conditions.default : `./dist/node/${face}.js`,
    );
    const source = conditions.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    assert.ok(existsSync(new URL(source, ROOT)), `${name} has no ${source}`);
  }
});

test("versions are exact, so that a build is the same tomorrow", () => {
  const groups = ["dependencies", "devDependencies", "optionalDependencies"];
  const loose = groups.flatMap((group) =>
    Object.entries<string>(manifest[group] ?? {}).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    ),
  );
  assert.deepEqual(loose, []);
});

test("installing amdahl runs no script", () => {
  const onInstall = ["preinstall", "install", "postinstall"].filter((name) => name in manifest.scripts);
  assert.deepEqual(onInstall, []);
});

test("the pinned Node stays in the repository", () => {
  assert.ok(!manifest.files.some((path: string) => path.startsWith("tools")));
  assert.equal(JSON.parse(read("tools/node/package.json")).private, true);
});

test("the lock file names no registry", () => {
  const { packages } = JSON.parse(read("package-lock.json"));
  const resolved = Object.entries<{ resolved?: string; link?: boolean }>(packages).filter(
    ([, { resolved, link }]) => resolved !== undefined && !link,
  );
  assert.deepEqual(resolved, []);
});

test("the README's commands are there for CI to find", () => {
  const readme = read("README.md");
  for (const name of ["run", "test"])
    assert.match(readme, new RegExp(`<!-- command: ${name} -->\n+\`\`\`sh\nnpm ci && `));
});
