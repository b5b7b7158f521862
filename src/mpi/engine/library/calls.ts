// The library's functions as this process calls them: each is looked up when it is first asked for, and what it returns
// becomes an exception.
import type { Crossed, Crossing, Ffi, ForeignLibrary } from "../../../ffi/index.ts";
import { ERR_OTHER } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import { type Abi, abiOf } from "./abi.ts";

/**
 * Parameters of the standard's functions, in its order, one letter each: an int, a handle, memory or an address.
 */
const SIGNATURES = {
  Init_thread: "mmim",
  Finalize: "",
  Abort: "hi",
  Comm_rank: "hm",
  Comm_size: "hm",
  Comm_set_errhandler: "hh",
  Comm_split: "hiim",
  Comm_split_type: "hiihm",
  Comm_idup: "hmm",
  Comm_free: "m",
  Comm_group: "hm",
  Group_translate_ranks: "himhm",
  Group_free: "m",
  Error_class: "im",
  Error_string: "imm",
  Get_library_version: "mm",
  Send: "mihiih",
  Ssend: "mihiih",
  Rsend: "mihiih",
  Recv: "mihiihm",
  Isend: "mihiihm",
  Issend: "mihiihm",
  Irsend: "mihiihm",
  Irecv: "mihiihm",
  Probe: "iihm",
  Iprobe: "iihmm",
  Mprobe: "iihmm",
  Improbe: "iihmmm",
  Imrecv: "mihmm",
  Test: "mmm",
  Wait: "mm",
  Cancel: "m",
  Test_cancelled: "mm",
  Get_elements_x: "mhm",
  Barrier: "h",
  Ibarrier: "hm",
  Bcast: "mihih",
  Ibcast: "mihihm",
  Reduce: "mmihhih",
  Ireduce: "mmihhihm",
  Allreduce: "mmihhh",
  Iallreduce: "mmihhhm",
  Scan: "mmihhh",
  Iscan: "mmihhhm",
  Exscan: "mmihhh",
  Iexscan: "mmihhhm",
  Gather: "mihmihih",
  Igather: "mihmihihm",
  Gatherv: "mihmmmhih",
  Igatherv: "mihmmmhihm",
  Scatter: "mihmihih",
  Iscatter: "mihmihihm",
  Scatterv: "mmmhmihih",
  Iscatterv: "mmmhmihihm",
  Allgather: "mihmihh",
  Iallgather: "mihmihhm",
  Allgatherv: "mihmmmhh",
  Iallgatherv: "mihmmmhhm",
  Alltoall: "mihmihh",
  Ialltoall: "mihmihhm",
  Alltoallv: "mmmhmmmhh",
  Ialltoallv: "mmmhmmmhhm",
  Alltoallw: "mmmmmmmmh",
  Ialltoallw: "mmmmmmmmhm",
  Reduce_scatter: "mmmhhh",
  Ireduce_scatter: "mmmhhhm",
  Reduce_scatter_block: "mmihhh",
  Ireduce_scatter_block: "mmihhhm",
  Comm_create_group: "hhim",
  Group_incl: "himm",
  Intercomm_create: "hihiim",
  Intercomm_merge: "him",
  Comm_remote_size: "hm",
  Comm_remote_group: "hm",
  Get_version: "mm",
  Type_contiguous: "ihm",
  Type_create_struct: "immmm",
  Type_commit: "m",
  Type_free: "m",
  Op_create: "mim",
} as const;

/** The name of a function without MPI_. */
export type Name = keyof typeof SIGNATURES;
/** A function of the library's; it gives an error code. */
export type Call = (...args: Crossed[]) => number;

/** Room for what Get_library_version says: the longest of the libraries' limits. */
const VERSION_ROOM = 8192;

/** A library that was opened. */
export class Calls {
  readonly abi: Abi;
  readonly ffi: Ffi;
  /** As it was opened. */
  readonly path: string;
  readonly #library: ForeignLibrary;
  readonly #found = new Map<Name, Call>();
  /** What a function of the program's has thrown inside a call: thrown again once the library has returned. */
  thrown: { readonly error: unknown } | undefined;

  /** Throws Error if the system cannot open it. */
  constructor(ffi: Ffi, path: string) {
    this.ffi = ffi;
    this.path = path;
    this.#library = ffi.openForAll(path);
    this.abi = abiOf((name) => this.#library.symbol(name));
  }

  /** One of the library's functions. */
  get(name: Name): Call {
    let found = this.#found.get(name);
    if (found === undefined) {
      const handle: Crossing = this.abi.handle === 4 ? "int" : "long";
      const params = [...SIGNATURES[name]].map((letter): Crossing => {
        if (letter === "m") return "memory";
        return letter === "h" ? handle : "int";
      });
      found = this.#library.function(`MPI_${name}`, params);
      this.#found.set(name, found);
    }
    return found;
  }

  /** Calls one of the functions. Throws Exception if it fails. */
  do(name: Name, ...args: Crossed[]): void {
    this.check(this.get(name)(...args));
  }

  /** Throws what an error code stands for, or what a function of the program's has thrown meanwhile. */
  check(code: number): void {
    if (this.thrown !== undefined) {
      const { error } = this.thrown;
      this.thrown = undefined;
      throw error;
    }
    if (code !== 0) throw this.exception(code);
  }

  exception(code: number): Exception {
    const text = new Uint8Array(1024);
    const length = new Int32Array(1);
    this.get("Error_string")(code, text, length);
    return new Exception(this.classOf(code), Buffer.from(text).toString("latin1", 0, length[0]));
  }

  /** The error class of a code, as this package numbers them. */
  classOf(code: number): number {
    const found = new Int32Array(1);
    this.get("Error_class")(code, found);
    return this.abi.classes.get(found[0]) ?? ERR_OTHER;
  }

  /** The library's name and version, as it says them. */
  version(): string {
    const text = new Uint8Array(VERSION_ROOM);
    const length = new Int32Array(1);
    this.get("Get_library_version")(text, length);
    return Buffer.from(text).toString("latin1", 0, length[0]).replace(/\0/g, "").trim();
  }

  /** Room for a handle that the library gives, or is given by address. */
  slot(value?: number): Int32Array {
    const slot = new Int32Array(2);
    if (value !== undefined) {
      slot[0] = value | 0;
      slot[1] = Math.floor(value / 2 ** 32);
    }
    return slot;
  }

  /** The handle in a slot. */
  handle(slot: Int32Array): number {
    return this.abi.handle === 4 ? slot[0] : (slot[1] >>> 0) * 2 ** 32 + (slot[0] >>> 0);
  }
}
