import { unpackCounts } from '../../../functions/firewall/rules/pack.ts'
import type { MemoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import {
  type FirewallBlockRecord,
  type FirewallOffenderRecord,
  type FirewallPieceRecord,
  type FirewallStateRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { Waf } from './cloud.ts'
import { type LogFile, neverBlocked, type Story } from './story.ts'

export interface Said {
  readonly signal: Signal
  readonly at: number
}

/** Until when a block was to be, by the ledger at a time. */
export interface Promised {
  readonly id: string
  readonly at: number
  readonly until: number
}

/** What a world came to. */
export interface World {
  readonly story: Story
  readonly ledger: MemoryLedger
  readonly waf: Waf
  /** Counts that stand in the bucket. */
  readonly textIn: (where: FirewallPieceRecord['countsIn']) => string
  readonly said: readonly Said[]
  readonly promised: readonly Promised[]
  /** What each object held in the end. */
  readonly texts: readonly { readonly file: LogFile; readonly text: string }[]
  readonly violations: string[]
  readonly count: (what: string, by?: number) => void
}

interface Line {
  readonly client: string
  readonly at: number
  readonly counts: boolean
}

const minute = 60_000

/** Who is counted as one: an IPv4 address, or the /64 of an IPv6 address, which the story always writes with `::` behind it. */
const clientOf = (address: string): string =>
  address.includes(':') ? address.replace(/::[\da-f]+$/, '::/64') : address

const entryOf = (client: string): string => (client.includes('/') ? client : `${client}/32`)

/** Reads a line by its quotes and spaces, as a person would. */
const lineOf = (text: string): Line => {
  const parts = text.split(' ')
  const address = parts[3]?.replace(/:\d+$/, '') ?? ''
  return { client: clientOf(address), at: Date.parse(parts[1] ?? ''), counts: parts[8] === '404' }
}

const linesOf = (text: string): Line[] => text.trim().split('\n').filter(Boolean).map(lineOf)

/** Minutes whose window of minutes up to them has enough. */
const guilty = (lines: readonly Line[], windowMinutes: number, threshold: number): number[] => {
  const counts = new Map<number, number>()
  for (const { at } of lines) counts.set(Math.floor(at / minute), (counts.get(Math.floor(at / minute)) ?? 0) + 1)
  return [...counts.keys()].filter((last) => {
    let sum = 0
    for (let each = last - windowMinutes + 1; each <= last; each += 1) sum += counts.get(each) ?? 0
    return sum >= threshold
  })
}

const iso = (at: number): string => new Date(at).toISOString()

/** Looks at a world that has ended, knowing nothing of how it was made. @returns what the greatest is wanted of */
export const judgeWorld = async (world: World): Promise<Record<string, number>> => {
  const { story, ledger, waf, violations } = world
  const [rule] = story.slice.rules
  if (!rule) throw new RangeError('a story without a rule')
  const peaks: Record<string, number> = {}
  const peak = (name: string, value: number): void => {
    peaks[name] = Math.max(peaks[name] ?? 0, value)
  }
  const files = world.texts.map(({ file, text }) => ({ file, lines: linesOf(text) }))
  const all = files.flatMap(({ lines }) => lines)
  const byClient = Map.groupBy(
    all.filter(({ counts }) => counts),
    ({ client }) => client,
  )
  const handled = new Set(story.hands.flatMap((hand) => (hand.what === 'ask' ? [hand.client] : [])))
  const blocks = await ledger.all<FirewallBlockRecord>('firewall-block')

  // Every line is in the ledger once.
  const pieces = await ledger.all<FirewallPieceRecord>('firewall-piece')
  const counted = pieces.reduce((sum, { about }) => sum + (about.tally as { readonly lines: number }).lines, 0)
  if (counted !== all.length) violations.push(`${counted} lines are counted of ${all.length}`)
  const sums = new Map<string, number>()
  for (const { counts, countsIn } of pieces)
    for (const [client, { minutes }] of unpackCounts(counts ?? world.textIn(countsIn)).get(rule.name) ?? [])
      for (const { count } of minutes.values()) sums.set(client, (sums.get(client) ?? 0) + count)
  for (const client of new Set([...sums.keys(), ...byClient.keys()]))
    if ((sums.get(client) ?? 0) !== (byClient.get(client)?.length ?? 0))
      violations.push(
        `${client} is counted ${sums.get(client) ?? 0} times, and has ${byClient.get(client)?.length ?? 0} lines`,
      )

  // Who is blocked has done something, and who has done something is blocked.
  for (const block of blocks.filter(({ rule: name }) => name === rule.name)) {
    const lines = byClient.get(block.client) ?? []
    const minutes = new Set(guilty(lines, rule.windowMinutes, rule.threshold))
    if (!minutes.has(Math.floor(Date.parse(block.offendedAt) / minute)))
      violations.push(`${block.client} is blocked for ${block.offendedAt}, when it had not enough`)
    const seconds = rule.blockSeconds * rule.escalate.factor ** (block.level ?? 0)
    const late = block.late ? { least: 0 } : { least: seconds }
    const lasts = (Date.parse(block.until) - Date.parse(block.offendedAt)) / 1000
    if (lasts < late.least || lasts > Math.max(seconds, 86_400))
      violations.push(`${block.client} is blocked for ${lasts} seconds, not ${seconds}`)
  }
  for (const client of byClient.keys()) {
    if (neverBlocked.some((each) => each === client) || handled.has(client)) continue
    const own = files.filter(({ lines }) => lines.some((line) => line.counts && line.client === client))
    const ordered = own.toSorted((one, other) => (one.file.deliveries[0] ?? 0) - (other.file.deliveries[0] ?? 0))
    let lines: Line[] = []
    for (const { file, lines: more } of ordered) {
      lines = [...lines, ...more.filter((line) => line.counts && line.client === client)]
      const minutes = guilty(lines, rule.windowMinutes, rule.threshold)
      const last = minutes.length > 0 ? Math.max(...minutes) : undefined
      if (last === undefined) continue
      const ends =
        Math.max(...lines.filter(({ at }) => Math.floor(at / minute) === last).map(({ at }) => at)) +
        rule.blockSeconds * 1000
      const known = file.deliveries[0] ?? 0
      const record = blocks.find((block) => block.client === client && block.rule === rule.name)
      if (!record) {
        // Whether it is known in time depends on what goes wrong; that it is known does not.
        violations.push(
          `${client} had enough at ${iso(last * minute)}, known at ${iso(known)}, and nothing is on record`,
        )
        break
      }
      if (ends < known + 45_000) continue
      const scope = file.source === 'web' ? 'REGIONAL' : 'CLOUDFRONT'
      const family = client.includes(':') ? 'ipv6' : 'ipv4'
      const set = `${scope}/shop-block-${family}`
      const put = waf.writes.find((write) => write.set === set && write.after.has(entryOf(client)))
      if (story.mood !== 'calm') break
      if (!put) violations.push(`${client} had enough, known at ${iso(known)}, and is never in ${set}`)
      else if (put.at > known) {
        const took = (put.at - known) / 1000
        peak('seconds from object to set', took)
        world.count(took <= 20 ? 'blocked within 20 seconds' : 'blocked later')
        if (took > 40) violations.push(`${client} is in the set ${took} seconds after it was known`)
      }
      break
    }
  }

  judgeWrites(world, blocks, handled, peak)
  await judgeEnd(world, blocks, handled, peak)
  judgeSignals(world)
  return peaks
}

/** What our function has written into sets. */
const judgeWrites = (
  { story, waf, violations, count, promised }: World,
  blocks: readonly FirewallBlockRecord[],
  handled: ReadonlySet<string>,
  peak: (name: string, value: number) => void,
): void => {
  const lastAt = new Map<string, number>()
  /** What comes to light later may prolong a block that was to be over. */
  const untilAt = (id: string, at: number): number =>
    promised.filter((each) => each.id === id && each.at <= at).at(-1)?.until ?? 0
  for (const { set, at, urgent, before, after, foreign } of waf.writes) {
    for (const client of neverBlocked)
      if (!set.includes('allow') && after.has(`${client}/32`))
        violations.push(`${client} is put into ${set} at ${iso(at)}`)
    for (const entry of foreign)
      if (!after.has(entry)) violations.push(`${entry}, which is not ours, is taken out of ${set} at ${iso(at)}`)
    const last = lastAt.get(set)
    if (last !== undefined && !urgent && at - last < story.slice.intervalSeconds * 1000) {
      count('changes within the interval')
      if (story.mood === 'calm') violations.push(`${set} is changed ${(at - last) / 1000} seconds after it was`)
    }
    lastAt.set(set, at)
    count(urgent ? 'changes by hand' : 'changes')
    if (before.size === after.size && [...after].every((entry) => before.has(entry)))
      violations.push(`${set} is written at ${iso(at)}, and nothing changes`)
    if (!set.includes('-block-')) continue
    for (const entry of before) {
      const client = entry.replace(/\/32$/, '')
      if (after.has(entry) || handled.has(client) || foreign.has(entry)) continue
      const held = blocks.find(
        (block) =>
          block.client === client &&
          block.mode === 'block' &&
          Date.parse(block.from) <= at &&
          untilAt(block.id, at) > at &&
          (block.releasedAt === undefined || Date.parse(block.releasedAt) > at),
      )
      if (held) violations.push(`${client} is let out at ${iso(at)}, before ${held.until}`)
      const over = blocks
        .filter((block) => block.client === client && block.mode === 'block' && Date.parse(block.until) <= at)
        .map(({ until }) => Date.parse(until))
      if (over.length > 0 && story.mood === 'calm') peak('seconds to let out', (at - Math.max(...over)) / 1000)
    }
  }
}

/** What is so when nothing has gone wrong for a while. */
const judgeEnd = async (
  { story, ledger, waf, violations, count }: World,
  blocks: readonly FirewallBlockRecord[],
  handled: ReadonlySet<string>,
  peak: (name: string, value: number) => void,
): Promise<void> => {
  const offenders = await ledger.all<FirewallOffenderRecord>('firewall-offender')
  const state = await ledger.get<FirewallStateRecord>(keys.firewallState())
  const waiting = await ledger.open('firewall-piece')
  if (waiting.length > 0) violations.push(`${waiting.length} pieces are never judged`)
  if (state?.lease) violations.push('somebody still holds the lease')
  for (const [name, { said }] of Object.entries(state?.told ?? {})) if (!said) violations.push(`${name} is never said`)
  for (const block of blocks) {
    count(`blocks: ${block.late ? 'late' : block.mode}`)
    const until = Date.parse(block.until)
    if (until < story.end - 2 * minute && block.releasedAt === undefined)
      violations.push(`${block.client} was to be released at ${block.until}, and is not`)
    if (block.releasedAt === undefined || block.late || handled.has(block.client)) continue
    const took = (Date.parse(block.releasedAt) - until) / 1000
    if (took < 0) violations.push(`${block.client} is released ${-took} seconds too early`)
    if (story.mood === 'calm') {
      peak('seconds to release', took)
      if (took > 60) violations.push(`${block.client} is released ${took} seconds after its time`)
    }
  }
  for (const scope of story.scopes)
    for (const family of ['ipv4', 'ipv6'] as const) {
      const set = `${scope}/shop-block-${family}`
      const wanted = new Set(
        offenders.flatMap((offender) => {
          const block = offender.releasedAt === undefined ? offender.block : undefined
          const isOfFamily = offender.client.includes(':') === (family === 'ipv6')
          return block && isOfFamily && block.scopes.includes(scope) && Date.parse(block.until) > story.end + 2 * minute
            ? [entryOf(offender.client)]
            : []
        }),
      )
      const there = waf.entries(set)
      for (const entry of wanted)
        if (!there.has(entry)) violations.push(`${entry} is to be blocked, and not in ${set} at the end`)
      const inForce = new Set(
        offenders.flatMap(({ client, block, releasedAt }) =>
          block && releasedAt === undefined ? [entryOf(client)] : [],
        ),
      )
      for (const entry of there)
        if (!waf.foreign(set).has(entry) && !inForce.has(entry)) violations.push(`${entry} stays in ${set} for ever`)
      for (const entry of waf.foreign(set))
        if (!there.has(entry)) violations.push(`${entry}, which is not ours, is no longer in ${set}`)
    }
}

/** What was said. */
const judgeSignals = ({ story, said, violations }: World): void => {
  const known = new Map<string, Signal>()
  const moods = new Map<string, string>()
  for (const { signal } of said) {
    const { id, subject, mood } = signal
    if (/\d+\.\d+\.\d+\.\d+|2001:db8/.test(JSON.stringify(signal)))
      violations.push(`an address stands in the signal ${id}`)
    const before = known.get(id)
    if (before) {
      if (JSON.stringify(before) !== JSON.stringify(signal)) violations.push(`${id} is said twice, and not alike`)
      if (story.mood === 'calm') violations.push(`${id} is said twice`)
      continue
    }
    known.set(id, signal)
    if (moods.get(subject) === mood || (mood === 'good' && !moods.has(subject)))
      violations.push(`${subject} is ${mood} after ${moods.get(subject) ?? 'nothing'}`)
    moods.set(subject, mood)
  }
}
