/** A sentence of an engine that has names, times or numbers in it, and how it is said in Korean with what its groups have found. */
export type Pattern = readonly [pattern: RegExp, korean: (...parts: string[]) => string]
