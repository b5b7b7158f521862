// The part of the WebAssembly interface that amdahl uses, typed here because TypeScript has it only among the types of
// browsers, which a user's program need not load.

/** A shared WebAssembly memory: hand it to a module as an import. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module. */
export type WasmModule = object;

/** A module with its imports bound. */
export interface WasmInstance {
  readonly exports: Record<string, unknown>;
}

/** The engine's own WebAssembly object. */
export interface WasmEngine {
  readonly Memory: new (descriptor: object) => SharedMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports?: Record<string, Record<string, unknown>>,
  ) => WasmInstance;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** WebAssembly, with types. */
export function wasm(): WasmEngine {
  return (globalThis as unknown as { WebAssembly: WasmEngine }).WebAssembly;
}
