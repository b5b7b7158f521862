// Prints the shell command that follows a marker in README.md, so that what is tested is what is promised.
// A marker is a comment `<!-- command: NAME -->` above a code block: `node tools/readme-command.ts NAME`.
import { readFileSync } from "node:fs";

const name = process.argv[2];
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const block = readme.match(
  new RegExp(`<!-- command: ${name} -->\\s*\`\`\`\\w*\\n([\\s\\S]*?)\\n\`\`\``),
)?.[1];
if (block === undefined) {
  console.error(`README.md has no code block marked <!-- command: ${name} -->`);
  process.exitCode = 1;
} else console.log(block);
