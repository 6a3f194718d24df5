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
