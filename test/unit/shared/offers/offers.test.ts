import { scheduleHint } from '../../../../shared/config/offers/crontab.ts'
import { offerDuration } from '../../../../shared/config/offers/durations.ts'
import { offerBucket, offerImage, offerName, offerVariable } from '../../../../shared/config/offers/names.ts'
import { offerPhone } from '../../../../shared/config/offers/phones.ts'
import { offerRegion } from '../../../../shared/config/offers/regions.ts'
import { offerBoolean, offerCpu, offerMemory, offerNumber } from '../../../../shared/config/offers/scalars.ts'
import { offerDate, offerInstant, offerTimeOfDay } from '../../../../shared/config/offers/times.ts'
import { otherNames, zonesByOffset } from '../../../../shared/config/offers/zone-names.ts'
import { offerZone } from '../../../../shared/config/offers/zones.ts'
import { scheduleProblem } from '../../../../shared/schedule.ts'

const now = new Date('2026-11-21T00:00:00Z')

test.each<[unknown, string | undefined]>([
  [600, '10 minutes'],
  [90, '90 seconds'],
  [86_400, '1 day'],
  ['600', '10 minutes'],
  ['10m', '10 minutes'],
  ['10 min', '10 minutes'],
  ['1h', '1 hour'],
  ['1h30m', '90 minutes'],
  ['PT10M', '10 minutes'],
  ['P1D', '1 day'],
  ['1.5 hours', '90 minutes'],
  ['an hour', '1 hour'],
  ['half an hour', '30 minutes'],
  ['ten minutes', '10 minutes'],
  ['00:10:00', '10 minutes'],
  ['2 weeks', '14 days'],
  ['10분', '10 minutes'],
  ['5 minutes and 30 seconds', '330 seconds'],
  ['1 month', undefined],
  ['soon', undefined],
  [0, undefined],
  [-5, undefined],
  [0.5, undefined],
  [Number.NaN, undefined],
  [true, undefined],
])('the duration %p is %p', (value, offer) => {
  expect(offerDuration(value)).toBe(offer)
})

test.each<[unknown, string | undefined]>([
  ['Seoul', 'Asia/Seoul'],
  ['seoul', 'Asia/Seoul'],
  ['asia/seoul', 'Asia/Seoul'],
  ['Soul', 'Asia/Seoul'],
  ['Asia/Soul', 'Asia/Seoul'],
  ['Asia/Busan', 'Asia/Seoul'],
  ['서울', 'Asia/Seoul'],
  ['KST', 'Asia/Seoul'],
  ['GMT+9', 'Asia/Seoul'],
  ['UTC+09:00', 'Asia/Seoul'],
  ['+0900', 'Asia/Seoul'],
  ['Korea Standard Time', 'Asia/Seoul'],
  ['new_york', 'America/New_York'],
  ['New York', 'America/New_York'],
  ['PST', 'America/Los_Angeles'],
  ['San Francisco', 'America/Los_Angeles'],
  ['Europa/Berlin', 'Europe/Berlin'],
  ['Munich', 'Europe/Berlin'],
  ['+5:30', 'Asia/Kolkata'],
  ['utc', 'UTC'],
  ['CST', undefined],
  ['GMT+25', undefined],
  ['somewhere', undefined],
  ['', undefined],
  [9, undefined],
])('the zone %p is %p', (value, offer) => {
  expect(offerZone(value)).toBe(offer)
})

test('each offset has a zone that keeps it all year', () => {
  const offsetOf = (timeZone: string, at: string): string | undefined =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(new Date(at))
      .find(({ type }) => type === 'timeZoneName')?.value
  for (const [minutes, zone] of zonesByOffset)
    for (const at of ['2027-01-15', '2027-07-15']) {
      const [, sign = '+', hours = '0', rest = '0'] =
        /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(offsetOf(zone, at) ?? '-') ?? []
      expect([zone, (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(rest))]).toEqual([zone, minutes])
    }
})

test('each other name stands for a zone that Node knows, and for one only', () => {
  for (const [, zone] of otherNames) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow()
  const names = otherNames.map(([name]) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each<[string, string]>([
  ['0 2 * * *', 'cron(0 2 * * ? *)'],
  ['*/5 * * * *', 'cron(0/5 * * * ? *)'],
  ['0 2 * * 1-5', 'cron(0 2 ? * MON-FRI *)'],
  ['0 2 * * Mon-Fri', 'cron(0 2 ? * MON-FRI *)'],
  ['0 2 * * 0', 'cron(0 2 ? * SUN *)'],
  ['0 2 * * 7', 'cron(0 2 ? * SUN *)'],
  ['0 2 * * 0-6', 'cron(0 2 * * ? *)'],
  ['0 2 * * 1,3,5', 'cron(0 2 ? * MON,WED,FRI *)'],
  ['0 22 * * 5-7', 'cron(0 22 ? * SUN,FRI,SAT *)'],
  ['0 2 * * */2', 'cron(0 2 ? * SUN,TUE,THU,SAT *)'],
  ['0 9 * * 5L', 'cron(0 9 ? * FRIL *)'],
  ['0 9 * jan-mar mon', 'cron(0 9 ? JAN-MAR MON *)'],
  ['15 14 1 * *', 'cron(15 14 1 * ? *)'],
  ['23 0-20/2 * * *', 'cron(23 0-20/2 * * ? *)'],
  ['0 0 L * *', 'cron(0 0 L * ? *)'],
  ['@daily', 'cron(0 0 * * ? *)'],
  ['@midnight', 'cron(0 0 * * ? *)'],
  ['@weekly', 'cron(0 0 ? * SUN *)'],
  ['@monthly', 'cron(0 0 1 * ? *)'],
  ['@yearly', 'cron(0 0 1 1 ? *)'],
  ['@hourly', 'cron(0 * * * ? *)'],
  ['daily', 'cron(0 0 * * ? *)'],
  ['@every 5m', 'rate(5 minutes)'],
  ['every 5 minutes', 'rate(5 minutes)'],
  ['every hour', 'rate(1 hour)'],
  ['rate(5m)', 'rate(5 minutes)'],
  ['rate(1 week)', 'rate(7 days)'],
  ['cron(0 2 * * *)', 'cron(0 2 * * ? *)'],
  ['cron(30 2 * * * *)', 'cron(30 2 * * ? *)'],
  ['0 2 * * ? *', 'cron(0 2 * * ? *)'],
  ['0 0 2 * * ?', 'cron(0 2 * * ? *)'],
  ['02:30', 'cron(30 2 * * ? *)'],
  ['2027-01-01 09:00', 'at(2027-01-01T09:00:00)'],
])('the schedule %p is %p', (value, offer) => {
  expect(scheduleHint(value, now)).toBe(` — did you mean "${offer}"?`)
  expect(scheduleProblem(offer, 'UTC', now)).toBeUndefined()
})

test.each<[string, RegExp]>([
  ['@reboot', /^; @reboot has no time/],
  ['0 0 1,15 * 5', /two schedules: cron\(0 0 1,15 \* \? \*\) and cron\(0 0 \? \* FRI \*\)$/],
  ['0 2 */2 * 1', /^; EventBridge cannot ask for a day of the month and a day of the week at once/],
  ['H 2 * * *', /^; "H" lets another scheduler choose/],
  ['rate(30 seconds)', /whole number of minutes/],
  ['CRON_TZ=Asia/Seoul 0 2 * * *', /^; write cron\(0 2 \* \* \? \*\), and zone: 'Asia\/Seoul' beside it$/],
  ['61 * * * *', /^$/],
  ['nonsense', /^$/],
  ['', /^$/],
])('the schedule %p cannot be had as it is, which is said where it is known', (value, hint) => {
  expect(scheduleHint(value, now)).toMatch(hint)
})

test.each<[unknown, object, string | undefined]>([
  ['010-1234-5678', { zone: 'Asia/Seoul' }, '+821012345678'],
  ['010 1234 5678', { language: 'ko' }, '+821012345678'],
  [1_012_345_678, { zone: 'Asia/Seoul' }, '+821012345678'],
  ['821012345678', { zone: 'Asia/Seoul' }, '+821012345678'],
  ['+82 10-1234-5678', {}, '+821012345678'],
  ['+82 (0)10 1234 5678', {}, '+821012345678'],
  ['00821012345678', {}, '+821012345678'],
  ['(202) 555-0101', { zone: 'America/New_York' }, '+12025550101'],
  ['1-202-555-0101', { zone: 'America/Los_Angeles' }, '+12025550101'],
  ['0151 23456789', { zone: 'Europe/Berlin' }, '+4915123456789'],
  ['07700 900123', { zone: 'Europe/London' }, '+447700900123'],
  ['090-1234-5678', { zone: 'Asia/Tokyo' }, '+819012345678'],
  ['06 12 34 56 78', { zone: 'Europe/Paris' }, '+33612345678'],
  ['98765 43210', { zone: 'Asia/Kolkata' }, '+919876543210'],
  ['333 1234567', { zone: 'Europe/Rome' }, '+393331234567'],
  ['010-1234-5678', {}, undefined],
  ['02-555-1234', { zone: 'Asia/Seoul' }, undefined],
  ['010-1234-5678', { zone: 'Nowhere' }, undefined],
  ['call me', { zone: 'Asia/Seoul' }, undefined],
])('the number %p beside %j is %p', (value, beside, offer) => {
  expect(offerPhone(value, beside)).toBe(offer)
})

test.each<[unknown, string | undefined]>([
  ['9:00', '09:00'],
  ['9', '09:00'],
  [9, '09:00'],
  ['9am', '09:00'],
  ['9:30 PM', '21:30'],
  ['12am', '00:00'],
  ['0900', '09:00'],
  ['24:00', '00:00'],
  ['09:00:00', '09:00'],
  ['9h30', '09:30'],
  ['25:00', undefined],
  ['13pm', undefined],
  ['later', undefined],
])('the time %p is %p', (value, offer) => {
  expect(offerTimeOfDay(value)).toBe(offer)
})

test.each<[unknown, string | undefined]>([
  ['2026-1-5', '2026-01-05'],
  ['2026/01/05', '2026-01-05'],
  ['2026.1.5', '2026-01-05'],
  [20_260_105, '2026-01-05'],
  ['5 Jan 2026', '2026-01-05'],
  ['January 5th, 2026', '2026-01-05'],
  ['05.01.2026', '2026-01-05'],
  ['13/01/2026', '2026-01-13'],
  ['01/13/2026', '2026-01-13'],
  ['2026-02-30', '2026-02-28'],
  ['2026-01-05T00:00:00Z', '2026-01-05'],
  [new Date('2026-01-05'), '2026-01-05'],
  ['01/05/2026', undefined],
  ['2026-13-01', undefined],
  ['tomorrow', undefined],
])('the date %p is %p', (value, offer) => {
  expect(offerDate(value)).toBe(offer)
})

test.each<[unknown, string | undefined]>([
  ['2026-12-24 09:00+09:00', '2026-12-24T09:00:00+09:00'],
  ['2026-12-24T09:00:00+0900', '2026-12-24T09:00:00+09:00'],
  ['2026-12-24 9:00:00 +09', '2026-12-24T09:00:00+09:00'],
  ['2026-12-24T09:00Z', '2026-12-24T09:00:00Z'],
  [new Date('2026-12-24T00:00:00Z'), '2026-12-24T00:00:00Z'],
  ['2026-12-24T09:00:00', undefined],
])('the instant %p is %p', (value, offer) => {
  expect(offerInstant(value)).toBe(offer)
})

test.each<[string, string | undefined]>([
  ['Seoul', 'ap-northeast-2'],
  ['AP-NORTHEAST-2', 'ap-northeast-2'],
  ['ap_northeast_2', 'ap-northeast-2'],
  ['ap-northeast-2a', 'ap-northeast-2'],
  ['us-esat-1', 'us-east-1'],
  ['us-east1', 'us-east-1'],
  ['eu-centrall-1', 'eu-central-1'],
  ['mars', undefined],
])('the region %p is %p', (value, offer) => {
  expect(offerRegion(value)).toBe(offer)
})

test.each<[string, string | undefined]>([
  ['s3://shop-photos/2026/', 'shop-photos'],
  ['arn:aws:s3:::shop-photos', 'shop-photos'],
  ['arn:aws-cn:s3:::shop-photos/*', 'shop-photos'],
  ['https://shop-photos.s3.eu-west-1.amazonaws.com/a.jpg', 'shop-photos'],
  ['https://s3.eu-west-1.amazonaws.com/shop-photos/a.jpg', 'shop-photos'],
  ['Shop-Photos', 'shop-photos'],
  ['shop_photos', undefined],
])('the bucket %p is %p', (value, offer) => {
  expect(offerBucket(value)).toBe(offer)
})

test('names, variables, images and numbers', () => {
  expect(['Corner Shop', 'nightlyReport', 'orders_waiting', 'Zoë', '9'].map(offerName)).toEqual([
    'corner-shop',
    'nightly-report',
    'orders-waiting',
    'zoe',
    undefined,
  ])
  expect(['SHOP-KEY', 'shop.key', 'NIGHTSHIFT_A', '1A'].map(offerVariable)).toEqual([
    'SHOP_KEY',
    'shop_key',
    undefined,
    undefined,
  ])
  const isImage = (text: string): boolean => /^[\w./-]+(:[\w.-]+)?$/.test(text)
  expect(
    ['https://quay.io/a:1', 'busybox : 1.37', 'busybox::1', 'busybox:'].map((each) => offerImage(each, isImage)),
  ).toEqual(['quay.io/a:1', 'busybox:1.37', 'busybox:1', 'busybox'])
  expect(['8080', ' 5', '1e9', 'x'].map(offerNumber)).toEqual([8080, 5, undefined, undefined])
  expect(['true', 'yes', 0, 'maybe'].map(offerBoolean)).toEqual([true, true, false, undefined])
  expect(['1 GB', '512Mi', '0.5g', '1024', 'much'].map(offerMemory)).toEqual([1024, 512, 512, 1024, undefined])
  const sizes = [256, 512, 1024]
  expect(['1 vCPU', 0.5, '512', 300, 0, 'fast'].map((each) => offerCpu(each, sizes))).toEqual([
    1024,
    512,
    512,
    256,
    undefined,
    undefined,
  ])
})
