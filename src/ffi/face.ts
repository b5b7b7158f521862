// What the house asks of a foreign function interface, so that another one can take its place: numbers in, a number out.

/** A function of a library that takes doubles and gives an int. */
export type Foreign = (...args: number[]) => number;

/**
 * What crosses a call of any other function: an int; an integer of 64 bits, of which a number holds 53; an address, or the
 * bytes of a view.
 */
export type Crossing = "int" | "long" | "memory";
/** A value that crosses. */
export type Crossed = number | ArrayBufferView | null;

/** A library that was opened. */
export interface ForeignLibrary {
  /** A function that takes so many doubles and gives an int. */
  int(name: string, doubles: number): Foreign;
  /** A function that gives an int. Throws Error if the library has none of this name. */
  function(name: string, params: readonly Crossing[]): (...args: Crossed[]) => number;
  /** The address of a variable or function; undefined if the library has none of this name. */
  symbol(name: string): number | undefined;
}

/** Calls of the C library's. */
export interface SystemCalls {
  /** Copies `bytes` bytes from byte `from` of a view to an address. Nothing is checked. */
  copyFrom(address: number, view: ArrayBufferView, from: number, bytes: number): void;
  /** Copies `bytes` bytes from an address to byte `to` of a view. Nothing is checked. */
  copyTo(view: ArrayBufferView, to: number, address: number, bytes: number): void;
  /** Lets another thread have this core, if one wants it. */
  yieldCore(): void;
  /** Ends the process at once, whatever its threads are doing. */
  exit(status: number): never;
}

/** What processes need of the system that share memory and wait for each other. */
export interface ProcessCalls {
  /** Memory that processes can share, all zero: a file descriptor, for children to inherit. It is gone with the last. */
  createShared(bytes: number): number;
  /** That memory, as every process has it. It stays mapped for ever. */
  mapShared(fd: number, bytes: number): ArrayBuffer;
  /** A pipe that nobody waits in: its ends, the one to read first. */
  pipe(): [read: number, write: number];
  /** How many bytes of a pipe nobody has read yet, by either of its ends. */
  unread(fd: number): number;
  /** Sleeps while the word at `address`, of memory that is shared, is `value`: until it is woken, or for so long. */
  sleep(address: number, value: number, ms?: number): boolean;
  /** Wakes so many at most who sleep on the word at `address`. */
  wake(address: number, most: number): void;
  /** Ends this process when its parent ends, however that ends. */
  endWithParent(parent: number): void;
  /** Lets any process of this user's read this one's memory, where only its parents might. */
  letOthersRead(): void;
  /** Reads another process's memory; false if the system does not let us. */
  read(pid: number, address: number, view: ArrayBufferView, bytes: number): boolean;
}

/** A foreign function interface. */
export interface Ffi {
  /** Its name and version. */
  readonly name: string;
  /** Bytes of stack that a call into a library finds. */
  readonly stack: number;
  /** Opens a library. Throws Error if the system refuses it. */
  open(path: string): ForeignLibrary;
  /** As `open`; what the library loads itself finds its symbols. */
  openForAll(path: string): ForeignLibrary;
  /** Where a view's bytes lie. */
  address(view: ArrayBufferView): number;
  /** Asks the system to back whole, aligned parts of a range with large pages: true if it will. Linux only. */
  hugePages(address: number, bytes: number): boolean;
  /** What the C library has for us; undefined where it is not the one of POSIX. */
  readonly system: SystemCalls | undefined;
  /** What processes of one job need; undefined where the system is not Linux. */
  readonly processes: ProcessCalls | undefined;
  /** The address of a function of one double that native code can call in this thread, for ever. */
  callback(fn: (x: number) => number): number;
  /** The same for a function of four addresses that gives nothing. It must not throw. */
  callbackOfAddresses(fn: (a: number, b: number, c: number, d: number) => void): number;
}
