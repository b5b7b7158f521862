// What UCX must leave alone in a process of Node's. It carries the messages of most MPICHs, and takes over signals and
// allocation as it is loaded.

const SETTINGS: Readonly<Record<string, string>> = {
  // WebAssembly finds the ends of its memory by SIGSEGV; UCX takes that for a crash and ends the process.
  UCX_ERROR_SIGNALS: "SIGILL,SIGBUS,SIGFPE",
  // It puts itself in place of the calls by which memory is got and given back, to know what becomes of what it has
  // registered with a network. While several threads get some, it loses count of the heap's end, and memory in use is gone
  // (measured, MPICH 4.0.2 with UCX 1.13: 3 of 120 runs of the heat equation ended by a fault, without its malloc alone 2 of
  // 200, without any of it none of 400; openucx/ucx#3831). On networks it registers long messages one by one then.
  UCX_MEM_EVENTS: "n",
};

/** Says so in the environment, which UCX reads when it is loaded; what somebody has set there stays. */
export function restrainUcx(): void {
  for (const [name, value] of Object.entries(SETTINGS)) process.env[name] ??= value;
}
