import { type AddressRange, parseRange, rangeContains } from '../../../shared/addresses/addresses.ts'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import { neverWords } from '../../../shared/firewall/never.ts'
import type { LedgerItem, Stored, Write } from '../../../shared/ledger/ledger.ts'
import {
  type FirewallAllowRecord,
  type FirewallBlockRecord,
  type FirewallChangeRecord,
  type FirewallOffenderRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { blockId } from '../rules/block-id.ts'
import { blockedByHand } from '../rules/manual.ts'
import { blockInForce, forgiven, modes, type Offender, trackOf } from '../rules/offender.ts'
import { clientMeant, type Request } from '../rules/request.ts'
import { isInForce, neverAt } from '../rules/step.ts'
import type { World } from '../world/world.ts'
import { clockOf } from './clock.ts'
import { askForPass } from './due.ts'
import { takeLease } from './lease.ts'
import { beginCall, type Memory } from './memory.ts'
import { blockWrite, offenderItem, type StoredOffender } from './offenders.ts'
import { readAllowed } from './pass.ts'
import { settleSets } from './settle-sets.ts'

/** What came of a request. */
export interface RequestAnswer {
  readonly client: string
  readonly state: 'blocked' | 'allowed' | 'released' | 'refused'
  /** ISO 8601; of a release: until when no rule blocks it again. */
  readonly until?: string | undefined
  /** Whether a read has shown that the sets are so. */
  readonly seen: boolean
  readonly words: string
}

/** How often it is tried again where a pass writes about the same client. */
const maxConflicts = 6

/** A person waits at most so long, in milliseconds, for a pass that goes on, and looks so often. */
const patience = { tries: 16, pauseMs: 500 } as const

/** What a person did, and to whom by an id: an address must not stay as long. */
const changeWrite = (
  { action, by, why, until }: Request,
  target: string,
  before: unknown,
  after: unknown,
  { version, now }: { readonly version: string; readonly now: Date },
): Write => {
  const item: FirewallChangeRecord = {
    ...keys.change('firewall', target, now.toISOString()),
    kind: 'change',
    at: now.toISOString(),
    capability: 'firewall',
    target,
    summary: `${action} by hand${until ? ` until ${until.toISOString()}` : ''}`,
    before,
    after,
    by,
    basis: { event: { action, until: until?.toISOString(), why }, config: version },
  }
  return { item, expect: 'absent' }
}

const refusal = (client: string, words: string): RequestAnswer => ({ client, state: 'refused', seen: false, words })

interface Plan {
  readonly writes: readonly Write[]
  readonly answer: Omit<RequestAnswer, 'seen'>
}

interface Case {
  readonly request: Request
  readonly client: string
  readonly range: AddressRange
  readonly world: World
  readonly now: Date
}

const short = (block: Offender['block']): unknown => block && { id: block.id, rule: block.rule, until: block.until }

/** The record of an offender, and those of its blocks that end with it by a person's hand: what a rule only counted ends too. */
const endWrites = async (
  known: StoredOffender,
  next: Offender,
  { request, world, now }: Case,
): Promise<readonly Write[]> => {
  const facts = { releasedAt: now.toISOString(), releasedBy: request.by }
  const ended = modes.flatMap((mode) => {
    const block = blockInForce(trackOf(known, mode))
    return block && blockInForce(trackOf(next, mode))?.id !== block.id ? [block] : []
  })
  const writes = ended.map(async (block) => {
    const before = await world.ledger.get<FirewallBlockRecord>(keys.firewallBlock(known.client, block.id))
    return blockWrite(known.client, block, before, facts, { version: world.version, now })
  })
  return [{ item: offenderItem(next, now), expect: known.version }, ...(await Promise.all(writes))]
}

const planBlock = async (each: Case): Promise<Plan | RequestAnswer> => {
  const { request, client, world, now } = each
  const { until } = request
  if (!until) return refusal(client, 'Say until when it is to be blocked.')
  if (until <= now) return refusal(client, `${until.toISOString()} has passed.`)
  const never = neverAt(world.slice, await readAllowed(world, now), now)(client)
  if (never) return refusal(client, `${client} is not blocked: ${neverWords(never)}.`)
  const known = await world.ledger.get<FirewallOffenderRecord>(keys.firewallOffender(client))
  const scopes = [...new Set(world.sets.map(({ scope }) => scope))]
  const offender = blockedByHand(known, { client, scopes, until, by: request.by, why: request.why }, now)
  const { block } = offender
  if (!block) throw new TransientError('A block by hand without a block')
  const old = known ? await endWrites(known, offender, each) : []
  const writes: readonly Write[] = [
    ...(known ? old : [{ item: offenderItem(offender, now), expect: 'absent' } satisfies Write]),
    blockWrite(client, block, undefined, {}, { version: world.version, now }),
    changeWrite(request, block.id, short(known && blockInForce(known)), short(block), { version: world.version, now }),
  ]
  return {
    writes,
    answer: {
      client,
      state: 'blocked',
      until: until.toISOString(),
      words: `${client} is blocked until ${until.toISOString()}.`,
    },
  }
}

/** Allow records have no end of their own where a person gave none: the ledger's 400 days are not meant. */
const keptUntil = (until: Date | undefined): string =>
  until === undefined ? '2999-12-31T00:00:00.000Z' : new Date(until.getTime() + 30 * 86_400_000).toISOString()

/** Those whose block ends because of an allowed range. */
const blockedWithin = async ({ world, range }: Case): Promise<StoredOffender[]> =>
  (await world.ledger.open<FirewallOffenderRecord>('firewall-offender')).filter((offender) => {
    const each = parseRange(offender.client)
    return each !== undefined && (rangeContains(range, each) || rangeContains(each, range)) && blockInForce(offender)
  })

const planAllow = async (each: Case): Promise<Plan | RequestAnswer> => {
  const { request, client, world, now } = each
  const { until, by, why } = request
  if (until && until <= now) return refusal(client, `${until.toISOString()} has passed.`)
  const key = keys.firewallAllow(client)
  const known = await world.ledger.get<FirewallAllowRecord>(key)
  const item: FirewallAllowRecord = {
    ...key,
    kind: 'firewall-allow',
    at: now.toISOString(),
    open: 'firewall-allow',
    keepUntil: keptUntil(until),
    client,
    until: until?.toISOString(),
    by,
    why,
  }
  const blocked = await blockedWithin(each)
  const id = blockId(client, 'allow', now.toISOString())
  const words = `${client} is allowed ${until ? `until ${until.toISOString()}` : 'until that is taken back'}.`
  return {
    writes: [
      { item, expect: known?.version ?? 'absent' },
      changeWrite(
        request,
        id,
        known ? { until: known.until } : undefined,
        { until: item.until },
        { version: world.version, now },
      ),
    ],
    answer: {
      client,
      state: 'allowed',
      until: item.until,
      words: blocked.length > 0 ? `${words} Blocks of it end: ${blocked.length}.` : words,
    },
  }
}

const takenBack = (allow: Stored<FirewallAllowRecord>, now: Date): Write => {
  const at = now.toISOString()
  const item: FirewallAllowRecord = { ...allow, open: undefined, until: at, at, keepUntil: keptUntil(now) }
  return { item, expect: allow.version }
}

const planRelease = async (each: Case): Promise<Plan | RequestAnswer> => {
  const { request, client, range, world, now } = each
  const { slice, ledger } = world
  const listed = slice.block.find((entry) => {
    const other = parseRange(entry.address)
    return isInForce(entry, now) && other !== undefined && rangeContains(other, range)
  })
  if (listed)
    return refusal(
      client,
      `${client} is blocked by the config: take ${listed.address} out of firewall.block and deploy.`,
    )
  const [known, allow] = await Promise.all([
    ledger.get<FirewallOffenderRecord>(keys.firewallOffender(client)),
    ledger.get<FirewallAllowRecord>(keys.firewallAllow(client)),
  ])
  const wider = (await blockedWithin(each)).find((other) => {
    const around = parseRange(other.client)
    return other.client !== client && around !== undefined && rangeContains(around, range)
  })
  const next = forgiven(known ?? { client, level: 0 }, now.toISOString(), slice.forgiveSeconds)
  const block = known && blockInForce(known)
  const own: readonly Write[] = known
    ? await endWrites(known, next, each)
    : [{ item: offenderItem(next, now), expect: 'absent' }]
  const taken: readonly Write[] = allow ? [takenBack(allow, now)] : []
  const target = block?.id ?? blockId(client, 'release', now.toISOString())
  const words = [
    block ? `${client} is released.` : `${client} was not blocked.`,
    `No rule blocks it until ${next.forgivenUntil}.`,
    ...(allow?.open ? ['It is no longer allowed by hand.'] : []),
    ...(wider ? [`It is still in the range ${wider.client}, which is blocked: release that as well.`] : []),
  ].join(' ')
  return {
    writes: [
      ...own,
      ...taken,
      changeWrite(
        request,
        target,
        short(block),
        { forgivenUntil: next.forgivenUntil },
        { version: world.version, now },
      ),
    ],
    answer: { client, state: 'released', until: next.forgivenUntil, words },
  }
}

const plans = { block: planBlock, allow: planAllow, release: planRelease } as const

const isOffender = (item: LedgerItem): item is FirewallOffenderRecord => item.kind === 'firewall-offender'
const isAllow = (item: LedgerItem): item is FirewallAllowRecord => item.kind === 'firewall-allow'

/** Who is allowed by hand, with what was just written, which the index may not show yet. */
const allowedWith = async (writes: readonly Write[], world: World, now: Date): Promise<FirewallAllowRecord[]> => {
  const own = writes.map(({ item }) => item).filter(isAllow)
  const others = (await readAllowed(world, now)).filter((each) => own.every(({ client }) => client !== each.client))
  return [...others, ...own.filter(({ open }) => open !== undefined)]
}

/** Brings the sets to what was just written down. @returns whether a read has shown it */
const settleNow = async (
  world: World,
  memory: Memory,
  { writes, answer: { client, state } }: Plan,
  clock: () => Date,
): Promise<boolean> => {
  beginCall(memory, clock())
  for (const { item, expect } of writes)
    if (isOffender(item)) memory.written.set(item.client, { ...item, version: expect === 'absent' ? 1 : expect + 1 })
  for (let tries = 0; tries < patience.tries; tries += 1) {
    const lease = await takeLease(world, `${world.callId}/request`, clock, (before) => before)
    if (!lease) {
      await world.pause(patience.pauseMs)
      continue
    }
    try {
      const allowed = await allowedWith(writes, world, clock())
      const { outcomes, inForce } = await settleSets(world, memory, lease, allowed, clock, { look: true, urgent: true })
      if (outcomes.some(({ failure, isRefused }) => failure !== undefined || isRefused)) return false
      const block = inForce.get(client)?.block
      return state === 'blocked' ? block?.seenAt !== undefined : outcomes.length === world.sets.length
    } finally {
      await lease.end()
    }
  }
  return false
}

/**
 * Does what a person asks for at once: it is written down with who and why, then the sets are changed, then read. Where a pass goes on for
 * too long, or AWS does not take it, it is on record, and the next pass does it.
 * @returns what came of it; `refused` with why and what to do instead, which is no failure
 * @throws TransientError where the ledger does not take it
 */
export const doRequest = async (request: Request, world: World, memory: Memory): Promise<RequestAnswer> => {
  const clock = clockOf(world)
  const meant = clientMeant(request.address, world.slice)
  if ('refused' in meant) return refusal(request.address, meant.refused)
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const plan = await plans[request.action]({ ...meant, request, world, now: clock() })
    if (!('writes' in plan)) return plan
    try {
      await world.ledger.commit(plan.writes, clock())
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      await world.pause(world.random() * 100 * 2 ** conflicts)
      continue
    }
    const seen = await settleNow(world, memory, plan, clock).catch(() => false)
    if (seen) return { ...plan.answer, seen }
    await askForPass(clock(), world, clock()).catch(() => undefined)
    const later = 'The sets follow within a minute.'
    return { ...plan.answer, seen, words: `${plan.answer.words} ${later}` }
  }
  throw new TransientError('A pass writes about the same client each time')
}
