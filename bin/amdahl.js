#!/usr/bin/env node
// The `amdahl` command: looks at the Node it was started with before anything in newer syntax is read, and inside
// the repository's clone hands over to the Node that tools/node brings.
const fs = require("fs");
const path = require("path");

const root = path.join(__dirname, "..");
const main = path.join(root, "dist", "cli", "main.js");

/** The Node that `npm ci` put into this clone; undefined in the published package, which brings none. */
function pinnedNode() {
  const manifest = path.join(root, "tools", "node", "package.json");
  if (!fs.existsSync(manifest)) return undefined;
  const packages = Object.keys(JSON.parse(fs.readFileSync(manifest, "utf8")).optionalDependencies);
  const name = process.platform === "win32" ? "node.exe" : "node";
  return packages.map((brought) => path.join(root, "node_modules", brought, "bin", name)).find(fs.existsSync);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

/** Runs the same command line under `node`, and ends as it ended. */
function handOver(node) {
  const { spawn } = require("child_process");
  const child = spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  // A terminal sends Ctrl-C to the child as well, so this process only has to outlive it; other signals reach us alone.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`amdahl could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = code;
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const reason = require("./node-version.js").tooOld(process.version);
const pinned = reason && pinnedNode();
if (pinned) handOver(pinned);
else if (reason) fail(reason);
else if (!fs.existsSync(main)) fail(`amdahl is not built: run \`npm run build\` in ${root} first.`);
else require(main).main();
