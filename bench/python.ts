// Which Python the peers run in. Most machines have none with Numba, and a benchmark without peers is one all the same,
// so what is missing is said in the report and nowhere else.
import { spawnSync } from "node:child_process";

/** A Python with Numba and NumPy, and their versions. */
export interface Python {
  readonly path: string;
  readonly python: string;
  readonly numba: string;
  readonly numpy: string;
  /** Null where it is not installed: then only its own variants are missing. */
  readonly numexpr: string | null;
}

/** Why there are no peers. */
export interface NoPython {
  readonly missing: string;
}

const PROBE = `
import json, platform, numba, numpy
try:
    import numexpr
except ImportError:
    numexpr = None
print(json.dumps({
    "python": platform.python_version(),
    "numba": numba.__version__,
    "numpy": numpy.__version__,
    "numexpr": numexpr and numexpr.__version__,
}))`;

/** Looks at the Python that `AMDAHL_PYTHON` names, else at /usr/bin/python3; `off` is none. */
export function findPython(path = process.env.AMDAHL_PYTHON || "/usr/bin/python3"): Python | NoPython {
  if (path === "off") return { missing: "AMDAHL_PYTHON is off" };
  const { error, status, stdout, stderr } = spawnSync(path, ["-c", PROBE], { encoding: "utf8" });
  if (error !== undefined) return { missing: `${path} cannot be run: ${error.message}` };
  // The last line of a stack names what could not be imported.
  if (status !== 0) return { missing: `${path}: ${stderr.trim().split("\n").at(-1)}` };
  try {
    return { path, ...JSON.parse(stdout.trim().split("\n").at(-1) as string) };
  } catch {
    return { missing: `${path} does not answer as a Python does` };
  }
}
