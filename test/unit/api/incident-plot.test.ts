import { plotWindow, readIncidentPlot } from '../../../api/alerts/incident-plot.ts'
import { instantOfInput, localInput } from '../../../functions/console/view/local-input.ts'

const at = (text: string): Date => new Date(text)
const minutes = ({ from, until }: { readonly from: Date; readonly until: Date }): number =>
  (until.getTime() - from.getTime()) / 60_000

describe('what is plotted of an incident', () => {
  const openedAt = '2026-11-30T02:00:30.000Z'

  test('an hour before it of looks of a minute, until now', () => {
    const window = plotWindow({ period: 60 }, { openedAt, closedAt: undefined }, at('2026-11-30T03:00:00Z'))
    expect(window).toEqual({ from: at('2026-11-30T01:00:00Z'), until: at('2026-11-30T03:01:00Z'), period: 60 })
  })

  test('of one that is over, some looks after its end, and never the future', () => {
    const closedAt = '2026-11-30T02:30:00.000Z'
    expect(plotWindow({ period: 60 }, { openedAt, closedAt }, at('2026-11-30T09:00:00Z')).until).toEqual(
      at('2026-11-30T02:43:00Z'),
    )
    expect(plotWindow({ period: 60 }, { openedAt, closedAt }, at('2026-11-30T02:31:00Z')).until).toEqual(
      at('2026-11-30T02:32:00Z'),
    )
  })

  test('one that has been open for a week is shown by its first thousand looks', () => {
    const window = plotWindow({ period: 60 }, { openedAt, closedAt: undefined }, at('2026-12-07T02:00:00Z'))
    expect(minutes(window)).toBe(1_001)
  })

  test.each([
    [10, 10, 60],
    [14, 60, 60],
    [20, 60, 300],
    [20, 900, 900],
    [20, 420, 600],
    [70, 60, 3_600],
    [70, 86_400, 86_400],
  ])('after %i days looks of %i seconds are asked for by %i', (days, period, expected) => {
    const now = new Date(Date.parse(openedAt) + days * 86_400_000)
    const closedAt = '2026-11-30T02:30:00.000Z'
    const window = plotWindow({ period }, { openedAt, closedAt }, now)
    expect(window.period).toBe(expected)
    expect((window.from.getTime() / 1_000) % expected).toBe(0)
  })

  test.each([
    ['Sum', undefined],
    ['SampleCount', undefined],
    ['Maximum', 5],
    [undefined, 5],
  ])('over longer looks than the alarm’s, the threshold of %s is %s', async (statistic, threshold) => {
    const plot = await readIncidentPlot(
      {
        connect: () => ({ send: async () => ({}) }) as never,
        config: { region: 'ap-northeast-2' } as never,
        now: () => at('2027-01-10T00:00:00Z'),
      },
      {
        id: '0123456789abcdef',
        openedAt,
        closedAt: '2026-11-30T02:30:00.000Z',
        metric: { namespace: 'N', name: 'm', dimensions: {}, period: 60, threshold: 5, statistic },
      },
    )
    expect(plot).toMatchObject({ points: [], period: 300 })
    expect(plot && 'threshold' in plot ? plot.threshold : undefined).toBe(threshold)
  })

  test('an alarm of another region is asked for there, and a metric of another account by its number', async () => {
    const asked: { region?: unknown; input?: unknown }[] = []
    await readIncidentPlot(
      {
        connect: (_, options) =>
          ({
            send: async ({ input }: { readonly input: unknown }) => {
              asked.push({ ...options, input })
              return {}
            },
          }) as never,
        config: { region: 'ap-northeast-2' } as never,
        now: () => at('2026-11-30T03:00:00Z'),
      },
      {
        id: '0123456789abcdef',
        arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:x',
        openedAt,
        closedAt: undefined,
        metric: { namespace: 'N', name: 'm', dimensions: {}, account: '111122223333' },
      },
    )
    expect(asked).toMatchObject([
      { region: 'us-east-1', input: { MetricDataQueries: [{ AccountId: '111122223333' }] } },
    ])
  })
})

describe('times of forms', () => {
  const reader = { zone: 'Europe/Berlin', language: 'en' } as const

  test.each([
    ['2026-07-01T09:00', '2026-07-01T07:00:00.000Z'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    // Skipped by the change of clocks: as much later as they jump.
    ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    // Twice: the first.
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['', undefined],
  ])('%s in Berlin is %s', (text, instant) => {
    expect(instantOfInput(text, 'Europe/Berlin', reader)).toBe(instant)
  })

  test.each(['2026-02-30T09:00', '2026-13-01', '25:00', 'now', '2026-07-01T29:00', '<script>'])(
    '%s is not a time',
    (text) => {
      expect(() => instantOfInput(text, 'Europe/Berlin', reader)).toThrow('is not a time')
    },
  )

  test('a zone that nobody knows is the reader’s, and what was read is written so again', () => {
    const instant = instantOfInput('2026-07-01T09:00', 'Moon/Base', reader) ?? ''
    expect(localInput('Europe/Berlin', instant)).toBe('2026-07-01T09:00')
  })
})
