// The probes of what a machine may have beyond Node, on machines that have it, have it oddly, and have nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  probeBlas,
  probeCache,
  probeCompiler,
  probeFfi,
  probeMpi,
  probeOpenCl,
  probeSlurm,
} from "../../../src/cli/doctor/native.ts";
import { madeUpMachine } from "./made-up-machine.ts";

const LIBRARIES = "/usr/lib/x86_64-linux-gnu";

test("on a bare machine everything is missing and says what that costs", () => {
  const bare = madeUpMachine({});
  for (const probe of [probeFfi, probeCompiler, probeBlas, probeMpi, probeSlurm, probeOpenCl]) {
    const [finding, ...more] = probe(bare);
    assert.deepEqual([finding.status, more.length], ["missing", 0]);
    assert.match(finding.cost ?? "", /^costs nothing|at half the speed of machine code/);
  }
});

test("FFI is koffi, or missing with a reason, and what helps", () => {
  assert.equal(probeFfi(madeUpMachine({ ffi: () => ({ name: "koffi 3.3.4" }) }))[0].found, "koffi 3.3.4");
  const [none] = probeFfi(madeUpMachine({}));
  assert.deepEqual([none.found, none.remedy], ["none: no koffi here", "npm install koffi"]);
  const [off] = probeFfi(madeUpMachine({ environment: { AMDAHL_FFI: "off" } }));
  assert.equal(off.remedy, undefined);
});

test("the C compiler that works is shown with its flags and the width that it compiles for", () => {
  const found = { command: "/bin/gcc", version: "gcc 12.2.0", flags: "-O3 -march=native", bits: 512 };
  const lines = probeCompiler(madeUpMachine({ compiler: () => found })).map((f) => f.found);
  assert.deepEqual(lines, ["/bin/gcc: gcc 12.2.0", "-O3 -march=native", "512 bits, 8 doubles side by side"]);
});

test("the cache is where it is, off, or not to be trusted", () => {
  const probe = (folder: string | undefined, problem?: string) =>
    probeCache(madeUpMachine({ cache: () => ({ folder, problem }) }))[0];
  assert.deepEqual([probe("/c").status, probe("/c").found], ["good", "/c"]);
  assert.deepEqual([probe(undefined).status, probe(undefined).found], ["missing", "switched off"]);
  const open = probe("/c", "not yours alone");
  assert.deepEqual([open.status, open.remedy], ["warning", "chmod 700 /c"]);
});

test("a library is found with and without version numbers, by preference, and not by a similar name", () => {
  const blas = (...names: string[]) => probeBlas(madeUpMachine({ folders: { [LIBRARIES]: names } }))[0];
  assert.equal(blas("libblas.so.3", "libopenblas.so.0").found, `${LIBRARIES}/libopenblas.so.0`);
  assert.equal(blas("libblas.so").found, `${LIBRARIES}/libblas.so`);
  assert.equal(blas("libblas.a", "libblas64.so", "libblas.so.conf", "notlibblas.so").status, "missing");
});

test("LD_LIBRARY_PATH comes first", () => {
  const folders = { "/opt/blas": ["libblas.so.3"], [LIBRARIES]: ["libblas.so.3"] };
  const machine = madeUpMachine({ folders, environment: { LD_LIBRARY_PATH: ":/opt/blas:" } });
  assert.equal(probeBlas(machine)[0].found, "/opt/blas/libblas.so.3");
});

test("MPI names its launcher", () => {
  const machine = madeUpMachine({ folders: { [LIBRARIES]: ["libmpi.so.40"] }, programs: { mpirun: "" } });
  assert.equal(probeMpi(machine)[0].found, `${LIBRARIES}/libmpi.so.40; launched by /bin/mpirun`);
});

test("Slurm is known by its command or by being in a job", () => {
  assert.equal(probeSlurm(madeUpMachine({ programs: { sbatch: "" } }))[0].found, "/bin/sbatch");
  const inside = madeUpMachine({ environment: { SLURM_JOB_ID: "77" } });
  assert.equal(probeSlurm(inside)[0].found, "no sbatch, inside job 77");
});

test("OpenCL names its drivers", () => {
  const folders = { "/usr/lib64": ["libOpenCL.so.1"], "/etc/OpenCL/vendors": ["pocl.icd", "README"] };
  assert.equal(
    probeOpenCl(madeUpMachine({ folders }))[0].found,
    "/usr/lib64/libOpenCL.so.1; drivers pocl.icd",
  );
});
