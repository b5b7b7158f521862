// Makes lists in a loop whose other lines make nothing, and share what counts.
/** @profile */
function fill(list: number[][], n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    list.push(new Array<number>(100).fill(i));
    sum += 1;
  }
  return sum;
}
console.log(fill([], 20000));
