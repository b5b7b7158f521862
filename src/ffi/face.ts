// What the house asks of a foreign function interface, so that another one can take its place: numbers in, a number out.

/** A function of a library that takes doubles and gives an int. */
export type Foreign = (...args: number[]) => number;

/** A library that was opened. */
export interface ForeignLibrary {
  /** A function that takes so many doubles and gives an int. */
  int(name: string, doubles: number): Foreign;
}

/** A foreign function interface. */
export interface Ffi {
  /** Its name and version. */
  readonly name: string;
  /** Bytes of stack that a call into a library finds. */
  readonly stack: number;
  /** Opens a library. Throws Error if the system refuses it. */
  open(path: string): ForeignLibrary;
  /** Where a view's bytes lie. */
  address(view: ArrayBufferView): number;
  /** Asks the system to back whole, aligned parts of a range with large pages: true if it will. Linux only. */
  hugePages(address: number, bytes: number): boolean;
  /** The address of a function of one double that native code can call in this thread, for ever. */
  callback(fn: (x: number) => number): number;
}
