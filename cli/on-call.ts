import type { Command } from 'commander'
import type { AlertsConfig } from '../shared/config/alerts/schema.ts'
import { overridesOf, type Stretch, stretchAt } from '../shared/on-call/on-call.ts'
import { readConfig } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

export interface OnCallRow {
  readonly rotation: string
  readonly when: 'now' | 'next'
  /** Null where nobody is on call. */
  readonly responder: string | null
  /** ISO 8601 instants. */
  readonly from: string
  readonly until: string
  /** Only where an override decides. */
  readonly override?: true
}

const rowOf = (rotation: string, when: OnCallRow['when'], { responder, by, from, until }: Stretch): OnCallRow => ({
  rotation,
  when,
  responder: responder ?? null,
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  ...(by === 'override' ? { override: true as const } : {}),
})

/** Who has each rotation at an instant, and who has it after that. */
export const onCallRows = (config: Pick<AlertsConfig, 'rotations' | 'overrides'>, at: Date): OnCallRow[] =>
  Object.entries(config.rotations).flatMap(([name, rotation]) => {
    const overrides = overridesOf(config, name)
    const now = stretchAt(rotation, overrides, at.getTime())
    const next = stretchAt(rotation, overrides, now.until)
    return [rowOf(name, 'now', now), rowOf(name, 'next', next)]
  })

export const registerOnCall = (program: Command): void => {
  program
    .command('on-call')
    .description('who is on call now or then, and next')
    .option('--at <time>', 'another time than now', instantOption)
    .option(...jsonOption)
    .action(async ({ at = new Date(), json = false }: JsonOption & { at?: Date }) => {
      const config = readConfig()
      printRows(
        onCallRows(config.alerts, at),
        { json },
        {
          Rotation: ({ rotation }) => rotation,
          '': ({ when }) => when,
          Responder: ({ responder, override }) => `${responder ?? 'nobody'}${override ? ' (override)' : ''}`,
          From: ({ from }) => localTime(from),
          Until: ({ until }) => localTime(until),
        },
        'No rotation is configured.',
      )
    })
}
