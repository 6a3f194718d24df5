import type { Kind } from '../kinds/kind.ts'

/** A line for each kind of process. */
export const kinds: readonly Kind[] = []
