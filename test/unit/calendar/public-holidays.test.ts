import { holidaysNote, type Place, placeProblem, publicHolidays } from '../../../shared/calendar/public-holidays.ts'

const now = new Date('2026-06-15T00:00:00Z')
const datesOf = (place: Place, at = now): string[] => publicHolidays(place, at).holidays.map(({ date }) => date)

test('are those of this year and the two after it, in order, the same on each day of the year', () => {
  const { holidays, until } = publicHolidays({ country: 'DE' }, now)
  expect(until).toBe('2029-01-01')
  expect(holidays[0]).toEqual({ date: '2026-01-01', name: "New Year's Day" })
  expect(holidays.at(-1)).toEqual({ date: '2028-12-26', name: 'Boxing Day' })
  // Nine a year in all of Germany.
  const dates = holidays.map(({ date }) => date)
  expect(dates).toHaveLength(27)
  expect(dates).toEqual([...new Set(dates)].sort())
  for (const day of ['2026-01-01T00:00:00Z', '2026-12-31T23:59:59Z'])
    expect(publicHolidays({ country: 'DE' }, new Date(day))).toEqual({ holidays, until })
})

test('of a part of a country are more, and of a part of that more still', () => {
  const [germany, bavaria, augsburg] = ['', 'BY', 'BY.A'].map((region) => datesOf({ country: 'DE', region }))
  // All Saints' Day, and the Peace Festival of Augsburg.
  expect([germany, bavaria, augsburg].map((dates) => dates?.includes('2026-11-01'))).toEqual([false, true, true])
  expect([germany, bavaria, augsburg].map((dates) => dates?.includes('2026-08-08'))).toEqual([false, false, true])
})

// As Korea's Astronomy and Space Science Institute publishes them; the last two by the same calendar.
test.each([
  [
    '2023-06-15',
    [
      '2023-01-21',
      '2023-01-22',
      '2023-01-23',
      '2024-02-09',
      '2024-02-10',
      '2024-02-11',
      '2025-01-28',
      '2025-01-29',
      '2025-01-30',
    ],
  ],
  [
    '2026-06-15',
    [
      '2026-02-16',
      '2026-02-17',
      '2026-02-18',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2028-01-26',
      '2028-01-27',
      '2028-01-28',
    ],
  ],
])(
  "the Korean New Year begins on the day before it, where the library's days are one late: seen on %s",
  (at, dates) => {
    const { holidays } = publicHolidays({ country: 'KR' }, new Date(`${at}T00:00:00Z`))
    expect(holidays.flatMap(({ name, date }) => (name === 'Korean New Year' ? [date] : []))).toEqual(dates)
  },
)

test('the day that stands in for a Sunday of the Korean New Year stays', () => {
  expect(datesOf({ country: 'KR' })).toEqual(expect.arrayContaining(['2027-02-07', '2027-02-08', '2027-02-09']))
})

// The official almanacs (월력요항) of 2026 and 2027: https://github.com/hyunbinseo/holidays-kr/tree/main/public
const almanac = [
  '2026-01-01 2026-02-16 2026-02-17 2026-02-18 2026-03-01 2026-03-02 2026-05-01 2026-05-05 2026-05-24 2026-05-25 2026-06-03',
  '2026-06-06 2026-07-17 2026-08-15 2026-08-17 2026-09-24 2026-09-25 2026-09-26 2026-10-03 2026-10-05 2026-10-09 2026-12-25',
  '2027-01-01 2027-02-06 2027-02-07 2027-02-08 2027-02-09 2027-03-01 2027-05-01 2027-05-03 2027-05-05 2027-05-13 2027-06-06',
  '2027-07-17 2027-07-19 2027-08-15 2027-08-16 2027-09-14 2027-09-15 2027-09-16 2027-10-03 2027-10-04 2027-10-09 2027-10-11',
  '2027-12-25 2027-12-27',
].flatMap((line) => line.split(' '))

test('of Korea in 2026 and 2027 are those of its official almanac: Labour Day and its substitute day, elections, Constitution Day', () => {
  const found = datesOf({ country: 'KR' })
  expect(found.filter((date) => date < '2028')).toEqual(almanac)
  // 1 May 2028 is a Monday. The day before is a Sunday, the day after Buddha's birthday.
  expect(found.filter((date) => date > '2028-04' && date < '2028-05-04')).toEqual([
    '2028-04-12',
    '2028-05-01',
    '2028-05-02',
  ])
})

test('what no list can have is said with its date', () => {
  expect(holidaysNote({ country: 'KR' })).toMatch(/^As of 2026-11-30: elections after 2028 /)
  expect(holidaysNote({ country: 'DE' })).toBeUndefined()
})

test('of Korea before 2026 have no Labour Day: it was a holiday of employees only', () => {
  const found = datesOf({ country: 'KR' }, new Date('2024-06-15T00:00:00Z'))
  expect(found.filter((date) => /^202[45]-05-0[1-4]$/.test(date))).toEqual([])
  expect(found).toContain('2026-05-01')
})

test('the day for a Labour Day on a holiday is the first day that is none', () => {
  // In 2033 it is a Sunday.
  expect(datesOf({ country: 'KR' }, new Date('2032-06-15T00:00:00Z'))).toEqual(
    expect.arrayContaining(['2033-05-01', '2033-05-02']),
  )
})

test('have each of their days, and the day that stands in for one', () => {
  const korea = publicHolidays({ country: 'KR' }, now).holidays
  expect(
    korea
      .filter(({ name }) => name === 'Korean Thanksgiving')
      .map(({ date }) => date)
      .slice(0, 3),
  ).toEqual(['2026-09-24', '2026-09-25', '2026-09-26'])
  // 1 January 2028 is a Saturday.
  expect(datesOf({ country: 'US' }, new Date('2025-06-15T00:00:00Z'))).toContain('2027-12-31')
})

test.each<[Place, object | undefined]>([
  [{ country: 'DE' }, undefined],
  [{ country: 'XX' }, { key: 'country', allowed: expect.arrayContaining(['DE', 'KR', 'US']) }],
  [{ country: 'DE', region: 'BY' }, undefined],
  [
    { country: 'DE', region: 'XX' },
    { key: 'region', allowed: expect.arrayContaining(['BE', 'BY']) },
  ],
  [{ country: 'DE', region: 'BY.A' }, undefined],
  [
    { country: 'DE', region: 'BY.X' },
    { key: 'region', allowed: expect.arrayContaining(['BY.A']) },
  ],
  [
    { country: 'DE', region: 'BY.A.B' },
    { key: 'region', allowed: expect.arrayContaining(['BE', 'BY']) },
  ],
  [
    { country: 'DE', region: 'BE.X' },
    { key: 'region', allowed: [] },
  ],
  [
    { country: 'KR', region: 'X' },
    { key: 'region', allowed: [] },
  ],
])('a place that nobody knows is named, with what may stand there: %j', (place, problem) => {
  expect(placeProblem(place)).toEqual(problem)
})
