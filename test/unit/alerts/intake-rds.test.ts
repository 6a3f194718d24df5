import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'

const Timestamp = '2026-11-21T02:30:01.000Z'

/** What a subscription of RDS publishes to the alarm topic. */
const said = {
  'Event Source': 'db-instance',
  'Event Time': '2026-11-21 02:30:00.293',
  'Identifier Link': 'https://console.aws.amazon.com/rds/home?region=ap-northeast-2#dbinstance:id=shop',
  'Source ID': 'shop',
  'Source ARN': 'arn:aws:rds:ap-northeast-2:123456789012:db:shop',
  'Event ID': 'http://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0013',
  'Event Message': 'Multi-AZ instance failover started.',
}
const read = (more: object = {}) =>
  parseTransitions({
    Records: [
      {
        Sns: {
          MessageId: 'm-1',
          Subject: 'RDS Notification Message',
          Message: JSON.stringify({ ...said, ...more }),
          Timestamp,
        },
      },
    ],
  })

test('an event of a subscription is the same alarm as by EventBridge, so one incident', () => {
  const file = join(import.meta.dirname, 'payloads', 'rds-failover.json')
  expect(read()).toEqual(parseTransitions(JSON.parse(readFileSync(file, 'utf8'))))
})

test('an event that ends troubles closes each of them', () => {
  const ended = read({ 'Event ID': 'RDS-EVENT-0015', 'Event Message': 'Multi-AZ instance failover completed' })
  expect(ended.map(({ state, title }) => [state, title])).toEqual([
    ['OK', 'Database shop: failover'],
    ['OK', 'Database shop: failover failed'],
  ])
})

test('any other is told with a title and words for people', () => {
  const message = `Finished DB Instance backup ${'x'.repeat(200)}`
  expect(read({ 'Event ID': 'see RDS-EVENT-0002', 'Event Message': message })).toMatchObject([
    {
      name: 'rds/shop',
      title: `Database shop: ${message.slice(0, 80)}`,
      state: 'ALARM',
      severity: 'warning',
      at: '2026-11-21T02:30:00.293Z',
      reason: `${message}\nRDS-EVENT-0002`,
      region: 'ap-northeast-2',
    },
  ])
})

test('one without its time, its ARN and its number is told all the same', () => {
  const bare = { 'Event Time': undefined, 'Source ARN': undefined, 'Event ID': undefined }
  expect(read({ ...bare, 'Event Source': 'db-cluster' })).toMatchObject([
    {
      name: 'rds/shop',
      title: 'Database shop: Multi-AZ instance failover started.',
      at: Timestamp,
      reason: said['Event Message'],
    },
  ])
})

test.each([
  ['of another service', { 'Event Source': 'replication-instance' }],
  ['without words', { 'Event Message': '' }],
  ['without a source', { 'Source ID': undefined }],
])('a message %s is told as its text', (_, more) => {
  expect(read(more)).toMatchObject([{ name: 'RDS Notification Message', state: 'ALARM' }])
})

/** Numbers of RDS's events, from its user guide and Aurora's, with the troubles that each begins and ends. */
const byNumber: Readonly<Record<string, readonly number[]>> = {
  'ALARM info: shut down': [4],
  'OK info: shut down': [6, 87, 88, 150, 151],
  'ALARM critical: restart failed': [22],
  'OK critical: restart failed': [6],
  'ALARM critical: failover': [13, 50, 72, 73],
  'OK critical: failover': [15, 49, 51, 65, 71],
  'ALARM critical: failover failed': [34, 69],
  'OK critical: failover failed': [15, 49, 51, 71],
  'ALARM critical: recovery': [20, 52, 361],
  'OK critical: recovery': [21, 53, 362],
  'ALARM critical: replication stopped': [45, 57],
  'OK critical: replication stopped': [46],
  'ALARM critical: encryption key out of reach': [418, 419],
  'OK critical: encryption key out of reach': [420],
  'ALARM critical: storage is full': [7, 221, 222, 227],
  'OK critical: storage is full': [17, 218],
  'ALARM warning: storage is low': [89, 223, 224],
  'OK warning: storage is low': [17, 218],
  'ALARM critical: instance failed': [31, 35, 36],
  'ALARM warning: stop failed': [152],
  'OK warning: stop failed': [150],
  'ALARM warning: started by RDS': [153, 154],
  'OK warning: started by RDS': [87, 150],
  'ALARM warning: word of AWS': [44],
}

test('every number of a trouble begins and ends what it should, and no other does', () => {
  for (let number = 1; number <= 430; number += 1) {
    const event = `RDS-EVENT-${String(number).padStart(4, '0')}`
    const found = read({ 'Event ID': event, 'Event Message': 'x' }).map(
      ({ state, severity, title }) => `${state} ${severity}: ${title?.replace('Database shop: ', '')}`,
    )
    const expected = Object.entries(byNumber).flatMap(([words, numbers]) => (numbers.includes(number) ? [words] : []))
    expect([event, found]).toEqual([event, expected.length > 0 ? expected : ['ALARM warning: x']])
  }
})

test('an event of EventBridge whose database has a name of one letter is one of RDS, and one without is not', () => {
  const event = (SourceIdentifier: string) =>
    parseTransitions({
      version: '0',
      id: '00000000-0000-4000-8000-000000000001',
      'detail-type': 'RDS DB Instance Event',
      source: 'aws.rds',
      account: '123456789012',
      time: '2026-11-21T02:30:00Z',
      region: 'ap-northeast-2',
      resources: [],
      detail: { SourceIdentifier, EventID: 'RDS-EVENT-0013', Message: 'x' },
    })
  expect(event('a')).toMatchObject([{ title: 'Database a: failover' }])
  expect(event('')[0]?.title ?? '').not.toMatch(/^Database/)
})
