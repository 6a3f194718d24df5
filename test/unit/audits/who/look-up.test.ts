import type { Event, LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import { wantedOf } from '../../../../api/audits/who/names.ts'
import { type WhoChoice, whoDid } from '../../../../api/audits.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { fakeDeployment } from '../../api/deployment.ts'
import { awsError } from '../scene.ts'

const now = new Date('2026-12-01T00:00:00Z')
const hours = (count: number): Date => new Date(now.getTime() - count * 3_600_000)

const numbers = () => {
  let last = 0
  return () => {
    last += 1
    return last
  }
}

const event = (id: string, ago: number, more: Partial<Event> = {}): Event => ({
  EventId: id,
  EventName: 'StopInstances',
  EventTime: hours(ago),
  ReadOnly: 'false',
  Username: 'mina',
  ...more,
})

type Answer = (input: LookupEventsCommandInput, region: string) => { Events?: Event[]; NextToken?: string } | Error

const ask = async (answer: Answer, choice: Partial<WhoChoice> = {}) => {
  const asked: { readonly name: string | undefined; readonly region: string; readonly token: string | undefined }[] = []
  const pauses: number[] = []
  let passed = -1_000
  const deployment = {
    ...fakeDeployment({ now }),
    // Time goes on while it asks.
    now: () => {
      passed += 1_000
      return new Date(now.getTime() + passed)
    },
    connect: ((_: unknown, { region }: { readonly region: string }) => ({
      send: async ({ input }: { readonly input: LookupEventsCommandInput }) => {
        asked.push({ name: input.LookupAttributes?.[0]?.AttributeValue, region, token: input.NextToken })
        const found = answer(input, region)
        if (found instanceof Error) throw found
        return found
      },
    })) as never,
  }
  const said = await whoDid(
    deployment,
    { resource: 'i-1', since: hours(24), limit: 50, region: 'ap-northeast-2', ...choice },
    async (ms) => pauses.push(ms),
  )
  return { ...said, ids: said.rows.map(({ eventId }) => eventId), asked, pauses }
}

test('the newest come first, those that only read are counted and left out', async () => {
  const Events = [
    event('b', 2),
    event('r', 1, { ReadOnly: 'true' }),
    event('a', 3),
    event('?', 4, { ReadOnly: undefined }),
  ]
  const { ids, reads, isCut } = await ask(() => ({ Events }))
  expect([ids, reads, isCut]).toEqual([['b', 'a', '?'], 1, false])
  expect((await ask(() => ({ Events }), { reads: true })).ids).toEqual(['r', 'b', 'a', '?'])
})

test('pages follow one another with the same question, no faster than two calls a second', async () => {
  const inputs: LookupEventsCommandInput[] = []
  const { asked, pauses, ids } = await ask((input) => {
    inputs.push(input)
    return input.NextToken ? { Events: [event('b', 2)] } : { Events: [event('a', 1)], NextToken: 'more' }
  })
  expect(asked.map(({ token }) => token)).toEqual([undefined, 'more'])
  expect(ids).toEqual(['a', 'b'])
  expect(pauses).toEqual([600])
  expect(pauses[0]).toBeGreaterThan(500)
  expect(inputs[0]).toMatchObject({ StartTime: hours(24), EndTime: now, MaxResults: 50 })
  expect(inputs[1]).toEqual({ ...inputs[0], NextToken: 'more' })
})

test('a list without an end is read for half a minute, and it is said that there is more', async () => {
  const ids = numbers()
  const { asked, isCut, pauses } = await ask(() => ({
    Events: [event(`r${ids()}`, 1, { ReadOnly: 'true' })],
    NextToken: 'on',
  }))
  expect(asked).toHaveLength(50)
  expect(isCut).toBe(true)
  expect(pauses.reduce((sum, each) => sum + each, 0)).toBeLessThan(30_000)
})

test('no more pages are read than the rows need', async () => {
  const ids = numbers()
  const page = () => ({ Events: Array.from({ length: 50 }, () => event(`e${ids()}`, 1)), NextToken: 'on' })
  const { asked, rows, isCut } = await ask(page, { limit: 50 })
  expect([asked.length, rows.length, isCut]).toEqual([2, 50, true])
})

test('throttling is answered by waiting longer and longer, and given up at last; other errors at once', async () => {
  const count = numbers()
  const throttled = awsError('ThrottlingException', 400)
  const { ids, pauses } = await ask(() => (count() <= 3 ? throttled : { Events: [event('a', 1)] }))
  expect([ids, pauses]).toEqual([['a'], [1_000, 2_000, 4_000]])
  await expect(ask(() => throttled)).rejects.toThrow(throttled)
  await expect(ask(() => awsError('AccessDeniedException', 400))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
})

test('an ARN is looked for by its names too, each first page before any second; what is found twice is one row', async () => {
  const { asked, ids } = await ask(
    ({ NextToken, LookupAttributes }) => ({
      Events: [event('same', 1), event(`${LookupAttributes?.[0]?.AttributeValue}`, 2)],
      ...(NextToken ? {} : { NextToken: 'more' }),
    }),
    { resource: 'arn:aws:iam::123456789012:role/teams/deploy', region: 'us-east-1' },
  )
  const names = ['arn:aws:iam::123456789012:role/teams/deploy', 'teams/deploy', 'deploy']
  expect(asked.map(({ name }) => name)).toEqual([...names, ...names])
  expect(ids).toEqual(['same', ...names])
})

test('events without an id, and pages without events, do no harm', async () => {
  const { rows } = await ask(({ NextToken }) =>
    NextToken ? {} : { Events: [{}, {}, { CloudTrailEvent: 'x' }], NextToken: 'more' },
  )
  expect(rows).toHaveLength(3)
})

test.each([
  ['i-0123', ['i-0123'], ['ap-northeast-2', 'us-east-1']],
  [' my-bucket ', ['my-bucket'], ['ap-northeast-2', 'us-east-1']],
  [
    'arn:aws:ec2:eu-west-1:123456789012:instance/i-0123',
    ['arn:aws:ec2:eu-west-1:123456789012:instance/i-0123', 'i-0123'],
    ['eu-west-1'],
  ],
  ['arn:aws:s3:::shop', ['arn:aws:s3:::shop', 'shop'], ['ap-northeast-2', 'us-east-1']],
  ['arn:aws:rds:eu-west-1:123456789012:db:shop', ['arn:aws:rds:eu-west-1:123456789012:db:shop', 'shop'], ['eu-west-1']],
  [
    'arn:aws:logs:eu-west-1:123456789012:log-group:/night/shift:*',
    ['arn:aws:logs:eu-west-1:123456789012:log-group:/night/shift', '/night/shift', 'shift'],
    ['eu-west-1'],
  ],
  ['arn:aws:sns:eu-west-1:123456789012:alarms', ['arn:aws:sns:eu-west-1:123456789012:alarms', 'alarms'], ['eu-west-1']],
])('%s is looked for as %j in %j', (typed, names, regions) => {
  expect(wantedOf(typed, 'ap-northeast-2')).toEqual({ names, regions })
  expect(wantedOf(typed, 'ap-northeast-2', 'us-west-2').regions).toEqual(['us-west-2'])
})

test.each([
  ['', /not a resource/],
  ['  ', /not a resource/],
  ['x'.repeat(3_000), /not a resource/],
  ['arn:aws:iam::123456789012', /is not an ARN/],
  ['arn:aws:s3:::shop/photos/a.jpg', /is an object.*shop; .*data events/],
])('%j is refused, with the reason', (typed, reason) => expect(() => wantedOf(typed, 'eu-west-1')).toThrow(reason))

test.each([
  ['Seoul', '"Seoul" is not a region of AWS; expected one such as eu-west-1 — did you mean "ap-northeast-2"?'],
  ['eu-west-1a', '"eu-west-1a" is not a region of AWS; expected one such as eu-west-1 — did you mean "eu-west-1"?'],
  ['', '"" is not a region of AWS; expected one such as eu-west-1'],
  ['x/../y', '"x/../y" is not a region of AWS; expected one such as eu-west-1'],
])('a region %j is refused, typed and in an ARN', (region, reason) => {
  expect(() => wantedOf('shop', 'eu-west-1', region)).toThrow(new UsageError(reason))
  if (region !== '')
    expect(() => wantedOf(`arn:aws:ec2:${region}:123456789012:instance/i-1`, 'eu-west-1')).toThrow(
      new UsageError(reason),
    )
})

test('the history has 90 days, and nothing of the future', async () => {
  const none = () => ({ Events: [] })
  await expect(ask(none, { since: hours(90 * 24 + 1) })).rejects.toThrow(/begins 90 days ago, on 2026-09-02/)
  await expect(ask(none, { since: hours(-1) })).rejects.toThrow(/in the future/)
  expect((await ask(none, { since: hours(90 * 24) })).rows).toEqual([])
  // `--since 90d` is reckoned a moment before the question.
  const starts: (Date | undefined)[] = []
  const asked = (input: LookupEventsCommandInput) => {
    starts.push(input.StartTime)
    return none()
  }
  await ask(asked, { since: new Date(hours(90 * 24).getTime() - 30_000) })
  expect(starts).toEqual([hours(90 * 24)])
})
