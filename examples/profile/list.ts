// The lecture's program for the memory profiler: a long list, and little else.
/** @profile */
function wrapper(): void {
  let x: number[] | undefined = new Array(2048 * 2048).fill(1.0);
  let a = String(x[0]);
  a += "\nis a one\n";
  x = undefined;
  console.log(a);
}

wrapper();
