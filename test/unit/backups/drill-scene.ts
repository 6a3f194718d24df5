import { drillKind } from '../../../functions/backups/drills/kind.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import { commandSource } from '../../../shared/command.ts'
import type { BackupDrillRecord } from '../../../shared/ledger/records.ts'
import { type DrilledDatabase, fakeDrill } from './fake-drill.ts'
import { makeScene } from './scene.ts'

const second = 1_000

export const drillConfig = {
  of: 'rds-instance/shop',
  window: { days: 'tue', from: '02:00', until: '04:00' },
  network: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
}
/** A Tuesday. */
export const start = Date.parse('2026-12-01T02:30:00.000Z')

/** A database that fails over, and the looks of three minutes. */
export const drillScene = ({ more = {}, ...database }: DrilledDatabase & { readonly more?: object } = {}) => {
  let at = start
  const { form = 'instance' } = database
  const aws = fakeDrill(() => at, 'corner-shop', database)
  const drills = { primary: { ...drillConfig, of: `rds-${form}/shop`, ...more } }
  const scene = makeScene([drillKind], { client: aws.client, config: { drills } })
  const iso = () => new Date(at).toISOString()
  return {
    ...scene,
    ...aws,
    /** Now, ISO 8601. */
    at: iso,
    /** Whether every probe that was started has ended. */
    isQuiet: () => aws.probes.every(({ stopped }) => stopped),
    ask: (drill = 'primary') => {
      const event = parseBackupsEvent({ source: commandSource, action: 'drill', by: 'mina', drill })
      if (!('action' in event)) throw new Error('no action')
      return act(event, scene.world(iso()))
    },
    looks: async (minutes: number) => {
      for (const end = at + minutes * 60 * second; at < end; ) {
        at += 180 * second
        await scene.look(iso())
      }
    },
    process: async () => (await scene.processes())[0] as BackupDrillRecord | undefined,
  }
}
