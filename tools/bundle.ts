// The last step of the build: puts the drawing libraries into the package as one file, because as packages they would
// be more than fifty, and an installed amdahl may bring fifteen. Says whose they are, and copies the fonts.
import { cpSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { notice } from "./notice.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist", "plot");
const vendor = join(dist, "vendor.js");

const result = await build({
  absWorkingDir: root,
  entryPoints: [vendor],
  outfile: vendor,
  allowOverwrite: true,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22.18",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const folders = new Set<string>();
for (const { inputs } of Object.values(result.metafile.outputs))
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder !== undefined && bytesInOutput > 0) folders.add(join(root, folder));
  }
if (folders.size === 0)
  throw new Error("dist/plot/vendor.js is a bundle already: run tsc before, as npm run build does");

const notices = [...folders].sort().map(notice);
writeFileSync(
  join(dist, "LICENSES"),
  `vendor.js is made of parts of the following packages, under their own licences.\n\n${notices.join("\n")}`,
);
// Its types speak of packages that an installed amdahl does not have, and nobody imports them.
rmSync(join(dist, "vendor.d.ts"), { force: true });
cpSync(join(root, "src", "plot", "fonts"), join(dist, "fonts"), { recursive: true });
console.log(`dist/plot/vendor.js: ${folders.size} packages, ${Math.round(statSync(vendor).size / 1024)} KiB`);
