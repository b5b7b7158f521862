// Says whether this Node can run amdahl, for the command line and for `import "amdahl"` alike.
// Like all of bin/, in the syntax of Node 10, so that an old Node prints the sentence below and not a syntax error.
const NEEDED = [22, 18];

/** The sentence for a Node that is too old, or undefined when this one will do. */
exports.tooOld = function tooOld(version) {
  const found = version.replace(/^v/, "");
  const [major, minor] = found.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return (
    `amdahl needs Node ${NEEDED.join(".")} or newer, and this is Node ${found}: ` +
    "get a newer one from https://nodejs.org or with `nvm install 24`."
  );
};
