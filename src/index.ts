// The public face of amdahl: what `import "amdahl"` gives. Nothing is done here but naming it.
// The guard comes first, so that a Node too old is told so before anything newer than it is evaluated.
import "./node-version.ts";
