// When the thread that watches looks at what others do: once a millisecond on the average, and at no regular times, since
// loops have periods of their own and would be seen at the same places of them again and again. All looks are at one time: to
// wake up takes longer than to look, and is taken from a program that uses all cores.

/** The mean time between two looks. */
const EVERY_MS = 1;

/** Nobody notifies it. */
const asleep = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

const looks: (() => void)[] = [];

/** Has this thread look from now on. */
export function onTick(look: () => void): void {
  if (looks.push(look) === 1) tick();
}

function tick(): void {
  // Asleep in place, since a timer's times are whole milliseconds; what comes meanwhile is taken right after.
  Atomics.wait(asleep, 0, 0, Math.random() * 2 * EVERY_MS);
  for (const look of looks) look();
  setImmediate(tick);
}
