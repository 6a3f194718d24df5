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
