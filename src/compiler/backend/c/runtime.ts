// What compiled C needs of its own beside the program: the context, ways out, local arrays, and the operators of
// JavaScript that C has not. Each is printed if somebody asks for it.

import { EXPORTS, REQUEST, SLOTS, STATUS } from "../../../ffi/index.ts";
import type { Type } from "../../ir/index.ts";
import { scalarType } from "./types.ts";
import type { Unit } from "./unit.ts";

/** A number of a type as it crosses: a double. */
export function numberOf(type: Type, value: string): string {
  if (type === "f64") return value;
  // Addresses cross as distances from the heap's start.
  if (type === "addr") return `(double)(int64_t)(${value} - heap)`;
  return `(double)${value}`;
}

/** What has crossed, as a value of a type. */
export function fromNumber(type: Type, value: string): string {
  if (type === "f64") return value;
  if (type === "addr") return `(heap + (uint64_t)(int64_t)${value})`;
  if (type === "bool") return `(${value} != 0)`;
  return `(${scalarType(type)})${value}`;
}

/** The part that every library begins with. Of the C library little is asked: stdlib.h and string.h take 6 ms to read. */
export const PROLOGUE = `#include <stdint.h>

// Every function gets the context of the call that it is in: self. See src/ffi/abi.ts.`;

/** In every function: where the heap starts. */
export const HEAP = `const uint64_t heap = (uint64_t)self[${SLOTS.heap}];`;

/** Ctrl-C while a call is watched. The process has one way to be interrupted, so this is the process's, not a context's. */
export const WATCH = `
#ifndef _WIN32
#include <signal.h>
static struct sigaction outside;
static volatile int32_t *interrupted;
static void on_interrupt(int signal) {
  (void)signal;
  *interrupted = 1;
}
__attribute__((visibility("default"))) int ${EXPORTS.watch}(double word) {
  if (word == 0.0) return sigaction(SIGINT, &outside, 0);
  struct sigaction now;
  __builtin_memset(&now, 0, sizeof now);
  now.sa_handler = on_interrupt;
  now.sa_flags = SA_RESTART;
  interrupted = (volatile int32_t *)(uint64_t)word;
  return sigaction(SIGINT, &now, &outside);
}
#endif
`;

/** How a call ends early: the context says why, and the entry returns it. */
const WAY_OUT = `#include <setjmp.h>
static inline jmp_buf **way_out(double *self) { return (jmp_buf **)&self[${SLOTS.wayOut}]; }
static void __attribute__((noreturn, noinline, cold)) leave_with(double *self, int status) {
  _longjmp(**way_out(self), status);
}`;

const MINIMA = (type: "f64" | "f32"): { readonly c: string; readonly bits: string } =>
  type === "f64" ? { c: "double", bits: "uint64_t" } : { c: "float", bits: "uint32_t" };

// Both orders of the processor's own minimum give the operands where one is NaN, or both are zero: their bits together
// are a NaN, and the zero with a sign.
const minimum = (type: "f64" | "f32"): string => {
  const { c, bits } = MINIMA(type);
  return `static inline ${c} min_${type}(${c} a, ${c} b) {
  ${c} x = a < b ? a : b, y = b < a ? b : a;
  ${bits} p, q;
  __builtin_memcpy(&p, &x, sizeof p);
  __builtin_memcpy(&q, &y, sizeof q);
  p |= q;
  __builtin_memcpy(&x, &p, sizeof x);
  return x;
}`;
};

// The smallest number by -1 has no quotient, and x64 stops the program; the remainder is 0.
const remainder = (type: "i32" | "i64", c: string): string =>
  `static inline ${c} rem_${type}(${c} a, ${c} b) { return b == -1 ? 0 : a % b; }`;

const integral = (op: "min" | "max", type: "i32" | "i64", c: string): string =>
  `static inline ${c} ${op}_${type}(${c} a, ${c} b) { return a ${op === "min" ? "<" : ">"} b ? a : b; }`;

const PARTS = {
  way_out: () => WAY_OUT,
  out_of_range: (unit: Unit) => {
    runtime(unit, "way_out");
    return `static void __attribute__((noreturn, noinline, cold)) out_of_range(double *self, int32_t site, double value, double length) {
  self[${SLOTS.site}] = site;
  self[${SLOTS.value}] = value;
  self[${SLOTS.length}] = length;
  leave_with(self, ${STATUS.oob});
}`;
  },
  // In front of a loop over what gangs have left. Made for many iterations it would be longer, and slower for few.
  FEW: () => `#ifdef __clang__
#define FEW _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define FEW _Pragma("GCC unroll 1")
#endif`,
  // In front of a gang's loop. It is as deep as it should be: written out four times it takes half as long again to compile
  // and runs no faster, a matrix product an eighth slower.
  LANES: () => `#ifdef __clang__
#define LANES _Pragma("clang loop unroll(disable)")
#else
#define LANES _Pragma("GCC unroll 1")
#endif`,
  // Asked wherever a loop may go on for long. Volatile: another thread, or a signal, changes it.
  poll: (unit: Unit) => {
    runtime(unit, "way_out");
    return `static inline void poll(double *self) {
  if (__builtin_expect(**(volatile int32_t **)&self[${SLOTS.stop}] != 0, 0)) leave_with(self, ${STATUS.interrupted});
}`;
  },
  thrown_at: (unit: Unit) => {
    runtime(unit, "way_out");
    return `static void __attribute__((noreturn, noinline, cold)) thrown_at(double *self, int32_t site) {
  self[${SLOTS.site}] = site;
  leave_with(self, ${STATUS.thrown});
}`;
  },
  ask: (unit: Unit) => {
    runtime(unit, "way_out");
    return `static void __attribute__((noinline)) ask(double *self, int what) {
  jmp_buf *const outer = *way_out(self);
  self[${SLOTS.request}] = what;
  double (*const request)(double) = (double (*)(double))(uint64_t)self[${SLOTS.callback}];
  const double granted = request(self[${SLOTS.number}]);
  // What was asked may have called this library again, in this thread.
  *way_out(self) = outer;
  if (granted == 0.0) leave_with(self, ${STATUS.failed});
}`;
  },
  quote:
    () => `static void __attribute__((noinline, cold)) quote_number(double *self, int32_t at, double value, int is_bool) {
  self[QUOTES + 2 * at] = value;
  self[QUOTES + 2 * at + 1] = is_bool;
  self[${SLOTS.quoted}] = at + 1;
}`,
  print_at: (unit: Unit) => {
    runtime(unit, "ask");
    return `static void __attribute__((noinline, cold)) print_at(double *self, int32_t site) {
  self[${SLOTS.operands}] = site;
  ask(self, ${REQUEST.print});
}`;
  },
  // Local arrays: a stack of a few blocks, each twice the one before. A mark is how much is in use, counted through all.
  arena: (unit: Unit) => {
    runtime(unit, "way_out");
    return `void *aligned_alloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);
#define BESIDE 4096
typedef struct {
  char *block[48];
  uint64_t before[49];
  int64_t blocks, current;
  uint64_t top;
} arena_state;
static inline arena_state *arena_of(double *self) { return (arena_state *)&self[ARENA]; }
static void __attribute__((noinline)) arena_free(arena_state *a, int64_t from) {
  for (int64_t i = from; i < a->blocks; i++) free(a->block[i]);
  if (from < a->blocks) a->blocks = from;
}
static uint64_t __attribute__((noinline)) arena_reserve(double *self, double bytes) {
  arena_state *const a = arena_of(self);
  // More than the processor can address: also what would not fit the sum below.
  if (!(bytes < 1e15)) leave_with(self, ${STATUS.memory});
  const uint64_t rounded = ((uint64_t)bytes + 63) & ~(uint64_t)63;
  for (;;) {
    const int64_t at = a->current;
    if (at == a->blocks) {
      uint64_t size = at == 0 ? 1 << 18 : 2 * (a->before[at] - a->before[at - 1]);
      if (size < rounded) size = rounded;
      // Lanes that are off may read next to an array.
      char *const made = at == 48 ? 0 : aligned_alloc(64, size + 2 * BESIDE);
      if (!made) leave_with(self, ${STATUS.memory});
      a->block[at] = made;
      a->before[at + 1] = a->before[at] + size;
      a->top = a->before[at];
      a->blocks = at + 1;
    }
    if (a->top + rounded <= a->before[at + 1]) {
      const uint64_t found = (uint64_t)a->block[at] + BESIDE + (a->top - a->before[at]);
      a->top += rounded;
      return found;
    }
    // Too small even when empty, and so are all before: a larger one takes its place and those after it.
    if (a->top == a->before[at]) arena_free(a, at);
    else {
      a->top = a->before[at + 1];
      a->current = at + 1;
    }
  }
}
static inline uint64_t arena_mark(double *self) { return arena_of(self)->top; }
static void __attribute__((noinline)) arena_release(double *self, uint64_t to) {
  arena_state *const a = arena_of(self);
  a->top = to;
  while (a->current > 0 && (a->current == a->blocks || a->before[a->current] > to)) a->current--;
  // An idle arena does not sit on the memory of its largest call.
  if (to == 0)
    for (int64_t i = 0; i < a->blocks; i++)
      if (a->before[i + 1] > 1 << 24) arena_free(a, i);
}
static uint64_t __attribute__((noinline)) arena_zeroed(double *self, double bytes) {
  const uint64_t found = arena_reserve(self, bytes);
  __builtin_memset((void *)found, 0, (uint64_t)bytes);
  return found;
}`;
  },
  // An array that the caller gets: a block of the heap.
  escaping: (unit: Unit) => {
    runtime(unit, "ask");
    return `static uint64_t __attribute__((noinline)) escaping_array(double *self, double bytes) {
  self[${SLOTS.operands}] = bytes;
  ask(self, ${REQUEST.alloc});
  ${HEAP}
  return heap + (uint64_t)self[${SLOTS.reply}];
}`;
  },
  fork_units: (unit: Unit) => {
    runtime(unit, "ask");
    runtime(unit, "arena");
    return `static uint64_t __attribute__((noinline)) fork_units(double *self, int fn, double units, uint64_t frame, double stride, int schedule, int loop) {
  // Every unit writes its own partial results, so they need not be cleared.
  ${HEAP}
  const uint64_t partials = arena_reserve(self, units * stride);
  double *const operands = self + ${SLOTS.operands};
  operands[0] = fn;
  operands[1] = units;
  operands[2] = (double)(int64_t)(frame - heap);
  operands[3] = (double)(int64_t)(partials - heap);
  operands[4] = schedule;
  operands[5] = loop;
  ask(self, ${REQUEST.fork});
  return partials;
}`;
  },
  stack: (unit: Unit) => {
    runtime(unit, "way_out");
    return `static inline char **stack_limit(double *self) { return (char **)&self[${SLOTS.stackLimit}]; }
// A quarter is left for what is called below the last check.
static inline void stack_entered(double *self) {
  char *const here = (char *)__builtin_frame_address(0);
  const int64_t bytes = (int64_t)self[${SLOTS.stack}];
  char **const limit = stack_limit(self);
  if (*limit == 0 || here - *limit > bytes) *limit = here - bytes / 4 * 3;
}
static inline void stack_check(double *self) {
  if (__builtin_expect((char *)__builtin_frame_address(0) < *stack_limit(self), 0)) leave_with(self, ${STATUS.overflow});
}`;
  },
  high_word: () => `static inline int32_t high_word(double x) {
  int64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return (int32_t)(bits >> 32);
}`,
  low_word: () => `static inline int32_t low_word(double x) {
  int64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return (int32_t)bits;
}`,
  from_words: () => `static inline double from_words(int32_t high, int32_t low) {
  const uint64_t bits = (uint64_t)(uint32_t)high << 32 | (uint32_t)low;
  double x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}`,
  leading_zeros: () =>
    "static inline int32_t leading_zeros(int32_t x) { return x == 0 ? 32 : __builtin_clz((uint32_t)x); }",
  // Below 2^63 truncation is exact and its low word is the answer. Of larger numbers, m * 2^s with 53 bits in m and s of
  // at least 11, it is m shifted left by s: nothing if s is 32 or more, as for infinities and NaN.
  to_int32: () => `static int32_t __attribute__((noinline, cold)) huge_to_int32(double x) {
  int64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  const uint32_t s = (uint32_t)((bits >> 52 & 0x7ff) - 1075);
  if (s >= 32) return 0;
  const uint32_t low = (uint32_t)bits << s;
  return (int32_t)(bits < 0 ? 0u - low : low);
}
static inline int32_t to_int32(double x) {
  return __builtin_fabs(x) < 0x1p63 ? (int32_t)(int64_t)x : huge_to_int32(x);
}`,
  // Not folded into the instruction that uses it.
  alone: () => `#ifdef __clang__
#define ALONE(v)
#else
#define ALONE(v) __asm__("" : "+v"(v))
#endif`,
  // gcc 12 folds 0.0 - x to -x where x is an integer or a size (so that it thinks of no -0), and gets -0 for 0. A
  // parameter it does not look through.
  sub_f64: () => "static inline double sub_f64(double a, double b) { return a - b; }",
  sub_f32: () => "static inline float sub_f32(float a, float b) { return a - b; }",
  min_f64: () => minimum("f64"),
  min_f32: () => minimum("f32"),
  max_f64: (unit: Unit) => {
    runtime(unit, "min_f64");
    return "static inline double max_f64(double a, double b) { return -min_f64(-a, -b); }";
  },
  max_f32: (unit: Unit) => {
    runtime(unit, "min_f32");
    return "static inline float max_f32(float a, float b) { return -min_f32(-a, -b); }";
  },
  rem_i32: () => remainder("i32", "int32_t"),
  rem_i64: () => remainder("i64", "int64_t"),
  min_i32: () => integral("min", "i32", "int32_t"),
  max_i32: () => integral("max", "i32", "int32_t"),
  min_i64: () => integral("min", "i64", "int64_t"),
  max_i64: () => integral("max", "i64", "int64_t"),
} as const satisfies Record<string, (unit: Unit) => string>;

/** The name of something in C that is printed once somebody asks for it. */
export function runtime(unit: Unit, name: keyof typeof PARTS): string {
  return unit.helper(name, () => (PARTS[name] as (unit: Unit) => string)(unit));
}
