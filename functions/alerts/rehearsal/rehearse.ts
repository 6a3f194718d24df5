import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { Ledger, LedgerItem, Stored } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import {
  type AlarmRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type TransitionRecord,
} from '../../../shared/ledger/records.ts'
import { happen } from '../engine/progress.ts'
import { react } from '../engine/react.ts'
import { findStragglers, wakeUp } from '../engine/sweep.ts'
import type { Transition } from '../intake/index.ts'
import { compare, type Happened, type RehearsalRow } from '../rules/comparison.ts'
import type { Happening } from '../rules/incident.ts'
import type { Send } from '../world/effects.ts'
import type { World } from '../world/world.ts'
import { type MadeThen, makeAgain } from './made.ts'

/** What really happened, as the ledger has it. */
export interface Past {
  readonly transitions: readonly TransitionRecord[]
  /** The incidents that these transitions opened, each with its messages. */
  readonly incidents: readonly Happened[]
  /** What people made at run time, oldest first: it is made again. Default: nothing. */
  readonly made?: readonly MadeThen[]
}

export interface RehearsalOptions {
  /** Rows only for what opened from here on; earlier transitions are still replayed, for what they left open. */
  readonly since: Date
  /** Where the rehearsal ends: what is due later is not done. */
  readonly until: Date
  /** Tags of an alarm, which the ledger does not keep. Default: those that came with the transition. */
  readonly tagsOf?: World['tagsOf']
}

type Act = (now: Date) => Promise<unknown>

/** A clock that jumps from one thing to be done to the next. */
const virtualClock = () => {
  const agenda: { readonly at: number; readonly act: Act }[] = []
  return {
    plan: (at: string, act: Act): void => {
      const entry = { at: Date.parse(at), act }
      // Behind what was planned for the same moment before it.
      agenda.splice(agenda.findLastIndex((other) => other.at <= entry.at) + 1, 0, entry)
    },
    run: async (until: Date): Promise<void> => {
      let now = 0
      for (let next = agenda.shift(); next && next.at <= until.getTime(); next = agenda.shift()) {
        now = Math.max(now, next.at)
        await next.act(new Date(now))
      }
    },
  }
}

const placeOf = ({ incident, to, channel }: Pick<NotificationRecord, 'incident' | 'to' | 'channel'>): string =>
  `${incident} ${to} ${channel}`

/** How many of an incident's messages a rehearsal reads again for each step. */
const remembered = 200

/** Leaves out what an incident of months is long done with: with every reminder there is more of it. */
const recent = <Item extends LedgerItem>(items: Stored<Item>[]): Stored<Item>[] =>
  items.length <= remembered
    ? items
    : items.filter(({ kind, open }, index) => kind !== 'notification' || open || index >= items.length - remembered)

/** Sends nothing. What a channel refused for good then, it refuses again: that is no matter of the config. */
const rehearsedSend = (happened: readonly Happened[]): Send => {
  const pages = happened.flatMap(({ notifications }) => notifications)
  const accepted = new Set(pages.filter(({ outcome }) => outcome === 'accepted').map(placeOf))
  const refused = new Map(
    pages.filter(({ outcome }) => outcome === 'failed').map((page) => [placeOf(page), page.detail ?? 'refused']),
  )
  return async (page: Parameters<Send>[0] & Partial<Pick<NotificationRecord, 'incident'>>) => {
    const place = placeOf({ ...page, incident: page.incident ?? '' })
    const reason = accepted.has(place) ? undefined : refused.get(place)
    if (reason !== undefined) throw new PermanentError(reason, 'refused then, and so in the rehearsal')
    return 'rehearsed'
  }
}

/** The incident that is open now for the alarm of one that was open then. */
const counterpart = async (ledger: Ledger, { id, alarmKey }: IncidentRecord): Promise<string> => {
  const known = await ledger.get(keys.incident(id))
  if (known) return id
  return (await ledger.get<AlarmRecord>(keys.alarm(alarmKey)))?.incident ?? id
}

const handResolved = /^resolved by (.+)$/s

/** What people did about an incident, and when. */
const deedsOf = ({
  acknowledgedAt,
  acknowledgedBy,
  acknowledgements = acknowledgedAt && acknowledgedBy ? [{ by: acknowledgedBy, at: acknowledgedAt }] : [],
  closedAt,
  reason,
}: IncidentRecord): (readonly [string, Happening])[] => {
  const by = handResolved.exec(reason)?.[1]
  return [
    ...acknowledgements.map(
      ({ by: who, at }, index) => [at, { kind: index === 0 ? 'acknowledged' : 'taken-over', by: who }] as const,
    ),
    ...(closedAt && by ? [[closedAt, { kind: 'resolved', by }] as const] : []),
  ]
}

/** Nobody takes what nobody was told of. */
const wasTold = async (ledger: Ledger, id: string): Promise<boolean> =>
  (await ledger.children<NotificationRecord>(keys.incident(id).pk, 'notification#page#')).some(
    ({ outcome }) => outcome === 'accepted',
  )

/**
 * Replays what came in against a config, with the engine that works in production, a ledger in memory and a clock that
 * jumps. Timers go off on time, people acknowledge when they really did, and nothing is sent.
 * @returns a row for each incident, oldest first: who was told, and who would have been
 */
export const rehearse = async (
  { transitions, incidents, made = [] }: Past,
  config: AlertsConfig,
  { since, until, tagsOf = async ({ tags }: Transition) => tags ?? {} }: RehearsalOptions,
): Promise<RehearsalRow[]> => {
  const memory = memoryLedger([], { frozen: true })
  const clock = virtualClock()
  const send = rehearsedSend(incidents)
  const arrived = transitions
    .map(({ at, receivedAt = at, ...record }) => ({ ...record, receivedAt, order: `${receivedAt} ${at}` }))
    .sort((one, other) => (one.order < other.order ? -1 : 1))
  let calls = 0
  const ledger: Ledger = {
    ...memory,
    children: async <Item extends LedgerItem>(pk: string, prefix?: string) =>
      recent(await memory.children<Item>(pk, prefix)),
    commit: async (writes, now) => {
      await memory.commit(writes, now)
      for (const { item } of writes) {
        const { kind, open, notBefore, attempts, to, channel } = item as NotificationRecord
        // What quiet hours put off is found by the sweep in production.
        if (kind === 'notification' && open && notBefore && attempts === 0)
          clock.plan(notBefore, (then) => findStragglers({ to, channel }, deskAt(then)))
      }
    },
  }
  const deskAt = (now: Date): World => {
    calls += 1
    return {
      ledger,
      config,
      version: 'rehearsal',
      now,
      callId: `rehearsal-${calls}`,
      send,
      wake: async (wake) => clock.plan(wake.at, (then) => wakeUp(wake, deskAt(then))),
      tagsOf,
      spent: async () => new Set(),
      pointsOf: async () => [],
      linkBase: undefined,
    }
  }
  for (const each of made) clock.plan(each.at, (now) => makeAgain(each.made, memory, now))
  // What came too late to count then, would have come too late again.
  for (const { receivedAt, basis, outcome } of arrived)
    if (outcome !== 'stale') clock.plan(receivedAt, (now) => react(basis.event as Transition, deskAt(now)))
  for (const { incident } of incidents)
    for (const [at, deed] of deedsOf(incident))
      clock.plan(at, async (now) => {
        const id = await counterpart(memory, incident)
        if (await wasTold(memory, id)) await happen(id, deed, deskAt(now))
      })
  await clock.run(until)

  const [opened, notifications, records] = await Promise.all([
    memory.all<IncidentRecord>('incident'),
    memory.all<NotificationRecord>('notification'),
    memory.all<TransitionRecord>('transition'),
  ])
  const messages = Map.groupBy(notifications, ({ incident }) => incident)
  const held = new Map(
    records.flatMap(({ outcome, incident, reason }) =>
      outcome === 'held' && incident ? [[incident, reason] as const] : [],
    ),
  )
  const would = opened.map((incident) => ({
    incident,
    notifications: messages.get(incident.id) ?? [],
    heldBy: held.get(incident.id),
  }))
  return compare(incidents, would).filter(({ openedAt }) => Date.parse(openedAt) >= since.getTime())
}
