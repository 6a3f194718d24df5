import type { ClientOf } from '../../../shared/client-pool.ts'
import { smsRegionFor } from '../../../shared/sms-regions.ts'
import { readSmsSpending } from '../../../shared/sms-spending.ts'

const clientOf = (answer: object) => {
  const asked: { region: string | undefined; input: unknown }[] = []
  const client = (_make: unknown, region?: string) => ({
    send: async ({ input }: { readonly input: unknown }) => {
      asked.push({ region, input })
      return answer
    },
  })
  return { client: client as unknown as ClientOf, asked }
}
const now = new Date('2026-12-04T12:00:00Z')

test('the money for text messages is the last value of the month', async () => {
  const { client, asked } = clientOf({ MetricDataResults: [{ Values: [1, 2.5] }] })
  expect(await readSmsSpending(client, 'ap-northeast-1', now)).toBe(2.5)
  expect(asked).toMatchObject([
    {
      region: 'ap-northeast-1',
      input: {
        StartTime: new Date('2026-12-01T00:00:00Z'),
        EndTime: now,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [{ MetricStat: { Period: 300, Stat: 'Maximum' } }],
      },
    },
  ])
})

test('it is the last value of the last page', async () => {
  const pages = [
    { MetricDataResults: [{ Id: 'spent', Values: [1, 2], StatusCode: 'PartialData' }], NextToken: 'n' },
    { MetricDataResults: [{ Id: 'spent', Values: [7], StatusCode: 'Complete' }] },
  ]
  const inputs: unknown[] = []
  const client = () => ({
    send: async ({ input }: { readonly input: unknown }) => {
      inputs.push(input)
      return pages.shift()
    },
  })
  expect(await readSmsSpending(client as unknown as ClientOf, undefined, now)).toBe(7)
  expect(inputs).toMatchObject([{ ScanBy: 'TimestampAscending' }, { NextToken: 'n' }])
})

test.each([{}, { MetricDataResults: [] }, { MetricDataResults: [{ Values: [] }] }])(
  'where none was sent there is none: %j',
  async (answer) => {
    expect(await readSmsSpending(clientOf(answer).client, undefined, now)).toBeUndefined()
  },
)

test.each([
  ['eu-central-1', 'eu-central-1'],
  ['ap-northeast-2', 'ap-northeast-1'],
  ['xx-north-1', undefined],
])('text messages of %s are sent from %s', (region, from) => {
  expect(smsRegionFor(region)).toBe(from)
})
