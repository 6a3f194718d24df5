import { doManualAction } from '../../../functions/hours/engine/manual-actions.ts'
import { parseHoursEvent } from '../../../functions/hours/rules/command.ts'
import { sliceOf } from '../../../functions/hours/rules/entries.ts'
import { kindsByName } from '../../../functions/hours/targets/index.ts'
import type { Observed, TargetKind } from '../../../functions/hours/targets/target-kind.ts'
import type { World } from '../../../functions/hours/world/world.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { calendarsOf } from '../../../shared/config/hours/calendars.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HoursLookRecord, type HoursTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

/** A Saturday noon in London, when the office is closed. */
export const now = new Date('2026-11-21T12:00:00Z')

const config = parseConfig(
  {
    ...example,
    hours: {
      calendars: {
        office: { zone: 'Europe/London', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] },
        weekly: { zone: 'Asia/Seoul', rules: [{ days: 'tue-sun' }, { days: 'mon', from: '06:00', until: '24:00' }] },
      },
      targets: [
        { name: 'data', calendar: 'office', 'rds-instances': { names: ['shop', 'reports'] } },
        { name: 'web', calendar: 'weekly', 'ecs-services': { names: ['shop/web', 'blog/web'] } },
      ],
    },
  },
  new Date('2026-11-21T00:00:00Z'),
)

export const targetOf = (
  target: string,
  calendar: string,
  more: Partial<HoursTargetRecord> = {},
): HoursTargetRecord => ({
  ...keys.hoursTarget(target),
  kind: 'hours-target',
  at: '2026-11-20T20:00:00.000Z',
  target,
  entry: calendar === 'office' ? 'data' : 'web',
  calendar,
  moment: { state: 'stopped', at: '2026-11-20T20:00:00.000Z', seenAt: '2026-11-20T20:01:00.000Z' },
  basis: { event: {}, config: '1' },
  ...more,
})

export const lookOf = (more: Partial<HoursLookRecord> = {}): HoursLookRecord => ({
  ...keys.hoursLook(),
  kind: 'hours-look',
  at: now.toISOString(),
  seenTo: '2026-11-21T11:58:00.000Z',
  entries: {},
  denied: {},
  unknown: {},
  basis: { event: {}, config: '1' },
  ...more,
})

const defaults = [
  targetOf('rds-instance/shop', 'office'),
  targetOf('rds-instance/reports', 'office'),
  targetOf('ecs-service/shop/web', 'weekly'),
  targetOf('ecs-service/blog/web', 'weekly'),
]

/** A deployment whose function is the real one, over AWS where everything is stopped and every request is taken. */
export const makeScene = async (records: readonly { readonly pk: string; readonly sk: string }[] = defaults) => {
  const ledger = memoryLedger()
  for (const item of records) await ledger.commit([{ item: item as never, expect: 'absent' }], now)
  const asked: string[] = []
  const kinds = new Map<string, TargetKind>(
    [...kindsByName].map(([name, kind]) => [
      name,
      {
        ...kind,
        observe: async (ids) => new Map(ids.map((id): [string, Observed] => [id, { state: 'stopped' }])),
        request: async (orders) => {
          for (const { id, action } of orders) asked.push(`${action} ${id}`)
          return new Map(orders.map(({ id }) => [id, undefined]))
        },
      },
    ]),
  )
  const { hours } = config
  if (!hours) throw new Error('The scene has lost its hours')
  const calls: unknown[] = []
  const world: World = {
    ledger,
    publish: async () => undefined,
    kinds,
    access: { client: () => undefined as never, requests: () => undefined as never, now },
    arns: { of: (service, resource) => `arn:aws:${service}:eu-west-2:123456789012:${resource}` },
    slice: sliceOf(hours, calendarsOf(hours, now), [...kinds.keys()]),
    priceOf: () => undefined,
    version: '1',
    now,
    callId: 'call-1',
    remainingMs: () => 100_000,
  }
  const send = async (command: unknown) => {
    const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
    calls.push(JSON.parse(Payload))
    const event = parseHoursEvent(JSON.parse(Payload))
    if (!('action' in event)) throw new Error('no action')
    return { Payload: new TextEncoder().encode(JSON.stringify(await doManualAction(event, world))) }
  }
  const deployment = fakeDeployment({
    config,
    now,
    ledger,
    outputs: { HoursFunction: 'hours' },
    clients: { LambdaClient: { send } },
  })
  return { deployment, ledger, asked, calls }
}
