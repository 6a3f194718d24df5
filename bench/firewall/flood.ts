import type { FirewallPieceRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { lines, makeScene } from '../../test/unit/firewall/engine/scene.ts'
import type { BenchRow } from '../row.ts'

const objects = 10_000
const functions = 8
const linesOfOne = 6
/** Of so many objects one event comes twice. */
const doubled = 10

/** Quantile of numbers, by the nearest rank. */
const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((one, other) => one - other)[Math.ceil(numbers.length * share) - 1] ?? 0

/**
 * Ten thousand objects, two by two of one attacker, taken by eight functions at once, each tenth twice, while passes go on: on the ledger in
 * memory and the played WAF, in virtual time, so that the numbers are not those of a machine. One object takes 10 milliseconds.
 */
export const measureFlood = async (report: (text: string) => void): Promise<BenchRow[]> => {
  report(`${objects.toLocaleString('en')} objects by ${functions} functions at once`)
  log.setLogLevel('SILENT')
  const scene = makeScene({ direct: true })
  const arrived = new Map<string, number>()
  const seen = new Map<string, number>()
  const clientOf = (index: number): string => `198.${18 + ((index >> 16) & 1)}.${(index >> 8) & 255}.${index & 255}`
  const events = Array.from({ length: objects }, (_, index) => index)
  const all = events.flatMap((index) => (index % doubled === 0 ? [index, index] : [index]))
  const changes: number[] = []
  const passNow = async (): Promise<void> => {
    const before = scene.waf.entries('shop-block-ipv4', 'REGIONAL')
    await scene.pass()
    const after = scene.blocked()
    if (after === before) return
    changes.push(scene.now().getTime())
    for (const entry of after) if (!seen.has(entry)) seen.set(entry, scene.now().getTime())
  }
  let wakesDone = 0
  const passesDue = async (): Promise<void> => {
    while (scene.wakes[wakesDone] !== undefined && (scene.wakes[wakesDone]?.at ?? 0) <= scene.now().getTime()) {
      wakesDone += 1
      await passNow()
    }
  }
  for (let from = 0; from < all.length; from += functions) {
    await Promise.all(
      all.slice(from, from + functions).map((index) => {
        const client = clientOf(index >> 1)
        const object = scene.put(`o${index}`, lines(client, linesOfOne, new Date('2026-11-30T10:00:00Z')))
        if (index % 2 === 1) arrived.set(`${client}/32`, scene.now().getTime())
        return scene.take(object)
      }),
    )
    scene.advance(0.01)
    await passesDue()
  }
  for (let round = 0; round < 60; round += 1) {
    scene.advance(1)
    await passesDue()
  }
  const pieces = await scene.ledger.all<FirewallPieceRecord>('firewall-piece')
  const counted = pieces.reduce((sum, { about }) => sum + (about.tally as { readonly lines: number }).lines, 0)
  const [expected, took] = [
    objects * linesOfOne,
    [...arrived].map(([entry, at]) => ((seen.get(entry) ?? Number.POSITIVE_INFINITY) - at) / 1000),
  ]
  const gaps = changes.slice(1).map((at, index) => (at - (changes[index] ?? 0)) / 1000)
  const least = Math.min(Number.POSITIVE_INFINITY, ...gaps)
  return [
    {
      what: `${objects.toLocaleString('en')} objects by ${functions} functions at once, each tenth twice`,
      ours: `${counted.toLocaleString('en')} lines counted`,
      reference: `${expected.toLocaleString('en')} written`,
      mark: 'the same',
      met: counted === expected && pieces.length === objects,
    },
    {
      what: 'the same, changes of the one set',
      ours: `${changes.length}, ${least.toFixed(1)} s apart at least`,
      mark: '≥ 15 s apart',
      met: changes.length > 0 && least >= 15,
    },
    {
      what: 'the same, from the second object of an attacker to the set',
      ours: `${quantile(took, 0.95).toFixed(1)} s (p95), of ${took.length.toLocaleString('en')}`,
      mark: '≤ 20 s',
      met: quantile(took, 0.95) <= 20,
    },
  ]
}
