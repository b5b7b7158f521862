// What is done after a section of the allocator was cut short: forget the free lists and make them again by walking the
// block headers, which are a valid chain after every single store of `blocks.ts`.

import { HeapError } from "./errors.ts";
import {
  B_HOLDERS,
  B_PREV,
  B_SIZE,
  B_STATE,
  FREE,
  USED,
  W_BLOCKS,
  W_FIRST,
  W_LAST,
  W_RECOVERIES,
  W_STARTS,
  W_TOP,
  W_USED,
  WORDS,
} from "./layout.ts";
import { insert, reset } from "./lists.ts";

/** Makes free lists, back links, start bits and counts from the headers. Only under the lock. May itself be cut short. */
export function rebuild(words: Int32Array): void {
  const first = words[W_FIRST];
  const top = words[W_TOP];
  reset(words);
  // Above top all bits are 0 already, and clearing them would touch megabytes.
  words.fill(0, W_STARTS, W_STARTS + Math.ceil(top / 32));
  let used = 0;
  let blocks = 0;
  let before = 0;
  // Granule of the free block that the walk is extending, 0 when the last block was a used one.
  let open = 0;
  for (let at = first; at < top; ) {
    const w = at * WORDS;
    const size = words[w + B_SIZE];
    const state = words[w + B_STATE];
    if ((state !== FREE && state !== USED) || size < 1 || at + size > top) {
      throw new HeapError(
        `The heap's block at address ${at * 64} was overwritten: something wrote outside of its array ` +
          "(native code, or a view of the whole buffer). The heap cannot be used any more.",
      );
    }
    // A thread cut short in `letGo` leaves a used block without holders: nobody's, so free.
    if (state === USED && words.subarray(w + B_HOLDERS, w + WORDS).every((word) => word === 0)) {
      words[w + B_STATE] = FREE;
    }
    if (words[w + B_STATE] === FREE && open !== 0) {
      words[open * WORDS + B_SIZE] += size;
    } else {
      if (open !== 0) insert(words, open);
      words[w + B_PREV] = before;
      before = at;
      open = words[w + B_STATE] === FREE ? at : 0;
      if (open === 0) {
        words[W_STARTS + (at >>> 5)] |= 1 << (at & 31);
        used += size;
        blocks++;
      }
    }
    at += size;
  }
  words[W_LAST] = before;
  if (open !== 0) {
    words[W_LAST] = words[open * WORDS + B_PREV];
    words[W_TOP] = open;
  }
  words[W_USED] = used;
  words[W_BLOCKS] = blocks;
  words[W_RECOVERIES]++;
}
