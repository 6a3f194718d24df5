import { gzipSync } from 'node:zlib'
import { sliceOf } from '../../functions/firewall/rules/slice-of.ts'
import type { Config } from '../../shared/config/schema.ts'
import { albLine, makeScene } from '../../test/unit/firewall/engine/scene.ts'
import { prices } from '../prices.ts'
import { type Recorded, record } from '../scale/recorder.ts'

/** A million lines of a balancer's log, in objects of so many lines. */
const million = 1_000_000

/** What is played and scaled up: objects, and clients of all of them, each of whom asks for five minutes. One answer in fifty is a 404. */
const sample = { objects: 4, clients: 2_000, badly: 50 } as const

/** What no template says: measured on one processor (docs/firewall.md, issue 15), and how Lambda divides them. */
const assumed = {
  /** GB of memory that come with one processor. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  gigabytesPerProcessor: 1.769,
  /** Lines a second of ours, of one processor, every rule on. */
  ours: 400_000,
  /** Lines a second of WSA's parser on a balancer's log: it does less for each, and takes longer. */
  wsa: 181_000,
  /** On x86, as WSA deploys it. */
  wsaGigabyteSecond: 0.000_016_666_7,
  /** Sent, received, deleted. */
  requestsPerMessage: 3,
} as const

/** A number that looks as if it were chosen by chance, and is the same each time. */
const hashed = (value: number): number => Math.imul((value + 1) ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 8

const play = (config: Config, lines: number): Promise<Recorded> =>
  record(async (ledger) => {
    const { rules, customers } = sliceOf(config)
    const scene = makeScene({ ledger, slice: { rules, customers } })
    for (let object = 0; object < sample.objects; object += 1) {
      const end = scene.now().getTime()
      const log = Array.from({ length: lines }, (_, index) => {
        const client = hashed(object * lines + index) % sample.clients
        const at = new Date(end - 300_000 + Math.floor((index / lines) * 300_000))
        const status = hashed(index + 77) % sample.badly === 0 ? 404 : 200
        return albLine(`198.51.${client >> 8}.${client & 255}`, at, { status, path: `/p/${index % 100}` })
      })
      await scene.take(scene.put(`object-${object}`, gzipSync(`${log.join('\n')}\n`)))
    }
    // One for all: passes are in the month already, and what comes together is judged together.
    await scene.pass()
  })

/** US dollars for a million lines. */
export interface LinesCost {
  readonly ours: number
  /** The part of it that the ledger takes. */
  readonly ledger: number
  /** WAF Security Automations, its Lambda parser. */
  readonly wsa: number
}

/**
 * What a million lines cost at list price, in objects of so many lines: our side played with the config's rules and counted, WSA's by what it
 * does for each object (fetch it, read and write its own file of counts, one call).
 */
export const costOfLines = async (config: Config, linesPerObject: number): Promise<LinesCost> => {
  const { units, calls } = await play(config, linesPerObject)
  const objects = million / linesPerObject
  const scale = objects / sample.objects
  const written = [...units.values()].reduce((sum, each) => sum + each, 0) * scale
  // Reads of one item are consistent; a question to an index that finds little is half a unit.
  const read = ((calls.get('GetItem') ?? 0) + (calls.get('Query') ?? 0) / 2) * scale
  const ledger = written * prices.ledgerWrites.each + read * prices.ledgerReads.each
  const processor = (linesPerSecond: number, price: number): number =>
    (million / linesPerSecond) * assumed.gigabytesPerProcessor * price
  return {
    ledger,
    ours:
      ledger +
      processor(assumed.ours, prices.lambdaTime.each) +
      objects *
        (prices.bucketReads.each + prices.lambdaRequests.each + assumed.requestsPerMessage * prices.queueRequests.each),
    wsa:
      processor(assumed.wsa, assumed.wsaGigabyteSecond) +
      objects * (2 * prices.bucketReads.each + prices.bucketLists.each + prices.lambdaRequests.each),
  }
}
