import { readHeartbeats, readSources } from '../../../api/alerts.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HeartbeatRecord, keys, type SourceRecord } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

const record = (name: string, lastAt: string): HeartbeatRecord & { version: number } => ({
  ...keys.heartbeat(name),
  kind: 'heartbeat',
  at: lastAt,
  name,
  token: 'abcdefghijklmnop',
  lastAt,
  version: 1,
})

const promise = { every: '1 hour', grace: '5 minutes' }
const now = new Date('2026-11-21T02:00:00Z')

const read = (ledger: Ledger, heartbeats: AlertsConfig['heartbeats'], AcknowledgeUrl: string) => {
  const { config } = fakeDeployment()
  const alerts = { ...config.alerts, heartbeats }
  return readHeartbeats(fakeDeployment({ config: { alerts }, ledger, now, outputs: { AcknowledgeUrl } }))
}

test('says for each heartbeat where it checks in, when it last did, and since when it is silent', async () => {
  const ledger = memoryLedger([
    record('backup', '2026-11-21T01:30:00.000Z'),
    record('sync', '2026-11-21T00:54:59.000Z'),
    record('of-an-older-config', '2026-11-21T00:00:00.000Z'),
  ])
  const heartbeats = { backup: promise, sync: promise, later: promise }
  expect(await read(ledger, heartbeats, 'https://ns.example/')).toEqual([
    {
      heartbeat: 'backup',
      state: 'ok',
      ...promise,
      lastAt: '2026-11-21T01:30:00.000Z',
      silentAt: '2026-11-21T02:35:00.000Z',
      url: 'https://ns.example/beat/abcdefghijklmnop',
    },
    {
      heartbeat: 'sync',
      state: 'silent',
      ...promise,
      lastAt: '2026-11-21T00:54:59.000Z',
      silentAt: '2026-11-21T01:59:59.000Z',
      url: 'https://ns.example/beat/abcdefghijklmnop',
    },
    { heartbeat: 'later', state: 'new', ...promise },
  ])
})

test('says which metric is looked at, and gives no address by which it could be checked in for', async () => {
  const ledger = memoryLedger([record('orders', '2026-11-21T01:30:00.000Z')])
  const metric = { namespace: 'Shop', metric: 'OrdersImported', dimensions: { Shop: 'seoul' } }
  const [row] = await read(ledger, { orders: { ...promise, metric } }, 'https://ns.example')
  expect(row).toMatchObject({ state: 'ok', metric: 'Shop OrdersImported seoul' })
  expect(row).not.toHaveProperty('url')
})

test('says for each source where it reports, when it last did, and how many of its reports were refused', async () => {
  const at = '2026-11-21T01:30:00.000Z'
  const record: SourceRecord & { version: number } = {
    ...keys.source('prometheus'),
    kind: 'source',
    at,
    name: 'prometheus',
    token: 'abcdefghijklmnop',
    lastAt: at,
    refused: { since: at, lastAt: at, rate: 2, size: 1 },
    version: 1,
  }
  const { config } = fakeDeployment()
  const sources = {
    prometheus: { kind: 'alertmanager' as const, perMinute: 60 },
    ci: { perMinute: 5, secret: { ssm: '/shop/ci' } },
  }
  const outputs = { AcknowledgeUrl: 'https://ns.example/' }
  const alerts = { ...config.alerts, sources }
  expect(
    await readSources(fakeDeployment({ config: { alerts }, ledger: memoryLedger([record]), now, outputs })),
  ).toEqual([
    {
      source: 'prometheus',
      state: 'refused',
      kind: 'alertmanager',
      perMinute: 60,
      isSigned: false,
      lastAt: at,
      refused: 3,
      url: 'https://ns.example/report/abcdefghijklmnop',
    },
    { source: 'ci', state: 'new', perMinute: 5, isSigned: true, refused: 0 },
  ])
})
