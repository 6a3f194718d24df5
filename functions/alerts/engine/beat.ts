import { errorName } from '../../../shared/errors.ts'
import { type HeartbeatRecord, keys, type LedgerTokenRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { LinkWorld } from '../world/link-world.ts'
import { commit, transact } from '../world/world.ts'

/** Whether a heartbeat of this name checks in at an address. */
const checksIn = ({ heartbeats }: LinkWorld['config'], name: string): boolean =>
  Object.hasOwn(heartbeats, name) && heartbeats[name]?.metric === undefined

/** Takes a sign of life. That a silence is over is handed over. @returns false when the token is nobody's */
export const beat = async (token: string, world: LinkWorld): Promise<boolean> => {
  const { ledger, now } = world
  const pointer = await ledger.get<LedgerTokenRecord>(keys.heartbeatToken(token))
  if (!pointer || !checksIn(world.config, pointer.name)) return false
  const record = await transact(async () => {
    const known = await ledger.get<HeartbeatRecord>(keys.heartbeat(pointer.name))
    if (!known || known.token !== token) return { done: undefined }
    const at = now.toISOString() > known.lastAt ? now.toISOString() : known.lastAt
    const item: HeartbeatRecord = { ...known, at, lastAt: at }
    if (!(await commit(world, [{ item, expect: known.version }]))) return 'again'
    return { done: { ...item, version: known.version + 1 } }
  })
  if (!record) return false
  if (record.silent)
    // The sign itself is written down; the sweep's next look reports it if nobody else does.
    await world
      .handOver({ heartbeat: record.name })
      .catch((error: unknown) => log.warn('left for the sweep', { error: errorName(error) }))
  return true
}
