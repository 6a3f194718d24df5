import { keys, type PressRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { madeConsole } from './console.ts'
import { change, incident, message } from './records.ts'

log.setLogLevel('SILENT')

const press = (more: Partial<PressRecord> = {}): PressRecord => ({
  ...keys.press('session', `once-${more.at}`),
  kind: 'press',
  at: '2026-11-29T20:00:00.000Z',
  by: 'joon',
  role: 'act',
  action: '/incidents/0123456789abcdef/acknowledge',
  outcome: 'done',
  ...more,
})

const counted = (value: number) => ({
  MetricDataResults: [
    { Id: 'm0', Timestamps: [new Date('2026-11-30T01:00:00Z')], Values: [value] },
    { Id: 'm1', Timestamps: [], Values: [] },
  ],
})

describe('lanes of the night', () => {
  test('a config that was deployed, and buttons that people pressed', async () => {
    const page = await madeConsole({
      records: [
        change('config', 'config', {
          at: '2026-11-29T19:00:00.000Z',
          summary: 'version bbb deployed, in place of aaa',
        }),
        press(),
        press({ at: '2026-11-29T21:00:00.000Z', by: 'mina', outcome: 'failed' }),
        press({ at: '2026-11-20T21:00:00.000Z', by: 'alex' }),
      ],
    }).read('/')
    expect(page).toContain('Another config was deployed.')
    expect(page).toContain('2 buttons were pressed by joon, mina.')
    expect(page).toContain('version bbb deployed, in place of aaa')
    expect(page).toContain('joon: /incidents/0123456789abcdef/acknowledge, done')
    expect(page).toContain('mina: /incidents/0123456789abcdef/acknowledge, failed')
    expect(page).toContain('Deployments')
  })

  test('what was sent, by the channel that bills it', async () => {
    const page = await madeConsole({
      records: [
        incident(),
        message({ channel: 'sms', outcome: 'accepted', at: '2026-11-30T01:00:00.000Z' }),
        message({ channel: 'sms', outcome: 'failed', to: 'joon', at: '2026-11-30T01:01:00.000Z' }),
      ],
    }).read('/')
    expect(page).toContain('Sent: 1 × sms.')
    expect(page).toContain('Messages by sms')
  })

  test('hours in which something could not be measured; without any the lane is not drawn', async () => {
    const wrong = await madeConsole({ aws: () => counted(3) }).read('/')
    expect(wrong).toContain('There were failures: Could not be measured.')
    expect(wrong).toContain('3 in the hour from')
    expect(wrong).not.toContain('Quiet.')
    for (const aws of [() => counted(0), () => ({})]) {
      const page = await madeConsole({ aws }).read('/')
      expect(page).not.toContain('Could not be measured')
      expect(page).toContain('Quiet.')
    }
  })

  test('a CloudWatch that does not answer takes nothing of the rest away', async () => {
    const page = await madeConsole({ records: [incident()], aws: () => Promise.reject(new Error('no')) }).read('/')
    expect(page).toContain('Could not be read just now: Metrics')
    expect(page).toContain(incident().title)
  })
})
