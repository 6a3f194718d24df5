import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { countLog } from '../../functions/firewall/logs/count-log.ts'
import type { CountOptions } from '../../functions/firewall/logs/options.ts'
import { formats, logOf, options, plainFields } from '../property/random-access-logs.ts'
import { mutate } from './mutate.ts'

/** An honest log of a format, as it is, by gzip, and by gzip with several members; the same each time. */
export const honestLogs = (format: string): readonly Buffer[] => {
  const logs = fc.sample(logOf(format), { seed: 7, numRuns: 40 })
  const log = logs.reduce((longest, each) => (each.length > longest.length ? each : longest))
  return [
    log,
    gzipSync(log),
    Buffer.concat([gzipSync(log.subarray(0, 300)), gzipSync(log.subarray(300)), Buffer.alloc(8)]),
  ]
}

export const logFormats = formats

async function* inTwo(bytes: Uint8Array, seed: number): AsyncGenerator<Uint8Array> {
  const at = seed % (bytes.length + 1)
  yield bytes.subarray(0, at)
  yield bytes.subarray(at)
}

const given = (format: string): CountOptions => options(format === 'plain' ? { plain: plainFields } : {})

/**
 * Counts a changed log.
 * @returns how it ended: `counted` or what was broken
 * @throws Error where it says what cannot be
 */
export const countChanged = async (format: string, honest: Buffer, seed: number): Promise<string> => {
  const bytes = mutate(honest, seed)
  let outcome = 'no end'
  let lines = 0
  for await (const piece of countLog(inTwo(bytes, seed), { ...given(format), maxEntries: 1 + (seed % 50) })) {
    const { tally, end, broken, linesTo } = piece
    const sum = tally.malformed + tally.future + tally.unattributed + tally.refusedByWaf
    if (outcome !== 'no end' || linesTo < lines || sum > tally.lines)
      throw new Error(`${format}, seed ${seed}: cannot be`)
    lines = linesTo
    if (end) outcome = broken?.reason ?? 'counted'
  }
  if (outcome === 'no end') throw new Error(`${format}, seed ${seed}: no last piece`)
  return outcome
}
