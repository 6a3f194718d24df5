import type { LifecycleRule } from '@aws-sdk/client-s3'
import { sendable } from '../../../functions/lifecycle/rules/sendable.ts'
import { canonical } from '../../../shared/lifecycle/canonical.ts'

const base: LifecycleRule = { ID: 'theirs', Status: 'Enabled', Expiration: { Days: 9 } }
const tag = { Key: 'k', Value: 'v' }

test.each<[string, Partial<LifecycleRule>, LifecycleRule['Filter']]>([
  ['no filter at all', {}, { Prefix: '' }],
  ['an empty filter', { Filter: {} }, {}],
  ['the older prefix', { Prefix: 'a/' }, { Prefix: 'a/' }],
  ['the older prefix beside an empty filter', { Prefix: 'a/', Filter: {} }, { Prefix: 'a/' }],
  ['the older prefix beside a tag', { Prefix: 'a/', Filter: { Tag: tag } }, { And: { Prefix: 'a/', Tags: [tag] } }],
  ['an And of one prefix', { Filter: { And: { Prefix: 'a/' } } }, { Prefix: 'a/' }],
  ['an And of one tag', { Filter: { And: { Tags: [tag] } } }, { Tag: tag }],
  ['an And of one size', { Filter: { And: { ObjectSizeGreaterThan: 9 } } }, { ObjectSizeGreaterThan: 9 }],
  ['an And of an upper size', { Filter: { And: { ObjectSizeLessThan: 9, Tags: [] } } }, { ObjectSizeLessThan: 9 }],
  ['an And of nothing', { Filter: { And: {} } }, {}],
  ['an And of two', { Filter: { And: { Prefix: '', Tags: [tag] } } }, { And: { Prefix: '', Tags: [tag] } }],
  [
    'an And of two tags',
    { Filter: { And: { Tags: [tag, { Key: 'l', Value: '' }] } } },
    { And: { Tags: [tag, { Key: 'l', Value: '' }] } },
  ],
  ['one of everything', { Filter: { Prefix: 'a/', Tag: tag } }, { And: { Prefix: 'a/', Tags: [tag] } }],
])('%s is sent as S3 takes it, and means the same', (_, given, Filter) => {
  const rule = { ...base, ...given }
  const sent = sendable(rule)
  expect(sent).toEqual({ ...base, Filter })
  expect('Prefix' in sent).toBe(false)
  if (!('Prefix' in given && 'Filter' in given)) expect(canonical(sent)).toEqual(canonical(rule))
})

test('an element about delete markers that says no is left out beside days, and where it is alone', () => {
  expect(sendable({ ...base, Expiration: { Days: 9, ExpiredObjectDeleteMarker: false } }).Expiration).toEqual({
    Days: 9,
  })
  expect(sendable({ ...base, Expiration: { ExpiredObjectDeleteMarker: true } }).Expiration).toEqual({
    ExpiredObjectDeleteMarker: true,
  })
  expect('Expiration' in sendable({ ...base, Expiration: { ExpiredObjectDeleteMarker: false } })).toBe(false)
})
