import { createHash } from 'node:crypto'

/** The id of a block, or of what a person did: the same for the same parts, and no address can be read from it. */
export const blockId = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)
