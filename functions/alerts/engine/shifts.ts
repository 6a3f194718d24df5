import { durationSeconds } from '../../../shared/duration.ts'
import type { LedgerItem, Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { attempt, wording } from '../delivery/deliver.ts'
import type { Message } from '../message/index.ts'
import { makeToken } from '../rules/link.ts'
import { linkRecord, quietestFirst } from '../rules/notifications.ts'
import { comingTurns, type NewTurn, newTurns, openOf } from '../rules/shifts.ts'
import { commit, type World } from '../world/world.ts'

/** That a turn was announced. */
interface ShiftRecord extends LedgerItem {
  readonly kind: 'shift'
  /** Whether the notice certainly did not go out, so that the next sweep tries again. */
  readonly again?: boolean | undefined
}

/**
 * Notifies whoever's turn has just begun: until when it lasts, what is open and who has acknowledged it. Once, and without a page: by a
 * channel that wakes nobody, where there is one that takes it.
 */
export const tellShiftStarts = async (world: World): Promise<void> => {
  for (const [to, turns] of newTurns(world.config, world.now)) await tellShiftStart(to, turns, world)
  const { shiftNotice } = world.config
  if (shiftNotice === undefined) return
  const ahead = durationSeconds(shiftNotice) * 1000
  for (const [to, turns] of comingTurns(world.config, world.now, ahead)) await tellShiftComes(to, turns, world)
}

/** Notifies whoever's turn begins after a while: from when until when. Once for each turn and person: an override made meanwhile is another. */
const tellShiftComes = async (to: string, turns: readonly NewTurn[], world: World): Promise<void> => {
  const { ledger, now } = world
  for (const { rotation, from, until } of turns) {
    const key = keys.shift(rotation, `${from.toISOString()}#notice#${to}`)
    const known = await ledger.get<ShiftRecord>(key)
    if (known && !known.again) continue
    const item: ShiftRecord = { ...key, kind: 'shift', at: now.toISOString() }
    // Another sweep announces it already.
    if (!(await commit(world, [{ item, expect: known?.version ?? 'absent' }]))) continue
    const { shiftStart } = await wording()
    const messageFor = (channel: string) =>
      shiftStart({ to, channel }, { rotations: [rotation], from, until, incidents: [] }, undefined, world)
    if (await isUnsent(to, messageFor, world))
      await commit(world, [{ item: { ...item, again: true } as ShiftRecord, expect: (known?.version ?? 0) + 1 }])
  }
}

const tellShiftStart = async (to: string, turns: readonly NewTurn[], world: World): Promise<void> => {
  const { config, ledger, now, newToken = makeToken } = world
  const known = await Promise.all(
    turns.map(({ rotation, from }) => ledger.get<ShiftRecord>(keys.shift(rotation, from.toISOString()))),
  )
  const pending = turns.flatMap((turn, index) => {
    const record = known[index]
    return record === undefined || record.again ? [{ turn, record }] : []
  })
  if (pending.length === 0) return
  const [{ shiftStart }, { longestList, worstFirst }] = await Promise.all([wording(), import('../message/index.ts')])
  const rotations = pending.map(({ turn }) => turn.rotation)
  const incidents = worstFirst(openOf(rotations, await ledger.open<IncidentRecord>('incident'), config))
  const [first, ...others] = incidents.slice(0, longestList).map(({ id }) => id)
  const token = first === undefined ? undefined : newToken()
  const links: Write[] =
    token === undefined || first === undefined
      ? []
      : [{ item: linkRecord(token, to, [first, ...others], now), expect: 'absent' }]
  const announced = pending.map(({ turn, record }) => shiftWrite(turn, record, now))
  // Another sweep announces it already.
  if (!(await commit(world, [...announced, ...links]))) return
  const until = new Date(Math.min(...pending.map(({ turn }) => turn.until.getTime())))
  const messageFor = (channel: string) => shiftStart({ to, channel }, { rotations, until, incidents }, token, world)
  if (await isUnsent(to, messageFor, world))
    // A notice of which nobody knows what became of it is not sent again.
    await commit(
      world,
      announced.map(({ item }, index) => ({
        item: { ...item, again: true },
        expect: (pending[index]?.record?.version ?? 0) + 1,
      })),
    )
}

const shiftWrite = ({ rotation, from }: NewTurn, record: Stored<ShiftRecord> | undefined, now: Date): Write => {
  const item: ShiftRecord = { ...keys.shift(rotation, from.toISOString()), kind: 'shift', at: now.toISOString() }
  return { item, expect: record?.version ?? 'absent' }
}

/** Sends by the quietest channel that takes it. @returns whether it is certain that none has, and may be otherwise later */
const isUnsent = async (
  to: string,
  messageFor: (channel: string) => Message,
  { config, send }: World,
): Promise<boolean> => {
  for (const channel of quietestFirst(named(config.responders, to))) {
    const answer = await attempt(channel, send({ to, channel }, messageFor(channel)))
    if ('messageId' in answer) return false
    log.warn('shift notice failed', { to, channel, error: answer.detail })
    if (!answer.permanent) return answer.answered
  }
  return false
}
