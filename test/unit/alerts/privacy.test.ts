import { jest } from '@jest/globals'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { awsError, makeWorld, start } from './scene.ts'

const personal = /\+?1?2025550\d{3}|@corner-shop\.example|mina\.kim/i

const event = (Message: string, Subject = 'ALARM') => ({
  Records: [{ Sns: { MessageId: 'm-1', Message, Subject, Timestamp: start.toISOString() } }],
})

/** Everything that was printed while `act` ran, however it was printed. */
const printed = async (act: () => Promise<unknown>): Promise<string> => {
  const texts: string[] = []
  const catchAll = (...values: unknown[]): boolean => {
    texts.push(values.map(String).join(' '))
    return true
  }
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(catchAll),
    jest.spyOn(process.stderr, 'write').mockImplementation(catchAll),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation(catchAll),
    ),
  ]
  try {
    await act()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return texts.join('\n')
}

describe('no number and no address', () => {
  const alarm = JSON.stringify({
    AlarmName: 'checkout-errors',
    AlarmDescription: 'Call +12025550101 or mina.kim@corner-shop.example',
    NewStateValue: 'ALARM',
    NewStateReason: 'a log line said: mail to mina.kim@corner-shop.example, tel +1 202-555-0101',
    StateChangeTime: '2026-11-28T00:00:00.000+0000',
  })
  test.each([
    ['an alarm', event(alarm)],
    [
      'a text',
      event('Order of mina.kim@corner-shop.example, +12025550101, is late', 'From mina.kim@corner-shop.example'),
    ],
    [
      'a signal',
      {
        source: 'nightshift',
        detail: {
          name: 'run.failed',
          subject: 'job/report',
          mood: 'bad',
          id: '1',
          at: start.toISOString(),
          title: 'Job for mina.kim@corner-shop.example',
          body: 'It wrote to +12025550101',
        },
      },
    ],
  ])('of %s and of failing channels is logged or kept', async (_name, raw) => {
    log.setLogLevel('DEBUG')
    const written: LedgerItem[] = []
    const ledger = memoryLedger()
    const scene = makeWorld({
      ledger: {
        ...ledger,
        commit: (writes, now) => {
          written.push(...writes.map(({ item }) => item))
          return ledger.commit(writes, now)
        },
      },
      fail: ({ channel }) =>
        channel === 'sms'
          ? awsError('InvalidParameterException', 400, 'Invalid parameter: PhoneNumber +12025550101')
          : channel === 'email'
            ? awsError('TooManyRequestsException', 429, 'mina.kim@corner-shop.example was told too often')
            : undefined,
    })
    const output = await printed(async () => {
      for (const each of parseTransitions(raw)) await scene.call(each).catch((error) => console.error(String(error)))
      metrics.flush()
    })
    expect(output).toContain('notification failed')
    expect(output).not.toMatch(personal)
    expect(written.length).toBeGreaterThan(5)
    // What an alarm's author wrote for the responder stays as it is, in the incident alone.
    const kept = written.map((item) => ('description' in item ? { ...item, description: '' } : item))
    expect(JSON.stringify(kept)).not.toMatch(personal)
  })
})
