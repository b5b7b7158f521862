// Puts what a profile's page is made of beside the built library: its style, its script as one file, and speedscope's page,
// so that an installed amdahl shows profiles without a network and without further packages. Runs after tools/fold.ts,
// which takes away what TypeScript's compiler has written into the folder.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { pageScript, pageStyle, speedscopeFolder } from "../src/profile/page/index.ts";
import { notice } from "./notice.ts";

const out = join(import.meta.dirname, "..", "dist", "profile", "page");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "page.css"), pageStyle());
writeFileSync(join(out, "page.js"), pageScript());
const kibi = (file: string) => Math.round(statSync(file).size / 1024);
console.log(`dist/profile/page/page.js: ${kibi(join(out, "page.js"))} KiB`);

const target = join(out, "speedscope");
rmSync(target, { recursive: true, force: true });
const folder = speedscopeFolder();
if (folder === undefined || !existsSync(folder))
  console.warn("speedscope is not installed: profiles are shown without a link to it");
else copySpeedscope(folder);

/** The page and what it names, and no more: the package has an example and the like beside it, of the same size. */
function copySpeedscope(from: string): void {
  mkdirSync(target);
  const named = new Set(["index.html"]);
  let bytes = 0;
  for (const file of named) {
    // The script is most of the folder, and a third of that when it is packed; what serves it unpacks it.
    if (file.endsWith(".js")) {
      const packed = brotliCompressSync(readFileSync(join(from, file)));
      writeFileSync(join(target, `${file}.br`), packed);
      bytes += packed.length;
      continue;
    }
    copyFileSync(join(from, file), join(target, file));
    bytes += statSync(join(from, file)).size;
    if (!/\.(?:html|css)$/.test(file)) continue;
    const text = readFileSync(join(from, file), "utf8");
    const foreign = /(?:href|src|url\()\s*=?\s*["']?(?:https?:)?\/\/[^"') ]+/.exec(text);
    if (foreign) throw new Error(`speedscope's ${file} asks for something from elsewhere: ${foreign[0]}`);
    for (const [, name] of text.matchAll(/(?:href=|src=|url\()"(?:\.\/)?([\w.-]+)"/g)) named.add(name);
  }
  writeFileSync(
    join(target, "LICENSES"),
    `The files of speedscope are passed on under its licence, and its font under the font's.\n\n${notice(join(from, "..", ".."))}` +
      `${"=".repeat(80)}\nSource Code Pro (OFL-1.1)\n\n${readFileSync(join(from, "source-code-pro.LICENSE.md"), "utf8").trim()}\n`,
  );
  console.log(`dist/profile/page/speedscope: ${named.size} files, ${Math.round(bytes / 1024)} KiB`);
}
