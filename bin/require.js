// What `require("amdahl")` reaches where ES modules cannot be required: a Node too old, or another loader.
// It only explains; every other way in goes to dist/ directly (see "exports" in package.json).
const reason = require("./node-version.js").tooOld(process.version);

throw new Error(
  reason ||
    'amdahl is an ES module, which this loader cannot require: write `import` or `await import("amdahl")`.',
);
