// What processes of one job need of Linux: memory that they share, sleeping on a word of it, reading a neighbour's
// memory, and ending when their parent does.
import type { ProcessCalls } from "./face.ts";

/** What is used of koffi here. */
interface Native {
  view(pointer: unknown, bytes: number): ArrayBuffer;
  address(of: unknown): bigint;
  load(path: null): {
    func(name: string, result: string, params: readonly string[]): (...args: unknown[]) => unknown;
  };
}

// Of the system's headers.
const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;
const PR_SET_PTRACER = 0x59616d61;
const PR_SET_PTRACER_ANY = -1;
const O_NONBLOCK_CLOEXEC = 0o2004000;
const FIONREAD = 0x541b;

const FUTEX_PARAMETERS = ["long", "uintptr_t", "int", "int", "void *"];
const READ_PARAMETERS = ["int", "void *", "size_t", "void *", "size_t", "size_t"];

/** The number of the system's call futex, which the C library has no function for. */
const FUTEX: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };

/** The calls; undefined on processors whose numbers are not known. Each is looked up when it is first called. */
export function processCalls(koffi: Native): ProcessCalls | undefined {
  const number = FUTEX[process.arch];
  if (number === undefined) return undefined;
  const found = new Map<string, (...args: unknown[]) => unknown>();
  /** Calls a function of the C library's, whose parameters are always of the same types. */
  const call = (name: string, result: string, params: readonly string[], ...args: unknown[]): unknown => {
    let fn = found.get(name);
    if (fn === undefined) {
      fn = koffi.load(null).func(name, result, params);
      found.set(name, fn);
    }
    return fn(...args);
  };
  const checked = (what: string, result: unknown): number => {
    if ((result as number) >= 0) return result as number;
    throw new Error(`the system refused ${what}`);
  };
  const futex = (address: number, operation: number, value: number, time: BigInt64Array | null): unknown =>
    call("syscall", "long", FUTEX_PARAMETERS, number, address, operation, value, time);
  const control = (option: number, value: number): unknown =>
    call("prctl", "int", ["int", "long", "long", "long", "long"], option, value, 0, 0, 0);
  // One of each, since reading is done again and again.
  const [here, there] = [new BigUint64Array(2), new BigUint64Array(2)];
  return {
    createShared(bytes) {
      const fd = checked(
        "shared memory",
        call("memfd_create", "int", ["str", "uint"], "amdahl", MFD_CLOEXEC),
      );
      checked(`${bytes} bytes of shared memory`, call("ftruncate", "int", ["int", "int64_t"], fd, bytes));
      return fd;
    },
    mapShared(fd, bytes) {
      const params = ["void *", "size_t", "int", "int", "int", "int64_t"];
      const pointer = call("mmap", "void *", params, null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
      if (koffi.address(pointer) === MAP_FAILED) throw new Error(`the system cannot map ${bytes} bytes`);
      return koffi.view(pointer, bytes);
    },
    pipe() {
      const ends = new Int32Array(2);
      checked("a pipe", call("pipe2", "int", ["void *", "int"], ends, O_NONBLOCK_CLOEXEC));
      return [ends[0], ends[1]];
    },
    unread(fd) {
      const bytes = new Int32Array(1);
      checked("to look into a pipe", call("ioctl", "int", ["int", "ulong", "void *"], fd, FIONREAD, bytes));
      return bytes[0];
    },
    sleep(address, value, ms) {
      const seconds = ms === undefined ? 0 : Math.floor(ms / 1000);
      const rest = ms === undefined ? 0 : Math.floor((ms - 1000 * seconds) * 1e6);
      const result = futex(
        address,
        FUTEX_WAIT,
        value,
        ms === undefined ? null : BigInt64Array.of(BigInt(seconds), BigInt(rest)),
      );
      return Number(result) === 0;
    },
    wake(address, most) {
      futex(address, FUTEX_WAKE, most, null);
    },
    endWithParent(parent) {
      control(PR_SET_PDEATHSIG, SIGKILL);
      // It may have ended before that.
      if (process.ppid !== parent) process.exit(1);
    },
    letOthersRead() {
      control(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    },
    read(pid, address, view, bytes) {
      here[0] = koffi.address(view);
      there[0] = BigInt(address);
      for (let done = 0; done < bytes; ) {
        here[1] = BigInt(bytes - done);
        there[1] = here[1];
        const read = call(
          "process_vm_readv",
          "int64_t",
          READ_PARAMETERS,
          pid,
          here,
          1,
          there,
          1,
          0,
        ) as number;
        if (read <= 0) return false;
        // The system reads 2 GiB at once at most.
        done += read;
        here[0] += BigInt(read);
        there[0] += BigInt(read);
      }
      return true;
    },
  };
}
