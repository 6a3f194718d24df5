import type { HoursSlice, TargetEntry } from '../../../functions/hours/rules/slice.ts'
import type { Observed, Order, Refusal, TargetKind } from '../../../functions/hours/targets/target-kind.ts'
import type { World } from '../../../functions/hours/world/world.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../shared/signals.ts'

/** Monday to Friday from 8 to 19 in UTC. */
export const office = calendarOf({ zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '19:00' }] })

const error = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })

/** A world in memory: targets by name with what AWS shows of them, and all that it was asked for. */
export const makeWorld = (
  entries: readonly TargetEntry[],
  shown: Record<string, Observed & { readonly tag?: string }>,
  slice: Partial<HoursSlice> = {},
) => {
  const ledger = memoryLedger()
  const signals: Signal[] = []
  const asked: string[] = []
  const refused: Record<string, string> = {}
  const counts = { commits: 0, items: 0, requests: 0, pages: 0 }
  const kindOf = (noun: string, more: Partial<TargetKind> = {}): TargetKind => ({
    kind: `${noun}s`,
    noun,
    schema: () => {
      throw new RangeError('no schema')
    },
    isByTag: (selector) => selector === 'tag',
    batch: { observe: 100, request: 4 },
    interruptible: false,
    scaling: [],
    within: { start: 600, stop: 600 },
    find: async function* (selector) {
      if (refused[`find ${noun}`] !== undefined) throw error(refused[`find ${noun}`] ?? '', 403)
      const ids = Object.keys(shown).flatMap((name) =>
        name.startsWith(`${noun}/`) ? [name.slice(noun.length + 1)] : [],
      )
      const found = selector === 'tag' ? ids : (selector as readonly string[])
      for (let from = 0; from < found.length; from += 1_000) {
        counts.pages += 1
        yield found.slice(from, from + 1_000).map((id) => {
          const tag = shown[`${noun}/${id}`]?.tag
          return { id, ...(tag === undefined ? {} : { tag }) }
        })
      }
    },
    observe: async (ids) => new Map(ids.map((id) => [id, shown[`${noun}/${id}`] ?? { state: 'gone' }])),
    request: async (orders: readonly Order[]) => {
      counts.requests += 1
      for (const { id } of orders) {
        const name = refused[`${noun}/${id}`]
        if (name !== undefined) throw error(name, name === 'AccessDenied' ? 403 : 400)
      }
      for (const order of orders)
        asked.push(`${order.action} ${noun}/${order.id}${order.size ? ` ${JSON.stringify(order.size)}` : ''}`)
      return new Map<string, Refusal | undefined>(orders.map(({ id }) => [id, undefined]))
    },
    subjects: (id) => [`Id=${id}`],
    refusalOf: (thrown, _id, action) => {
      const { name } = thrown as Error
      return {
        code: name,
        words: `AWS says ${name}.`,
        transient: name === 'Busy',
        ...(name === 'AccessDenied' ? { denied: `${noun}:${action}` } : {}),
      }
    },
    statements: () => [],
    ...more,
  })
  const kinds = new Map([
    ['servers', kindOf('server')],
    ['databases', kindOf('database')],
    ['groups', kindOf('group', { interruptible: true, scaling: ['launch'] })],
  ])
  const noClient = (): never => {
    throw new RangeError('no client')
  }
  /** What one call at a time works with. */
  const at = (time: string, more: Partial<World> = {}): World => ({
    ledger: {
      ...ledger,
      commit: (writes, now) => {
        counts.commits += 1
        counts.items += writes.length
        return ledger.commit(writes, now)
      },
    },
    publish: async (signal) => void signals.push(signal),
    kinds,
    access: { client: noClient, requests: noClient, now: new Date(time) },
    arns: { of: (service, resource) => `arn:aws:${service}:::${resource}` },
    slice: { calendars: { office }, targets: entries, ...slice },
    priceOf: (item) => ({ unit: 0.1, disk: 0.02 })[item],
    version: 'v1',
    now: new Date(time),
    callId: `call ${time}`,
    remainingMs: () => 100_000,
    ...more,
  })
  const told = (): string[] => signals.splice(0).map(({ name, subject }) => `${name} ${subject}`)
  return { at, asked: () => asked.splice(0), told, signals, shown, refused, counts, ledger }
}
