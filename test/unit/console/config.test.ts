import { compareConfig, configVersion } from '../../../api/config-version.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { keys, type NotificationRecord, type PressRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { madeConsole } from './console.ts'
import { change, message } from './records.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-11-30T03:00:00Z')
const evil = '<svg onload=alert(1)>\u202e"><script>'

const extended = { summary: 'extend: running until 23:00', by: 'mina' }

const press = (more: Partial<PressRecord> = {}): PressRecord => ({
  ...keys.press('session', 'once'),
  kind: 'press',
  at: '2026-11-29T02:00:00.000Z',
  by: 'joon',
  role: 'act',
  action: '/incidents/0123456789abcdef/acknowledge',
  outcome: 'done',
  ...more,
})

const read = async (
  console: ReturnType<typeof madeConsole>,
  path: string,
  role: 'read' | 'act' = 'act',
): Promise<string> => console.read(path, await console.signIn({ role }))

describe('config, in the console', () => {
  test('what people did, by functions and by buttons; not what Nightshift did', async () => {
    const console = madeConsole({
      now,
      records: [
        change('hours', 'rds-instance/shop', extended),
        change('lifecycle', 'b', { summary: 'put right by itself' }),
        press(),
      ],
    })
    const page = await read(console, '/config')
    expect(page).toContain('extend: running until 23:00')
    expect(page).toContain('/incidents/0123456789abcdef/acknowledge')
    expect(page).not.toContain('put right by itself')
  })

  test('the config in effect with its defaults and its version, and no way to reach anybody', async () => {
    const console = madeConsole({ now })
    const page = await read(console, '/config')
    expect(page).toContain(configVersion(console.deployment.config))
    expect(page).toContain('&quot;logDays&quot;')
    for (const contact of ['+12025550101', 'mina@corner-shop.example', '+12025550102', 'joon@'])
      expect(page).not.toContain(contact)
  })

  test('addresses of clients in it are whole for those who act alone', async () => {
    const firewall = { ...example.firewall, own: ['203.0.113.0/28'] }
    const console = madeConsole({ now, config: { firewall } as never })
    expect(await read(console, '/config')).toContain('203.0.113.0/28')
    expect(await read(console, '/config', 'read')).not.toContain('203.0.113.0')
  })

  test('texts of strangers are text', async () => {
    const page = await read(
      madeConsole({
        now,
        records: [change('hours', evil, { by: evil, summary: evil }), press({ action: evil, by: evil })],
      }),
      '/config',
    )
    for (const raw of ['<svg onload', '"><script>', '\u202e']) expect(page).not.toContain(raw)
  })

  test('a checkout is held against what is deployed', () => {
    const config = parseConfig(example, new Date(0))
    const version = configVersion(config)
    expect(compareConfig({ config, outputs: { ConfigVersion: version } }).same).toBe(true)
    expect(compareConfig({ config: { ...config, name: 'other' }, outputs: { ConfigVersion: version } }).same).toBe(
      false,
    )
    expect(compareConfig({ config, outputs: {} })).toEqual({ checkout: version, deployed: undefined, same: false })
  })
})

describe('metrics, in the console', () => {
  const answer = (input: Readonly<Record<string, unknown>>, asked: unknown[]) => ({
    asked: asked.push(input),
    MetricDataResults: (input.MetricDataQueries as readonly { readonly Id: string }[]).map(({ Id }) => ({
      Id,
      Timestamps: [new Date('2026-11-29T20:00:00Z'), new Date('2026-11-29T21:00:00Z')],
      Values: Id === 'm1' ? [] : [3, 4],
    })),
  })

  test('small charts, each with its values in words, asked for at once and not again within five minutes', async () => {
    const asked: Readonly<Record<string, unknown>>[] = []
    const console = madeConsole({ now, aws: (input) => answer(input, asked) })
    const page = await read(console, '/metrics')
    expect(page).toContain('Incidents opened: 7 together, most 4')
    expect(page).toContain('No values in this time.')
    await read(console, '/metrics')
    expect(asked).toHaveLength(1)
    console.wait(301)
    await read(console, '/metrics')
    expect(asked).toHaveLength(2)
    expect(await read(console, '/metrics?span=week')).toContain('aria-current="true">7 days')
  })

  test('a CloudWatch that does not answer is said', async () => {
    const page = await read(madeConsole({ now, aws: () => Promise.reject(new Error('throttled')) }), '/metrics')
    expect(page).toContain('CloudWatch does not answer just now')
  })
})

describe('costs, in the console', () => {
  const text = (step: number, more: Partial<NotificationRecord> = {}): NotificationRecord =>
    message({ step, at: '2026-11-10T00:00:00.000Z', ...more })

  test('the month so far: messages by channel, what texts and the ledger cost', async () => {
    const values: Readonly<Record<string, number[]>> = { m0: [0.5, 1.25], m1: [1_000_000, 1_000_000], m2: [400_000] }
    const console = madeConsole({
      now,
      records: [text(1), text(2), text(3, { outcome: 'failed' }), text(4, { at: '2026-10-31T23:59:59.000Z' })],
      aws: () => ({
        MetricDataResults: Object.entries(values).map(([Id, Values]) => ({
          Id,
          Values,
          Timestamps: Values.map(() => now),
        })),
      }),
    })
    const page = await read(console, '/costs')
    expect(page).toContain('2 sent, 1 failed')
    expect(page).toContain('>1.25<')
    expect(page).toContain('2,000,000 read units, 400,000 write units')
    expect(page).toContain('>0.5<')
  })

  test('what functions, their logs and alarms cost, where the deployment knows them', async () => {
    const metric = (Id: string, ...Values: number[]) => ({ Id, Values, Timestamps: Values.map(() => now) })
    const asked: unknown[] = []
    const console = madeConsole({
      now: new Date('2026-11-16T00:00:00Z'),
      billed: {
        functions: [
          { name: 'shop-alerts-on-minute', memory: 256 },
          { name: 'shop-console-on-request', memory: 512 },
        ],
        alarms: 40,
      },
      aws: (input) => {
        asked.push(input)
        return {
          MetricDataResults: [
            // Calls, milliseconds, bytes: 256 MiB for 4,000,000 s are a million GB-seconds.
            ...[metric('m3', 1_000_000, 500_000), metric('m4', 4_000_000_000), metric('m5', 1_000_000_000)],
            ...[metric('m6', 500_000), metric('m7', 2_000_000_000), metric('m8', 500_000_000)],
          ],
        }
      },
    })
    const page = await read(console, '/costs')
    expect(page).toContain('2,000,000 calls, 2,000,000 GB-seconds')
    // 2 million calls at 0.2 a million, 2 million GB-seconds at 13.3334 a million.
    expect(page).toContain('>27.0668<')
    expect(page).toContain('1.5 GB')
    expect(page).toContain('>0.75<')
    // 40 alarms of 0.1, of 15 of 30 days.
    expect(page).toContain('>2<')
    expect(JSON.stringify(asked)).toContain('"/nightshift/shop-console-on-request"')
    expect(asked).toHaveLength(1)
  })

  test('CloudWatch is not asked again within five minutes', async () => {
    let asked = 0
    const console = madeConsole({
      now: new Date('2026-11-30T03:10:00Z'),
      aws: () => {
        asked += 1
        return {}
      },
    })
    await read(console, '/costs')
    console.wait(120)
    await read(console, '/costs')
    expect(asked).toBe(1)
    console.wait(301)
    await read(console, '/costs')
    expect(asked).toBe(2)
  })

  test('without CloudWatch the rest is there', async () => {
    const page = await read(
      madeConsole({ now, records: [text(1)], aws: () => Promise.reject(new Error('no')) }),
      '/costs',
    )
    expect(page).toContain('1 sent, 0 failed')
    expect(page).toContain('is not known')
  })
})
