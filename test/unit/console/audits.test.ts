import { type AuditLookRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole } from './console.ts'
import { finding } from './records.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-11-30T03:00:00Z')
const record = finding()
const { id } = record

const look: AuditLookRecord = {
  ...keys.auditLook('waste'),
  kind: 'audit-look',
  at: '2026-11-29T05:00:00.000Z',
  audit: 'waste',
  checks: {
    'waste/addresses': {
      state: 'done',
      since: record.firstSeen,
      lookedAt: record.firstSeen,
      problems: ['a row is odd'],
    },
    'waste/volumes': { state: 'failing', since: record.firstSeen, reason: 'AccessDenied' },
  },
}

const made = (more: Parameters<typeof madeConsole>[0] = {}) =>
  madeConsole({ records: [record, look], now, config: { audits: {} }, ...more })

describe('audits, in the console', () => {
  test('findings, what cannot look, what was not judged', async () => {
    const page = await made().read('/audits')
    expect(page).toContain('Address 198.51.100.1 belongs to &lt;nothing&gt;')
    expect(page).toContain('$3.65')
    expect(page).toContain('From 2026-12-13 on')
    expect(page).toContain('AccessDenied')
    expect(page).toContain('a row is odd')
  })

  test('somebody accepts one: by the function of audits, with who and why', async () => {
    const console = made({ invoked: () => record })
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/audits', cookie))
    const sent = await console.send(`/audits/${id}/accept`, { ...guard, days: '30', why: 'we move' }, cookie)
    expect(console.handedOver).toEqual([
      {
        source: 'nightshift.command',
        action: 'accept',
        id,
        until: '2026-12-30T03:00:00.000Z',
        why: 'we move',
        by: 'mina',
      },
    ])
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain('Accepted until')
  })

  test.each([
    [{ days: '0', why: 'x' }, 'is not a number of days'],
    [{ days: '1.5', why: 'x' }, 'is not a number of days'],
    [{ days: '3', why: ' ' }, 'Say why it is accepted'],
  ])('%j is not handed over', async (fields, words) => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/audits', cookie))
    const sent = await console.send(`/audits/${id}/accept`, { ...guard, ...fields }, cookie)
    expect(console.handedOver).toEqual([])
    const said = sent.headers.get('location')
    expect(said === null ? await sent.text() : await console.read(said, cookie)).toContain(words)
  })

  test('looking now says what came of it', async () => {
    const console = made({
      invoked: () => [
        {
          audit: 'waste',
          open: 2,
          found: 1,
          fixed: 3,
          written: 4,
          failed: [{ check: 'x', reason: 'y', transient: false }],
        },
      ],
    })
    const cookie = await console.signIn()
    const sent = await console.send('/audits/run', guardOf(await console.read('/audits', cookie)), cookie)
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain(
      '1 new, 3 fixed; 1 checks could not look',
    )
  })

  test('an urgent one needs somebody tonight; whoever may only look sees no button', async () => {
    const console = made()
    expect(await console.read('/')).toContain('belongs to &lt;nothing&gt;')
    const page = await console.read('/audits', await console.signIn({ role: 'read' }))
    expect(page).not.toContain(`/audits/${id}/accept`)
  })
})
