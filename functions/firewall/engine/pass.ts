import type { FirewallAllowRecord, FirewallStateRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { isInForce } from '../rules/step.ts'
import type { World } from '../world/world.ts'
import { clockOf } from './clock.ts'
import { askForPass } from './due.ts'
import { type Judged, judgeArrivals } from './judge-arrivals.ts'
import { LeaseLostError, takeLease } from './lease.ts'
import { beginCall, catchUp, type Memory } from './memory.ts'
import { reportConditions } from './report.ts'
import { settleSets } from './settle-sets.ts'

/** Time that must be left to judge another page; the sets come after it. */
const judgingMs = 20_000

/** The schedule brings a pass each minute: what is due before the next one is asked for, what is later it finds itself. */
const minuteMs = 65_000

/** What a pass has come to. */
export interface PassReport {
  /** Another call passes just now, and this one has done nothing. */
  readonly left?: true
  readonly pieces: number
  readonly waiting: number
  readonly blocks: number
  readonly released: number
  readonly changedSets: number
  readonly inForce: number
}

const nothing: PassReport = { pieces: 0, waiting: 0, blocks: 0, released: 0, changedSets: 0, inForce: 0 }

/** Who is allowed by hand, now. */
export const readAllowed = async ({ ledger }: Pick<World, 'ledger'>, now: Date): Promise<FirewallAllowRecord[]> =>
  (await ledger.open<FirewallAllowRecord>('firewall-allow')).filter((each) => isInForce(each, now))

/** A source is silent from the first pass that knows of it, not from the beginning of time. */
const withSources = (state: FirewallStateRecord, { slice }: World, now: Date): FirewallStateRecord => {
  const at = now.toISOString()
  const sources = slice.sources.map(({ name }) => [name, state.sources[name] ?? { lastAt: at }])
  return { ...state, sources: Object.fromEntries(sources) }
}

const begins =
  (world: World, now: Date) =>
  (state: FirewallStateRecord): FirewallStateRecord => {
    const { nextAt, ...rest } = withSources(state, world, now)
    const isToCome = nextAt !== undefined && Date.parse(nextAt) > now.getTime()
    return {
      ...rest,
      ...(isToCome ? { nextAt } : {}),
      at: now.toISOString(),
      passedAt: now.toISOString(),
      basis: { event: { reason: 'pass' }, config: world.version },
    }
  }

/**
 * One pass: judges what has come, brings the sets to what is in force, and says what is wrong. One call at a time; another leaves. It ends
 * within its time, and what it has no time for comes at the next, which it asks for. One that is doubled, lost or late does no harm.
 * @param look whether the sets and the ledger are looked at, be anything to be done or not: the schedule's does
 * @throws AggregateError of what failed, after everything was tried
 */
export const pass = async (world: World, memory: Memory, { look }: { readonly look: boolean }): Promise<PassReport> => {
  const clock = clockOf(world)
  const lease = await takeLease(world, world.callId, clock, begins(world, clock()))
  if (!lease) return { ...nothing, left: true }
  const failures: unknown[] = []
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      failures.push(error)
      return undefined
    }
  }
  let report: PassReport = nothing
  let next: number | undefined
  try {
    beginCall(memory, clock())
    const allowed = await readAllowed(world, clock())
    const hasTime = (): boolean => world.remainingMs() > judgingMs
    const judged = await attempt(async (): Promise<Judged | undefined> => {
      const isWhole = await catchUp(memory, lease.state(), world, clock(), hasTime)
      if (!isWhole) next = clock().getTime()
      return isWhole ? judgeArrivals(world, memory, lease, allowed, clock, hasTime) : undefined
    })
    const settled = await attempt(() => settleSets(world, memory, lease, allowed, clock, { look, urgent: false }))
    if (settled) {
      failures.push(...settled.failures)
      await attempt(() => reportConditions(world, lease, judged, settled, look || (judged?.blocks ?? 0) > 0, clock))
    }
    if ((judged?.left ?? 0) > 0) next = clock().getTime()
    next = Math.min(next ?? Number.POSITIVE_INFINITY, settled?.nextAt ?? Number.POSITIVE_INFINITY)
    report = {
      pieces: judged?.pieces ?? 0,
      waiting: judged?.left ?? 0,
      blocks: judged?.blocks ?? 0,
      released: settled?.released ?? 0,
      changedSets: settled?.outcomes.filter(({ changed }) => changed).length ?? 0,
      inForce: settled?.inForce.size ?? 0,
    }
  } catch (error) {
    if (!(error instanceof LeaseLostError)) failures.push(error)
    else log.warn('another call has taken over')
  }
  await attempt(() => lease.end())
  if (next !== undefined && next - clock().getTime() < minuteMs)
    await attempt(() => askForPass(new Date(next ?? 0), world, clock()))
  log.info('pass', { ...report })
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
  return report
}
