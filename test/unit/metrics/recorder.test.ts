import { dimensionNames, looksLikeId } from '../../../shared/metrics/dimensions.ts'
import { makeRecorder } from '../../../shared/metrics/recorder.ts'
import { readEmf } from './read-emf.ts'

const start = (options: { budget?: number; hold?: number; capability?: string } = {}) => {
  const lines: string[] = []
  const metrics = makeRecorder({
    namespace: 'Shop',
    capability: 'jobs',
    write: (line) => lines.push(line),
    now: () => 1_795_219_200_000,
    ...options,
  })
  return { metrics, lines, told: () => lines.flatMap(readEmf) }
}

const capability = { Capability: 'jobs' }

describe('the metrics API', () => {
  test('writes what CloudWatch reads: definition, dimensions and value in one object', () => {
    const { metrics, lines } = start()
    metrics.add('RunsFailed', 1, { dimensions: { Job: 'nightly-report' } })
    metrics.flush()
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: 1_795_219_200_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Shop',
              Dimensions: [['Capability', 'Job']],
              Metrics: [{ Name: 'RunsFailed', Unit: 'Count' }],
            },
          ],
        },
        Capability: 'jobs',
        Job: 'nightly-report',
        RunsFailed: 1,
      },
    ])
  })

  test('writes nothing where nothing was added, and nothing twice', () => {
    const { metrics, lines } = start()
    metrics.flush()
    metrics.add('A', 1)
    metrics.flush()
    metrics.flush()
    expect(lines).toHaveLength(1)
  })

  test('a million samples of 150 values are two lines', () => {
    const { metrics, lines, told } = start()
    for (let index = 0; index < 1_000_000; index += 1) metrics.add('Took', index % 150, { unit: 'Milliseconds' })
    metrics.flush()
    expect(lines).toHaveLength(2)
    expect(told().reduce((sum, { count }) => sum + count, 0)).toBe(1_000_000)
  })

  test('many samples carry what their statistics are made of', () => {
    const { metrics, lines } = start()
    for (let index = 0; index < 200; index += 1) metrics.add('Took', index % 2 === 0 ? 3 : -1)
    metrics.flush()
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      Took: { Values: [3, -1], Counts: [100, 100], Max: 3, Min: -1, Count: 200, Sum: 200 },
    })
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 361, -(2 ** 361)])(
    'refuses and counts %p',
    (value) => {
      const { metrics, told } = start()
      metrics.add('Took', value)
      metrics.flush()
      expect(told()).toEqual([{ name: 'MetricValuesRefused', value: 1, count: 1, dimensions: capability }])
    },
  )

  test('takes the largest value that CloudWatch takes', () => {
    const { metrics, told } = start()
    metrics.add('Took', 2 ** 360)
    metrics.flush()
    expect(told()).toEqual([{ name: 'Took', value: 2 ** 360, count: 1, dimensions: capability }])
  })

  test('keeps a sample whose dimension is an id, without that dimension', () => {
    const { metrics, told } = start()
    metrics.add('Took', 7, { dimensions: { Job: 'sync', Cause: '203.0.113.9' } })
    metrics.flush()
    expect(told()).toContainEqual({ name: 'Took', value: 7, count: 1, dimensions: { ...capability, Job: 'sync' } })
    expect(told()).toContainEqual({ name: 'MetricDimensionsRefused', value: 1, count: 1, dimensions: capability })
  })

  test('drops a dimension that no type let through', () => {
    const { metrics, told } = start()
    const smuggled = { RequestId: 'a', Job: 5 } as unknown as Record<string, string>
    metrics.add('Took', 7, { dimensions: smuggled })
    metrics.flush()
    expect(told()).toContainEqual({ name: 'Took', value: 7, count: 1, dimensions: capability })
  })

  test('folds what is beyond the budget, over flushes, and says so', () => {
    const { metrics, told } = start({ budget: 2 })
    for (const job of ['one', 'two', 'three', 'one']) {
      metrics.add('Runs', 1, { dimensions: { Job: job } })
      metrics.flush()
    }
    const runs = told().filter(({ name }) => name === 'Runs')
    expect(runs.map(({ dimensions }) => dimensions.Job)).toEqual(['one', 'two', undefined, 'one'])
    expect(told().filter(({ name }) => name === 'MetricDimensionsFolded')).toHaveLength(1)
  })

  test('takes a hundred sets of dimensions where nothing else is said', () => {
    const { metrics, told } = start()
    for (let index = 0; index < 103; index += 1) metrics.add('Runs', 1, { dimensions: { Job: `job-${index}` } })
    metrics.flush()
    expect(told().filter(({ dimensions }) => dimensions.Job !== undefined)).toHaveLength(100)
    expect(told()).toContainEqual({ name: 'MetricDimensionsFolded', value: 1, count: 3, dimensions: capability })
  })

  test('keeps for the next flush what could not be written', () => {
    const lines: string[] = []
    let broken = true
    const write = (line: string) => {
      if (broken) throw new Error('EPIPE')
      lines.push(line)
    }
    const metrics = makeRecorder({ namespace: 'Shop', write, now: () => 0 })
    metrics.add('A', 1)
    metrics.flush()
    broken = false
    metrics.add('A', 1)
    metrics.flush()
    expect(lines.flatMap(readEmf)).toEqual([{ name: 'A', value: 1, count: 2, dimensions: {} }])
  })

  test('writes by itself before it holds too much', () => {
    const { metrics, lines } = start({ hold: 10 })
    for (let index = 0; index < 10; index += 1) metrics.add('Took', index)
    expect(lines).toHaveLength(1)
  })

  test('a write that keeps failing is not tried at every further value', () => {
    let writes = 0
    let broken = true
    const lines: string[] = []
    const write = (line: string) => {
      writes += 1
      if (broken) throw new Error('EPIPE')
      lines.push(line)
    }
    const metrics = makeRecorder({ namespace: 'Shop', write, now: () => 0 })
    for (let index = 0; index < 30_000; index += 1) metrics.add('Took', index)
    // Hundred values a line: at 10,000 and at 20,000.
    expect(writes).toBe(300)
    broken = false
    metrics.flush()
    const told = lines.flatMap(readEmf).filter(({ name }) => name === 'Took')
    expect(told).toHaveLength(30_000)
  })

  test('what there is no room for while writing fails is counted', () => {
    let broken = true
    const lines: string[] = []
    const write = (line: string) => {
      if (broken) throw new Error('EPIPE')
      lines.push(line)
    }
    const metrics = makeRecorder({ namespace: 'Shop', write, now: () => 0, hold: 10 })
    for (let index = 0; index < 150; index += 1) metrics.add('Took', index)
    broken = false
    metrics.flush()
    const told = lines.flatMap(readEmf)
    expect(told.filter(({ name }) => name === 'Took')).toHaveLength(100)
    expect(told).toContainEqual({ name: 'MetricValuesDropped', value: 50, count: 1, dimensions: {} })
    metrics.add('Took', 1)
    metrics.flush()
    expect(lines.flatMap(readEmf).filter(({ name }) => name === 'MetricValuesDropped')).toHaveLength(1)
    broken = true
    for (let index = 0; index < 101; index += 1) metrics.add('Took', index)
    broken = false
    metrics.flush()
    expect(lines.flatMap(readEmf)).toContainEqual({ name: 'MetricValuesDropped', value: 1, count: 1, dimensions: {} })
  })

  test('never throws, whatever it is given', () => {
    const { metrics, told } = start()
    const add = metrics.add as (...given: unknown[]) => void
    const hostile = {
      get unit(): never {
        throw new Error('no')
      },
    }
    for (const given of [
      [],
      [undefined, 1],
      [null, 1],
      [Symbol('a'), 1],
      [{}, 1],
      ['Took', undefined],
      ['Took', 1n],
      ['Took', '1'],
      ['Took', 1, hostile],
    ])
      add(...given)
    metrics.flush()
    expect(told()).toEqual([{ name: 'MetricValuesRefused', value: 1, count: 9, dimensions: capability }])
  })

  test('takes null for what was not given, and an unknown unit for none', () => {
    const { metrics, lines, told } = start()
    const add = metrics.add as (...given: unknown[]) => void
    add('Took', 1, null)
    add('Took', 1, { dimensions: null, unit: null })
    add('Took', 1, { dimensions: { Job: null, Cause: undefined } })
    add('Took', 1, { dimensions: 'sync' })
    add('Far', 1, { unit: 'Furlongs' })
    metrics.flush()
    expect(told().filter(({ name }) => name === 'Took')).toEqual([
      { name: 'Took', value: 1, count: 4, dimensions: capability },
    ])
    expect(lines.join()).toContain('{"Name":"Far","Unit":"None"}')
  })

  test('a clock that fails neither stops the program nor loses a sample', () => {
    const lines: string[] = []
    let broken = true
    const now = () => {
      if (broken) throw new Error('no clock')
      return 0
    }
    const metrics = makeRecorder({ namespace: 'Shop', write: (line) => lines.push(line), now })
    metrics.add('Took', 1)
    expect(() => metrics.flush()).not.toThrow()
    broken = false
    metrics.flush()
    expect(lines.flatMap(readEmf)).toContainEqual({ name: 'Took', value: 1, count: 1, dimensions: {} })
  })

  test.each(['Mina Kim', 'Mina', '김민아', 'MINA', 'mina.kim', "O'Brien", 'mina kim', 'José'])(
    'the name of a person, as people write it, is no cause: %s',
    (value) => {
      const { metrics, told } = start()
      metrics.add('Took', 7, { dimensions: { Cause: value, Job: 'sync' } })
      metrics.flush()
      expect(told()).toContainEqual({ name: 'Took', value: 7, count: 1, dimensions: { ...capability, Job: 'sync' } })
    },
  )

  test('a metric may be named like a dimension', () => {
    const { metrics, told } = start()
    metrics.add('Job', 1, { dimensions: { Job: 'sync' } })
    metrics.flush()
    expect(told()).toEqual([{ name: 'Job_', value: 1, count: 1, dimensions: { ...capability, Job: 'sync' } }])
  })

  test('has fewer dimensions than CloudWatch allows', () => {
    expect(dimensionNames.length + 1).toBeLessThan(30)
  })
})

describe('what looks like an id', () => {
  test.each([
    '6f1c2d3e-4b5a-4c6d-8e7f-0123456789ab',
    'run-6F1C2D3E-4B5A-4C6D-8E7F-0123456789AB',
    'arn:aws:ecs:ap-northeast-2:123456789012:task/shop/abc',
    '203.0.113.9',
    '203.0.113.9:443',
    '2001:db8::1',
    'd41d8cd98f00b204e9800998ecf8427e',
    'd41d8cd98f00b204e9800998ecf8427e-12',
    'i-0abc123def4567890',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '1795219200',
    'order-123456789012',
    '+12025550101',
    '2026-11-21T00:00:00Z',
    'logs/2026/11/21/',
    'mina@corner-shop.example',
    '2026-11',
    '2026/11/',
    '2026.11.21',
    '2026_11_21',
    '20261121',
    'backup-20261121',
    '21.11.2026',
    '21-11-2026',
    '11/21/2026',
    '11/21/26',
    '21 Nov 2026',
    'nov-21',
    'November 21, 2026',
    '21st december',
    '2026-W47',
    '2026-325',
    '2026년 11월',
    '12:34',
    'T09:05:00Z',
    '010-1234-5678',
    '(202) 555-0101',
    '+1 202 555 0101',
    '202.555.0101',
    '555-0101',
    '02-123-4567',
    '+49 (0) 30 / 1234567',
    '０１０-１２３４-５６７８',
    'order1234567',
  ])('%s', (value) => {
    expect(looksLikeId('Cause', value)).toBe(true)
  })

  test.each([
    'nightly-report',
    'sync-stock-2',
    'photos/originals/',
    'corner-shop-data-database7f3a91c2-kq1w2e3r4t5y',
    'shop.example',
    '*.shop.example',
    'essential-container-exited',
    'large',
    'webp',
    'orders.fifo',
    '2026',
    'market-2',
    'maybe-1',
    'api-1.2.34',
    'sync-1-2-3',
    'junit-5',
  ])('not %s', (value) => {
    expect(looksLikeId('Cause', value)).toBe(false)
  })

  test("a bucket may carry its account's number, and nothing else may", () => {
    expect(looksLikeId('Bucket', 'shop-123456789012-uploads')).toBe(false)
    expect(looksLikeId('Bucket', 'shop-1234567890123')).toBe(true)
    expect(looksLikeId('Queue', 'shop-123456789012')).toBe(true)
  })
})
