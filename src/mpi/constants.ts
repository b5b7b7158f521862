// Numbers with a name in the standard. Their values are those of the MPI-5 ABI (MPI 5.0, appendix A), whatever library
// carries the messages: programs may print and store them.

/** Matches a message from any rank. */
export const ANY_SOURCE = -1;
/** Matches a message with any tag. */
export const ANY_TAG = -2;
/** No rank: sends to it vanish, receives from it are done at once, with nothing. */
export const PROC_NULL = -3;
/** In a collective call between two groups: this rank is the one whose data is used. */
export const ROOT = -4;
/** A count or a rank that there is none of. */
export const UNDEFINED = -32766;

/** What comparing communicators or groups gives: the same; the same ranks in the same order; in another; others. */
export const IDENT = 201;
export const CONGRUENT = 202;
export const SIMILAR = 203;
export const UNEQUAL = 204;

/** For `Split_type`: ranks that can share memory. */
export const COMM_TYPE_SHARED = 221;

/** Attributes that every communicator has, for `Get_attr`: the greatest tag; whether `Wtime` is the same for all ranks. */
export const TAG_UB = 501;
export const WTIME_IS_GLOBAL = 504;

/** Levels of support for threads. A rank's own thread alone may call: `FUNNELED` is what there is. */
export const THREAD_SINGLE = 0;
export const THREAD_FUNNELED = 1024;
export const THREAD_SERIALIZED = 2048;
export const THREAD_MULTIPLE = 4096;

/** Error classes (MPI 5.0, table 9.4), for `Exception.Get_error_class`. */
export const SUCCESS = 0;
export const ERR_BUFFER = 1;
export const ERR_COUNT = 2;
export const ERR_TYPE = 3;
export const ERR_TAG = 4;
export const ERR_COMM = 5;
export const ERR_RANK = 6;
export const ERR_REQUEST = 7;
export const ERR_ROOT = 8;
export const ERR_GROUP = 9;
export const ERR_OP = 10;
export const ERR_TOPOLOGY = 11;
export const ERR_DIMS = 12;
export const ERR_ARG = 13;
export const ERR_UNKNOWN = 14;
export const ERR_TRUNCATE = 15;
export const ERR_OTHER = 16;
export const ERR_INTERN = 17;
export const ERR_KEYVAL = 48;
