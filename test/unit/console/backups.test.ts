import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { type BackupTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { processRecord } from '../backups/scene.ts'
import { madeConsole } from './console.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-12-02T03:00:00Z')
const held = {
  id: 'nightshift-nightly-1',
  process: '0a',
  firing: '2026-12-02T00:00:00.000Z',
  at: '2026-12-02T00:00:00.000Z',
}

const record: BackupTargetRecord = {
  ...keys.backupTarget('nightly', 'rds-instance/shop'),
  kind: 'backup-target',
  at: '2026-11-01T00:00:00.000Z',
  plan: 'nightly',
  target: 'rds-instance/shop',
  held: { '': [held] },
  others: {},
  copying: [],
  failing: { 'eu-west-1': { since: '2026-12-01T00:00:00.000Z', reason: 'The key is <disabled>.' } },
}

const config = {
  backups: {
    plans: {
      nightly: {
        resources: { 'rds-instances': { names: ['shop'] } },
        schedule: 'cron(0 0 * * ? *)',
        keep: { daily: 7 },
        copyTo: [{ region: 'eu-west-1' }],
      },
    },
  },
}

const since = '2026-12-01T02:00:00.000Z'
const ended = (outcome: 'done' | 'failed' | 'cancelled', reason: string) => ({
  open: undefined,
  ended: { outcome, reason, at: '2026-12-01T02:20:00.000Z' },
})
const shop = 'rds-instance/shop'

/** A drill that is done and one under way, an encryption that waits for a person, a restore that is done and one under way. */
const tried: readonly (LedgerItem & Readonly<Record<string, unknown>>)[] = [
  {
    ...processRecord({ id: 'd1', target: shop, process: 'drill', since, step: 'stopping' }),
    drill: 'standby',
    outage: { seconds: 61, longest: 61, attempts: 900, failed: 61, over: true },
    ...ended('done', 'a (standby b) → b (standby a); 1 minute without service (61 of 900 attempts failed).'),
  },
  {
    ...processRecord({
      id: 'd2',
      target: shop,
      process: 'drill',
      since: '2026-12-02T02:50:00.000Z',
      step: 'failing-over',
    }),
    drill: 'standby',
  },
  {
    ...processRecord({ id: 'e1', target: shop, process: 'encryption', since, step: 'kept' }),
    name: 'shop',
    key: 'arn',
  },
  {
    ...processRecord({ id: 'r1', target: shop, process: 'restore', since, step: 'restoring' }),
    as: 'shop-2',
    to: { time: '2026-11-30T09:30:00.000Z' },
    ...ended(
      'done',
      'shop-2 is rds-instance/shop as it was at 2026-11-30T09:30:00.000Z, available after 20 minutes at shop-2.rds:5432.',
    ),
  },
  {
    ...processRecord({
      id: 'r2',
      target: shop,
      process: 'restore',
      since: '2026-12-02T02:55:00.000Z',
      step: 'restoring',
    }),
    as: 'shop-3',
    to: { snapshot: 'nightly-1', at: '2026-12-01T00:00:00.000Z' },
    trouble: { reason: 'AWS has no room for the task at the moment.', transient: true, since },
  },
]

const triedConfig = {
  backups: {
    drills: {
      standby: {
        of: shop,
        window: { from: '02:00', until: '04:00' },
        network: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
      },
      never: {
        of: 'rds-cluster/books',
        window: { from: '02:00', until: '04:00' },
        network: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
      },
    },
    encrypt: { names: ['shop'], keys: ['arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd'] },
  },
}

const made = (records: readonly LedgerItem[]) => madeConsole({ records, now, config })

test('what is held, how old it is, what fails, and what is under way', async () => {
  const page = await made([record, processRecord({ step: 'probing' })]).read('/backups')
  expect(page).toContain('rds-instance/shop')
  expect(page).toContain('3 h')
  expect(page).toContain('The key is &lt;disabled&gt;.')
  expect(page).toContain('probing')
})

test('a night says what is not good', async () => {
  const page = await made([record]).read('/')
  expect(page).toContain('Backup nightly of rds-instance/shop in eu-west-1 is not good')
})

test('nothing was saved yet, and without backups there is no page', async () => {
  expect(await made([]).read('/backups')).toContain('No snapshot was taken yet')
  expect(await madeConsole({ now, config: { backups: undefined } }).read('/')).not.toContain('/backups')
})

test('drills, encryptions and restores: what is under way, what a person has to do, how the last one came out', async () => {
  const page = await madeConsole({ records: tried, now, config: triedConfig }).read('/backups')
  for (const text of [
    'Failover drills',
    'failing-over',
    '61 of 900 attempts failed',
    'number">1 minute',
    'waits for a person',
    'rds-cluster/books',
    'never',
    'nightshift backups encrypt rds-instance/shop --finish',
    'shop-2.rds:5432',
    'shop-3',
    'AWS has no room for the task at the moment.',
  ])
    expect(page).toContain(text)
  expect(page.match(/badge info">under way/g)).toHaveLength(2)
})

test('the same in Korean', async () => {
  const { ask, signIn } = madeConsole({ records: tried, now, config: triedConfig })
  const page = await (await ask('/backups', { headers: { 'accept-language': 'ko' } }, await signIn())).text()
  for (const text of [
    '장애 조치 훈련',
    '시도 900번 중 61번 실패',
    '--finish로 원본을 삭제',
    '20 minutes 만에 준비되었습니다',
    '진행 중',
  ])
    expect(page).toContain(text)
  expect(page).not.toContain('without service')
  // Among the restores, and under way.
  expect(page.match(/지금 AWS에 태스크를 실행할 자리가 없습니다/g)).toHaveLength(2)
  expect(page).not.toContain('AWS has no room')
})
