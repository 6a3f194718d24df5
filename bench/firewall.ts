import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asOnLambda } from './as-on-lambda.ts'
import { ours, unpack, unpackAndScan } from './firewall/contestants.ts'
import { type Corpus, makeCorpus } from './firewall/corpus.ts'
import { measureFlood } from './firewall/flood.ts'
import { offendersIn, offendersPlainly } from './firewall/offenders.ts'
import { byAwk, byWsa, hasAwk, threshold, wsaPath } from './firewall/strangers.ts'
import type { Bench, BenchRow } from './row.ts'
import { median, type Times, timedTwice } from './statistics.ts'

const lines = 200_000
/** Runs of each in turn, so that all meet the same machine; those before them only warm up. */
const rounds = 9
const warmUps = 2
/** The whole way takes no more than this of the time in which the bytes are unpacked and looked at. */
const mark = 1.5
const memoryMark = 256 * 1024 ** 2
const largeObject = 1024 ** 3

const perSecond = (ms: number): string => `${Math.round(lines / ms).toLocaleString('en')}k lines/s`

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join()

const medianOf = (times: readonly Times[]): Times => ({
  wall: median(times.map(({ wall }) => wall)),
  processor: median(times.map(({ processor }) => processor)),
})

/** Medians of each, run in turn. */
const race = async (contestants: readonly (() => unknown)[], times: number): Promise<Times[]> => {
  const measured = contestants.map((): Times[] => [])
  for (let round = -warmUps; round < times; round += 1)
    for (const [index, run] of contestants.entries()) {
      const taken = await timedTwice(run)
      if (round >= 0) measured[index]?.push(taken)
    }
  return measured.map(medianOf)
}

const compareStrangers = async (corpus: Corpus, own: number, found: readonly string[], file: string) => {
  const rows: BenchRow[] = []
  const what = `${corpus.name}, the whole way`
  if (hasAwk()) {
    const [awk] = await race([() => byAwk(file, corpus)], 2)
    rows.push({
      what,
      ours: perSecond(own),
      reference: `${perSecond(awk?.wall ?? 0)} zcat | awk, one rule`,
      ratio: own / (awk?.wall ?? 0),
    })
  } else rows.push({ what, ours: perSecond(own), reference: 'zcat and awk are not installed' })
  const path = wsaPath()
  if (path === undefined)
    return [...rows, { what, ours: perSecond(own), reference: "AWS's WSA: name its folder in WSA_PATH" }]
  const wsa = byWsa(path, file, corpus)
  if (typeof wsa === 'string') return [...rows, { what, ours: perSecond(own), reference: `AWS's WSA: ${wsa}` }]
  const finds = wsa.gaveUp === undefined ? `, finds ${same(wsa.found, found) ? 'the same' : 'others'}` : ', gives up'
  const reference = `${perSecond(wsa.seconds * 1_000)} AWS's WSA, one rule${finds}`
  return [...rows, { what, ours: perSecond(own), reference, ratio: own / (wsa.seconds * 1_000) }]
}

const none: Times = { wall: 0, processor: 0 }

const besideScan = (what: string, own: number, scan: number): BenchRow => ({
  what,
  ours: perSecond(own),
  reference: `${perSecond(scan)} Node, unpack and look at each byte`,
  ratio: own / scan,
  mark: `≤ ${mark}×`,
  met: own <= scan * mark,
})

const measure = async (corpus: Corpus, folder: string, report: (text: string) => void): Promise<BenchRow[]> => {
  const bytes = `${(corpus.unpackedBytes / 1e6).toFixed(0)} MB`
  report(`${corpus.name}: ${lines.toLocaleString('en')} lines, ${bytes} unpacked, ${rounds} rounds`)
  const found = offendersIn(await ours(corpus), 'errors', threshold)
  const expected = offendersPlainly(unpack(corpus).toString('latin1'), corpus.format, threshold)
  const contestants = [() => ours(corpus), () => unpackAndScan(corpus), () => unpack(corpus)]
  const [own = none, scan = none, bare = none] = await race(contestants, rounds)
  const what = `${corpus.name}, the whole way`
  const file = join(folder, `${corpus.name.replace(/\W+/g, '-')}.gz`)
  writeFileSync(file, corpus.packed)
  return [
    besideScan(what, own.wall, scan.wall),
    besideScan(`${what}, by time of processors`, own.processor, scan.processor),
    { what, ours: perSecond(own.wall), reference: `${perSecond(bare.wall)} Node, unpack`, ratio: own.wall / bare.wall },
    ...(await compareStrangers(corpus, own.wall, found, file)),
    {
      what: `${corpus.name}, offenders`,
      ours: `${found.length}`,
      reference: `${expected.length} by a slow, obvious count`,
      mark: 'the same',
      met: found.length > 0 && same(found, expected),
    },
  ]
}

const measureMemory = (report: (text: string) => void): BenchRow => {
  report('an object of 1 GB unpacked, of ever new clients, in a process of its own')
  const script = fileURLToPath(new URL('firewall/memory.ts', import.meta.url))
  const out = execFileSync(process.execPath, [...asOnLambda, script, String(largeObject)], { encoding: 'utf8' })
  const { peak, pieces, seconds, lines: counted } = JSON.parse(out) as Record<string, number>
  return {
    what: `an object of 1 GB unpacked, ${(counted ?? 0).toLocaleString('en')} lines in ${pieces} pieces, ${(seconds ?? 0).toFixed(0)} s`,
    ours: `${((peak ?? 0) / 1024 ** 2).toFixed(0)} MiB at most`,
    mark: `≤ ${memoryMark / 1024 ** 2} MiB`,
    met: (peak ?? Number.POSITIVE_INFINITY) <= memoryMark,
  }
}

/** Counting of logs, beside what their bytes alone cost, and beside others. */
export const run: Bench['run'] = async (report) => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-bench-'))
  try {
    const rows: BenchRow[] = []
    for (const broken of [false, true])
      for (const format of ['cloudfront', 'alb'] as const)
        rows.push(...(await measure(makeCorpus(format, lines, broken), folder, report)))
    return [...rows, measureMemory(report), ...(await measureFlood(report))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
