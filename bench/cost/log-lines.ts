import { gzipSync } from 'node:zlib'
import { sliceOf } from '../../functions/firewall/rules/slice-of.ts'
import type { Config } from '../../shared/config/schema.ts'
import { piecesOf } from '../../shared/pieces.ts'
import { albLine, makeScene } from '../../test/unit/firewall/engine/scene.ts'
import { prices } from '../prices.ts'
import { itemBytes } from '../scale/capacity.ts'
import { type Recorded, record } from '../scale/recorder.ts'

/** A million lines of a balancer's log, in objects of so many lines. */
const million = 1_000_000

/** What is played and scaled up: objects, fewer where they are large, and clients of all of them, each of whom asks for five minutes. One answer in fifty is a 404. */
const sample = { objects: 100, mostLines: 400_000, clients: 2_000, badly: 50 } as const

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
  /** An object's message is sent alone, and received and deleted with those of the same call. */
  requestsPerCall: 2,
  /**
   * Processes of the pass that read all of 27 hours again: Lambda ends one after some hours, and has two while one is busy. Nobody but AWS
   * knows how often.
   */
  coldReads: 5,
  /** Pieces whose records one unit reads, when all of them are read. */
  pieceBytesPerUnit: 4_096,
} as const

/** A number that looks as if it were chosen by chance, and is the same each time. */
const hashed = (value: number): number => Math.imul((value + 1) ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 8

/** How objects come: in so many calls with so many objects each, and then a pass that judges them all. */
export interface Coming {
  readonly calls: number
  readonly perCall: number
}

/** Two at a time, as the nodes of a balancer write theirs: a call and a pass for each two. In a flood calls are full, and a pass waits for the interval. */
export const comings = { nowAndThen: { calls: 1, perCall: 2 }, flood: { calls: 10, perCall: 5 } } as const

/** What a play took beside the ledger's calls. */
interface Played extends Recorded {
  /** Objects of counts that were written, and read by the pass that judges them. */
  readonly passes: number
  readonly puts: number
  readonly gets: number
  /** Bytes of the pieces' records. */
  readonly pieceBytes: number
}

const play = async (config: Config, lines: number, { calls, perCall }: Coming, objects: number): Promise<Played> => {
  const own = { passes: 0, puts: 0, gets: 0, pieceBytes: 0 }
  const recorded = await record(async (ledger) => {
    const { rules, customers } = sliceOf(config)
    const scene = makeScene({ ledger, slice: { rules, customers } })
    const arrive = (object: number) => {
      const end = scene.now().getTime()
      const log = Array.from({ length: lines }, (__, index) => {
        const client = hashed(object * lines + index) % sample.clients
        const at = new Date(end - 300_000 + Math.floor((index / lines) * 300_000))
        const status = hashed(index + 77) % sample.badly === 0 ? 404 : 200
        return albLine(`198.51.${client >> 8}.${client & 255}`, at, { status, path: `/p/${index % 100}` })
      })
      return scene.put(`object-${object}`, gzipSync(`${log.join('\n')}\n`))
    }
    const numbers = Array.from({ length: objects }, (_, object) => object)
    for (const group of piecesOf(numbers, calls * perCall)) {
      for (const call of piecesOf(group, perCall)) await scene.takeAll(call.map(arrive))
      await scene.pass({}, scene.memory, false)
      own.passes += 1
      scene.advance(300)
    }
    const { writes, reads } = scene.counts.calls
    Object.assign(own, { puts: writes, gets: reads })
    for (const shard of '0123456789abcdef')
      for (const piece of await ledger.children(`firewall-piece#${shard}`)) own.pieceBytes += itemBytes({ ...piece })
  })
  return { ...recorded, ...own }
}

/** US dollars for a million lines. */
export interface LinesCost {
  readonly ours: number
  /** The part of it that keeping the counts takes: the ledger, and the bucket of counts. */
  readonly counts: number
  /** WAF Security Automations, its Lambda parser. */
  readonly wsa: number
}

/**
 * What a million lines cost at list price, in objects of so many lines: our side played with the config's rules and counted, WSA's by what it
 * does for each object (fetch it, read and write its own file of counts, one call). Waiting for answers is not counted, on either side.
 */
export const costOfLines = async (config: Config, linesPerObject: number, coming: Coming): Promise<LinesCost> => {
  const group = coming.calls * coming.perCall
  const most = Math.min(sample.objects, Math.ceil(sample.mostLines / linesPerObject))
  const played = Math.max(1, Math.floor(most / group)) * group
  const { units, calls, passes, puts, gets, pieceBytes } = await play(config, linesPerObject, coming, played)
  const objects = million / linesPerObject
  const scale = objects / played
  const written = [...units.values()].reduce((sum, each) => sum + each, 0)
  // Reads of one item are consistent; a question to an index that finds little is half a unit.
  const judged = (calls.get('GetItem') ?? 0) + (calls.get('Query') ?? 0) / 2
  const read = judged + (assumed.coldReads * pieceBytes) / assumed.pieceBytesPerUnit
  const ledger = written * prices.ledgerWrites.each + read * prices.ledgerReads.each
  const bucket = puts * prices.bucketLists.each + gets * (1 + assumed.coldReads) * prices.bucketReads.each
  const processor = (linesPerSecond: number, price: number): number =>
    (million / linesPerSecond) * assumed.gigabytesPerProcessor * price
  const messages = played * prices.queueRequests.each
  const asked = prices.lambdaRequests.each + assumed.requestsPerCall * prices.queueRequests.each
  // A pass is woken by a message of its own.
  const invoked = (played / coming.perCall) * asked + passes * (asked + prices.queueRequests.each)
  return {
    counts: scale * (ledger + bucket),
    ours:
      scale * (ledger + bucket + messages + invoked + played * prices.bucketReads.each) +
      processor(assumed.ours, prices.lambdaTime.each),
    wsa:
      processor(assumed.wsa, assumed.wsaGigabyteSecond) +
      objects * (2 * prices.bucketReads.each + prices.bucketLists.each + prices.lambdaRequests.each),
  }
}
