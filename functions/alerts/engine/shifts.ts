import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { onCallAt, overridesOf } from '../../../shared/on-call/on-call.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { attempt } from '../delivery/deliver.ts'
import { shiftStart } from '../delivery/wording.ts'
import { quietestFor } from '../rules/notifications.ts'
import { commit, type World } from '../world/world.ts'

/** Minutes after its beginning in which a turn is still announced. */
const newsMinutes = 10

interface ShiftRecord extends LedgerItem {
  readonly kind: 'shift'
}

/** Tells whoever's turn has just begun that it has, until when, once. By a channel that wakes nobody, where there is one. */
export const tellShiftStarts = async (world: World): Promise<void> => {
  const { config, now } = world
  for (const [rotation, turns] of Object.entries(config.rotations)) {
    const overrides = overridesOf(config, rotation)
    const turn = onCallAt(turns, overrides, now)
    if (!turn || now.getTime() - turn.from.getTime() > newsMinutes * 60_000) continue
    const before = onCallAt(turns, overrides, new Date(turn.from.getTime() - 1))
    if (before?.responder === turn.responder) continue
    const item: ShiftRecord = {
      ...keys.shift(rotation, turn.from.toISOString()),
      kind: 'shift',
      at: now.toISOString(),
    }
    // Announced at most once: a notice that is lost is not worth a second one.
    if (!(await commit(world, [{ item, expect: 'absent' }]))) continue
    const channel = quietestFor(named(config.responders, turn.responder))
    if (channel === undefined) continue
    const notice = shiftStart({ to: turn.responder, channel }, rotation, turn.until, world)
    await attempt(channel, world.send({ to: turn.responder, channel }, notice))
  }
}
