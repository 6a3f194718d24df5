import { calendarOf, momentsBetween, wantedAt } from '../../../shared/calendar/index.ts'

const office = calendarOf({
  zone: 'Asia/Seoul',
  rules: [
    { days: 'mon-fri', from: '08:00', until: '20:00', min: 2 },
    { days: 'fri', from: '17:00', until: '24:00', min: 10 },
  ],
  holidays: ['2026-12-25'],
})

test('moments of a week: sizes on Friday, no stop where ranges touch', () => {
  const found = momentsBetween(office, new Date('2026-12-03T00:00:00Z'), new Date('2026-12-06T00:00:00Z'))
  expect(found.map(({ at, state, size }) => [at.toISOString(), state, size?.min])).toEqual([
    ['2026-12-03T11:00:00.000Z', 'stopped', undefined],
    ['2026-12-03T23:00:00.000Z', 'running', 2],
    ['2026-12-04T08:00:00.000Z', 'running', 10],
    ['2026-12-04T15:00:00.000Z', 'stopped', undefined],
  ])
})

test('on a holiday nothing begins, and the calendar says so', () => {
  expect(wantedAt(office, new Date('2026-12-25T03:00:00Z'))).toMatchObject({
    state: 'stopped',
    since: new Date('2026-12-24T11:00:00Z'),
    until: new Date('2026-12-27T23:00:00Z'),
    because: { kind: 'holiday' },
  })
})
