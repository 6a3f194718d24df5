import { createHash } from 'node:crypto'
import { emptyMemory, type Memory } from '../../../functions/firewall/engine/memory.ts'
import { pass } from '../../../functions/firewall/engine/pass.ts'
import { doRequest } from '../../../functions/firewall/engine/request.ts'
import { takeMessages } from '../../../functions/firewall/engine/take-messages.ts'
import { parseRequest } from '../../../functions/firewall/rules/request.ts'
import type { IpSets, LogWorld, Objects, World } from '../../../functions/firewall/world/world.ts'
import { TransientError } from '../../../shared/errors.ts'
import { addressFamilies, type FirewallSet, firewallLists, setName } from '../../../shared/firewall/sets.ts'
import type { Ledger, LedgerItem } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { FirewallBlockRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { turn } from '../../../shared/turn.ts'
import { albLine, countsInMemory } from '../../unit/firewall/engine/scene.ts'
import { makeAgenda } from '../engine/agenda.ts'
import { type Crash, CrashError, makeBreaker } from '../engine/crash.ts'
import type { Played } from '../engine/simulation.ts'
import { makeWaf } from './cloud.ts'
import { judgeWorld, type Promised, type Said } from './judge.ts'
import { type Rates, ratesOf } from './rates.ts'
import type { Hand, LogFile, Story } from './story.ts'

/** A message about an object. */
interface LogEvent {
  readonly bucket: string
  readonly key: string
  readonly etag: string
  readonly at: string
}

/** Milliseconds after which Lambda ends a call. */
const callLimit = 60_000

/** Milliseconds for which a message that failed is out of sight. */
const visibility = [20_000, 90_000] as const

const expected = ['TransientError', 'CrashError', 'StaleTokenError']
const isExpected = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isExpected)
    : error instanceof Error && expected.includes(error.name)

const cidr = (client: string): string => (client.includes(':') ? client : `${client}/32`)

const isBlock = (item: LedgerItem): item is FirewallBlockRecord => item.kind === 'firewall-block'

/** Plays one world to its end, in virtual time. */
export const play = async (story: Story): Promise<Played> => {
  const { random, slice } = story
  const agenda = makeAgenda<() => unknown>()
  let time = story.begins
  const clock = (): number => time
  const ledger = memoryLedger([], { frozen: true, now: () => new Date(time) })
  const sets = story.scopes.flatMap((scope) =>
    firewallLists.flatMap((list) =>
      addressFamilies.map((family): FirewallSet => {
        const name = setName('shop', list, family)
        return { scope, list, family, name, id: name }
      }),
    ),
  )
  const waf = makeWaf(sets, clock)
  const said: Said[] = []
  const violations: string[] = []
  const counts: Record<string, number> = {}
  const count = (what: string, by = 1): void => {
    counts[what] = (counts[what] ?? 0) + by
  }
  const happens = (what: keyof Rates): boolean => {
    const share = time < story.calmFrom ? ratesOf[story.mood][what] : 0
    const does = share > 0 && random.chance(share)
    if (does) count(`met: ${what}`)
    return does
  }
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => agenda.add(time + milliseconds, () => resolve()))
  const recent = new Map<string, number>()
  const promised: Promised[] = []
  const keyOf = ({ pk, sk }: LedgerItem): string => `${pk} ${sk}`

  /** The ledger of one call: its index may lag, and it may ask to try again. */
  const ledgerOf = (): Ledger => ({
    ...ledger,
    open: (async (word: string, until?: string) => {
      const all = await ledger.open(word, until)
      return happens('indexLags') ? all.filter((each) => time - (recent.get(keyOf(each)) ?? 0) > 2_000) : all
    }) as Ledger['open'],
    commit: async (writes, now) => {
      if (happens('ledgerThrottled')) throw new TransientError('The ledger asks to try again')
      await ledger.commit(writes, now)
      for (const { item } of writes) {
        recent.set(keyOf(item), time)
        if (isBlock(item)) promised.push({ id: item.id, at: time, until: Date.parse(item.until) })
      }
    },
  })

  const setsOf = (urgent: boolean): IpSets => {
    const inner = waf.ipSets(urgent)
    return {
      read: inner.read,
      write: async (set, seen, entries) => {
        if (happens('wafThrottled')) throw new TransientError('ThrottlingException')
        if (happens('wafUnavailable')) throw new TransientError('WAFUnavailableEntityException')
        if (happens('wafStale')) waf.disturb(set)
        await inner.write(set, seen, entries)
        if (happens('wafLost')) throw new CrashError('no answer')
      },
    }
  }

  // Small ones too: what is kept there is to meet every fault.
  const bucket = countsInMemory(random.pick([0, 1_000, 8_192]))
  let calls = 0
  const begin = () => {
    calls += 1
    const begun = time
    const crash: Crash | undefined = happens('crash')
      ? { at: random.between(0, random.pick([8, 20, 45])), late: random.chance(0.5), dies: random.chance(0.7) }
      : undefined
    const wait = async (): Promise<void> => {
      if (happens('slow')) await sleep(random.between(20, random.chance(0.05) ? 25_000 : 900))
      else for (let turns = random.between(0, 2); turns > 0; turns -= 1) await Promise.resolve()
      if (time - begun > callLimit) throw new CrashError('Lambda has ended the call')
    }
    const breaker = makeBreaker(crash, wait)
    const common = {
      ledger: breaker.ledger(ledgerOf()),
      counts: { from: bucket.from, write: breaker.around(bucket.write), read: breaker.around(bucket.read) },
      slice,
      version: 'simulated',
      now: new Date(begun),
      remainingMs: () => callLimit - (time - begun),
      wake: breaker.around(async (seconds: number) => {
        if (happens('wakeLost')) return
        const at = time + seconds * 1000
        onWake(at + (happens('wakeLate') ? random.between(1_000, 120_000) : random.between(20, 400)))
        if (happens('wakeDoubled')) onWake(at + random.between(20, 60_000))
      }),
    }
    return { id: `call-${calls}`, common, breaker, dies: () => crash?.dies === true }
  }
  const outcome = async (work: () => Promise<unknown>): Promise<boolean> => {
    const mayFail = story.mood !== 'calm' && time < story.calmFrom
    try {
      await work()
      return true
    } catch (error) {
      if (!mayFail || !isExpected(error))
        violations.push(`a call fails: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return false
    }
  }

  const contents = new Map<string, { readonly bytes: Buffer; readonly etag: string }>()
  const objects: Objects = {
    open: async ({ bucket, key }) => {
      const { bytes, etag } = contents.get(`${bucket}/${key}`) ?? { bytes: Buffer.alloc(0), etag: '' }
      const breaks = happens('objectBroken')
      return {
        etag,
        chunks: (async function* () {
          yield breaks ? bytes.subarray(0, bytes.length >> 1) : bytes
          if (breaks) throw new TransientError('S3 broke off')
        })(),
      }
    },
  }
  const queue: LogEvent[] = []
  /** What waits in the queue, a few objects at a time; a message that fails comes back by itself. */
  const takeSome = async (): Promise<void> => {
    const batch = queue.splice(0, 5)
    if (batch.length === 0) return
    const { common, breaker } = begin()
    const world: LogWorld = { ...common, objects: { open: breaker.around(objects.open) } }
    count('deliveries', batch.length)
    let failed: readonly unknown[] = batch.map(() => 'the call has died')
    const went = await outcome(async () => {
      failed = await takeMessages(
        batch.map((event) => [event]),
        world,
      )
      const errors = failed.filter((error) => error !== undefined)
      if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '))
    })
    if (went) return
    batch.forEach((event, index) => {
      if (failed[index] === undefined) return
      count('deliveries again')
      deliverAt(time + random.between(...visibility), event)
    })
  }
  const deliverAt = (at: number, event: LogEvent): void =>
    agenda.add(at, () => {
      queue.push(event)
      agenda.add(time + random.pick([0, 0, 200, 2_000]), takeSome)
    })

  const pool: Memory[] = []
  const withMemory = async (work: (memory: Memory) => Promise<unknown>, dies: () => boolean): Promise<boolean> => {
    const memory = pool.pop() ?? emptyMemory()
    const went = await outcome(() => work(memory))
    // A process that has died remembers nothing.
    if (went || !dies()) pool.push(memory)
    if (random.chance(story.mood === 'calm' ? 0.002 : 0.02)) pool.pop()
    return went
  }
  const worldOf = (urgent: boolean) => {
    const { id, common, breaker, dies } = begin()
    const ipSets = setsOf(urgent)
    const world: World = {
      ...common,
      ipSets: { read: breaker.around(ipSets.read), write: breaker.around(ipSets.write) },
      sets,
      publish: breaker.around(async (signal: Signal) => {
        if (happens('busRefused')) throw new TransientError('The bus refused')
        said.push({ signal, at: time })
        count(`signals: ${signal.name} ${signal.mood}`)
      }),
      pause: (milliseconds) => sleep(milliseconds),
      random: random.next,
      callId: id,
    }
    return { world, dies }
  }
  const runPass = (look: boolean): Promise<boolean> => {
    const { world, dies } = worldOf(false)
    return withMemory(async (memory) => {
      const report = await pass(world, memory, { look })
      count(report.left ? 'passes that leave' : 'passes')
    }, dies)
  }
  const onWake = (at: number, tries = 0): void =>
    agenda.add(at, async () => {
      if (!(await runPass(false)) && tries < 3) onWake(time + random.between(...visibility), tries + 1)
    })

  const byHand = async (hand: Hand): Promise<void> => {
    if (hand.what !== 'ask') {
      const set = `REGIONAL/${hand.set}`
      count(`hands: ${hand.what}`)
      waf.edit(set, (entries, foreign) => {
        if (hand.what === 'wipe') {
          entries.clear()
          foreign.clear()
        } else if (hand.what === 'add') {
          entries.add(hand.entry)
          foreign.add(hand.entry)
        } else {
          entries.delete(hand.entry)
          foreign.delete(hand.entry)
        }
      })
      return
    }
    const { action, client, until } = hand
    const { world, dies } = worldOf(true)
    const raw = {
      action,
      address: client,
      by: 'mina',
      why: 'a test',
      ...(until ? { until: new Date(until).toISOString() } : {}),
    }
    await withMemory(async (memory) => {
      const answer = await doRequest(parseRequest(raw), world, memory)
      count(`asked: ${answer.state}${answer.seen ? ', seen' : ''}`)
      const isIn = waf.entries('REGIONAL/shop-block-ipv4').has(cidr(client))
      const isForeign = waf.foreign('REGIONAL/shop-block-ipv4').has(cidr(client))
      if (answer.seen && !isForeign && isIn !== (answer.state === 'blocked') && story.mood === 'calm')
        violations.push(`${client} is ${answer.state} by hand, and ${isIn ? 'in' : 'not in'} the set`)
    }, dies)
  }

  const textOf = (file: LogFile): Buffer =>
    Buffer.from(
      file.lines
        .map(({ client, at, isFine }) => {
          if (isFine) return albLine(client, new Date(at), { status: 200, path: '/' })
          // WAF refuses whom it has; the balancer's log says so.
          const scope = file.source === 'web' ? 'REGIONAL' : 'CLOUDFRONT'
          const isBlocked = waf.writes.some(
            (write, index) =>
              write.set === `${scope}/shop-block-ipv4` &&
              write.at <= at &&
              write.after.has(cidr(client)) &&
              !waf.writes
                .slice(index + 1)
                .some((later) => later.set === write.set && later.at <= at && !later.after.has(cidr(client))),
          )
          return albLine(client, new Date(at), isBlocked ? { status: 403, last: 'waf' } : {})
        })
        .join('\n')
        .concat('\n'),
    )
  const taken = new Map<LogFile, string>()
  for (const file of story.files) {
    agenda.add(file.at, () => {
      const bytes = textOf(file)
      const etag = createHash('md5').update(bytes).digest('hex')
      contents.set(`logs-${file.source}/${file.key}`, { bytes, etag })
      taken.set(file, bytes.toString())
      const event = { bucket: `logs-${file.source}`, key: file.key, etag, at: new Date(file.at).toISOString() }
      for (const at of file.deliveries) deliverAt(at, event)
    })
  }
  for (const hand of story.hands) agenda.add(hand.at, () => byHand(hand))
  const tick = (at: number): void => {
    if (at > story.end) return
    agenda.add(at, () => {
      tick(at + 60_000)
      const times = happens('tickLost') ? 0 : happens('tickDoubled') ? 2 : 1
      for (let each = 0; each < times; each += 1) void runPass(true)
    })
  }
  tick(story.begins + 1_000)

  let steps = 0
  for (let next = agenda.next(); next; next = agenda.next()) {
    steps += 1
    if (next.at > story.end + 3_600_000 || steps > 200_000) {
      violations.push('the world does not end')
      break
    }
    time = Math.max(time, next.at)
    void next.act()
    await turn()
  }
  const peaks = await judgeWorld({
    story,
    ledger,
    waf,
    textIn: (where) => (where && bucket.objects.get(where.name)?.split('\n')[where.part]) ?? '',
    said,
    promised,
    texts: [...taken].map(([file, text]) => ({ file, text })),
    violations,
    count,
  })
  count('worlds', 1)
  count('objects', taken.size)
  return {
    violations,
    places: story.places,
    events: story.files.reduce((sum, { lines }) => sum + lines.length, 0),
    counts,
    peaks,
  }
}
