import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerWho } from '../../../cli/audits-who.ts'
import { fakeDeployment } from '../api/deployment.ts'

const record = { sourceIPAddress: '203.0.113.7', userIdentity: { type: 'IAMUser', userName: 'mi\u001b[31mna' } }
const Events = [
  {
    EventId: 'a',
    EventName: 'DeleteBucket',
    EventSource: 's3.amazonaws.com',
    EventTime: new Date('2026-11-20T02:00:00Z'),
    CloudTrailEvent: JSON.stringify(record),
  },
  { EventId: 'b', EventName: 'GetBucketAcl', EventTime: new Date('2026-11-20T01:00:00Z'), ReadOnly: 'true' },
]

const typed = async (...args: readonly string[]) => {
  const [out, err] = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')]
  for (const each of [out, err]) each.mockImplementation(() => undefined)
  const asked: object[] = []
  const send = async ({ input }: never) => {
    asked.push(input)
    return { Events }
  }
  try {
    const audits = new Command('audits').option('--json')
    registerWho(
      audits,
      async () => fakeDeployment({ clients: { CloudTrailClient: { send: send as never } } }),
      async () => undefined,
    )
    await audits.parseAsync(['who', 'shop', ...args], { from: 'user' })
    const text = (spy: typeof out): string => spy.mock.calls.map(([line]) => String(line)).join('\n')
    return { out: text(out), err: text(err), asked }
  } finally {
    for (const each of [out, err]) each.mockRestore()
  }
}

test('a table of who did what, without addresses and without what a name would do to the terminal', async () => {
  const { out, err, asked } = await typed()
  expect(out).toMatch(/user mina\s+s3 DeleteBucket\s+ap-northeast-2\s+ok/)
  expect(out).not.toMatch(/GetBucketAcl|203\.0\.113/)
  expect(err).toBe('Left out, because they only read: 1. See them with --reads.')
  expect(asked[0]).toMatchObject({ StartTime: new Date('2026-11-14T12:00:00Z') })
})

test('addresses, reads and JSON by choice', async () => {
  expect((await typed('--addresses', '--reads')).out).toMatch(/203\.0\.113\.7[\s\S]*GetBucketAcl/)
  const rows = JSON.parse((await typed('--json')).out)
  expect(rows).toMatchObject([{ time: '2026-11-20T02:00:00.000Z', event: 'DeleteBucket', kind: 'user', outcome: 'ok' }])
  expect(JSON.stringify(rows)).not.toContain('203.0.113')
})
