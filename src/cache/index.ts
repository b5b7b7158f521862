// The face of the cache: a private folder, and whole files in it.
// Whoever keeps something there says how many of its kind may stay.
export { type CacheEntry, cacheEntries, clearCache } from "./entries.ts";
export { cachePlace, isPrivate, openCache, readCached, writeCached } from "./folder.ts";
