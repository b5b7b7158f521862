// Probes of what a machine may have beyond Node: FFI, a C compiler, BLAS, MPI, Slurm, OpenCL. amdahl needs none of
// them; each finding says what having none costs.
import type { Finding, Machine } from "./finding.ts";

const LIBRARY_FOLDERS = [
  "/lib",
  "/usr/lib",
  "/usr/lib64",
  "/usr/local/lib",
  "/opt/homebrew/lib",
  "/opt/homebrew/opt/openblas/lib",
  "/usr/local/opt/openblas/lib",
];
const NOT_YET = "this version makes no use of it";

const SLOWER = "compiled functions run as WebAssembly, at half the speed of machine code or less";

/** koffi, through which native code is called. */
export function probeFfi(machine: Machine): Finding[] {
  const topic = "FFI";
  const found = machine.ffi();
  if (found.name !== undefined) return [{ topic, status: "good", found: found.name }];
  const remedy = machine.environment.AMDAHL_FFI === "off" ? undefined : "npm install koffi";
  return [
    { topic, status: "missing", found: `none: ${found.problem}`, cost: SLOWER, ...(remedy && { remedy }) },
  ];
}

/** The C compiler that native code comes from. */
export function probeCompiler(machine: Machine): Finding[] {
  const topic = "C compiler";
  const found = machine.compiler();
  if (typeof found === "string") {
    const remedy =
      machine.platform === "darwin" ? "xcode-select --install" : "your system's package gcc or clang";
    return [{ topic, status: "missing", found, cost: SLOWER, remedy }];
  }
  return [
    { topic, status: "good", found: `${found.command}: ${found.version}` },
    { topic: "flags", status: "good", found: found.flags },
    {
      topic: "registers",
      status: "good",
      found: `${found.bits} bits, ${found.bits / 64} doubles side by side`,
    },
  ];
}

/** Where compiled libraries are kept. */
export function probeCache(machine: Machine): Finding[] {
  const topic = "cache";
  const { folder, problem } = machine.cache();
  if (folder === undefined)
    return [{ topic, status: "missing", found: problem ?? "switched off", cost: ANEW }];
  if (problem === undefined) return [{ topic, status: "good", found: folder }];
  return [
    { topic, status: "warning", found: `${folder}: ${problem}`, cost: ANEW, remedy: `chmod 700 ${folder}` },
  ];
}

const ANEW = "every process compiles anew what it needs";

/** A BLAS for matrix products. */
export function probeBlas(machine: Machine): Finding[] {
  const names = ["openblas", "mkl_rt", "blis", "blas"];
  return [
    library(
      machine,
      "BLAS",
      names,
      "costs nothing: this version has no matrix products",
      "your system's package libopenblas",
    ),
  ];
}

/** An MPI library for programs on many machines. */
export function probeMpi(machine: Machine): Finding[] {
  const cost = "costs nothing: this version has no message passing";
  const remedy = "your cluster's MPI module, or your system's package mpich or openmpi";
  const launcher = machine.which("mpiexec") ?? machine.which("mpirun");
  const finding = library(machine, "MPI", ["mpi_abi", "mpi"], cost, remedy);
  return [
    launcher === undefined ? finding : { ...finding, found: `${finding.found}; launched by ${launcher}` },
  ];
}

/** Slurm: whether its commands are here, and whether this is a job of it. */
export function probeSlurm(machine: Machine): Finding[] {
  const job = machine.environment.SLURM_JOB_ID;
  const inside = job === undefined ? "" : `, inside job ${job}`;
  const path = machine.which("sbatch");
  if (path !== undefined || job !== undefined) {
    return [{ topic: "Slurm", status: "good", found: `${path ?? "no sbatch"}${inside}` }];
  }
  return [
    {
      topic: "Slurm",
      status: "missing",
      found: "no sbatch on PATH",
      cost: "costs nothing on a machine of your own; on a cluster, jobs cannot be submitted from here",
    },
  ];
}

/** OpenCL drivers. */
export function probeOpenCl(machine: Machine): Finding[] {
  const drivers = machine.list("/etc/OpenCL/vendors").filter((name) => name.endsWith(".icd"));
  const finding = library(
    machine,
    "OpenCL",
    ["OpenCL"],
    "costs nothing: this version computes on processors only",
  );
  if (drivers.length === 0) return [finding];
  return [{ ...finding, found: `${finding.found}; drivers ${drivers.join(", ")}` }];
}

function library(
  machine: Machine,
  topic: string,
  names: readonly string[],
  cost: string,
  remedy?: string,
): Finding {
  const path = findLibrary(machine, names);
  if (path !== undefined) return { topic, status: "unused", found: path, cost: NOT_YET };
  const found = `no lib${names.join(", lib")} in the system's library folders`;
  return { topic, status: "missing", found, cost, ...(remedy === undefined ? {} : { remedy }) };
}

/** The first shared library of these names; names are in order of preference. */
function findLibrary(machine: Machine, names: readonly string[]): string | undefined {
  const triplet = `${machine.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  const asked = (machine.environment.LD_LIBRARY_PATH ?? "").split(":").filter((folder) => folder !== "");
  const folders = [...asked, `/usr/lib/${triplet}`, `/lib/${triplet}`, ...LIBRARY_FOLDERS];
  for (const name of names) {
    const shared = new RegExp(`^lib${name}(\\.so(\\.\\d+)*|\\.dylib)$`);
    for (const folder of folders) {
      const file = machine.list(folder).find((entry) => shared.test(entry));
      if (file !== undefined) return `${folder}/${file}`;
    }
  }
  return undefined;
}
