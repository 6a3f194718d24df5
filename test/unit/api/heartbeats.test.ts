import { readHeartbeats } from '../../../api/alerts.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HeartbeatRecord, keys } from '../../../shared/ledger/records.ts'
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
