import type { Context } from 'aws-lambda'
import { levelOf, makeLog, redact } from '../../../shared/log.ts'

describe('redact', () => {
  test.each([
    ['Invalid parameter: PhoneNumber +12025550101 is opted out', 'Invalid parameter: PhoneNumber +… is opted out'],
    ['+1 202-555-0101', '+…'],
    ['+1 (202) 555.0101!', '+…!'],
    ['PhoneNumber=%2B12025550101&x', 'PhoneNumber=+…&x'],
    ['Address not verified: <mina@corner-shop.example>', 'Address not verified: <…@…>'],
    ['mina.kim+night@mail.corner-shop.example, joon@corner-shop.example', '…@…, …@…'],
    ['미나@쇼핑.한국 bounced', '…@… bounced'],
    ['+82\u00a010\u00a01234\u00a05678', '+…'],
    ['+82\u202f10\u20111234\u20115678', '+…'],
    ['call 010-1234-5678, now', 'call …, now'],
    ['phone:010-1234-5678: bounced', 'phone:…: bounced'],
    ['전화 010-1234-5678으로', '전화 …으로'],
    ['01012345678 and 010.1234.5678 200', '… and … 200'],
    ['0082 10 1234 5678', '…'],
    ['00821012345678', '…'],
    ['0082-10-1234-5678', '…'],
    ['(202) 555-0109 (202)555-0110', '… …'],
    ['02)1234-5678', '…'],
    ['02-123-4567', '…'],
    ['010\u00a01234\u00a05678', '…'],
    ['010 - 1234 - 5678', '…'],
    ['010-1234-5678 2026-11-21', '… 2026-11-21'],
    ['{"phone":"031-123-4567"}', '{"phone":"…"}'],
    ['(020) 7946 0958, (020) 7946 0958', '…, …'],
    ['git was told by mina@corner-shop.example: pull', 'git was told by …@…: pull'],
    ['mina@corner-shop.example:22', '…@…:22'],
  ])('%s', (text, safe) => {
    expect(redact(text)).toBe(safe)
  })

  test.each([
    ['Threshold Crossed: 1 datapoint [5.0 (21/11/26 02:25:00)] was greater than the threshold (1.0).'],
    ['2026-11-21T02:30:00.123+0000'],
    ['arn:aws:sns:ap-northeast-2:123456789012:shop-alarms'],
    ['corner-shop-web@sha256:0123456789abcdef'],
    ['5 + 5 = 10, a @ b'],
    ['2026-11-21 02:30:00,123 exit 03'],
    ['03.04.2026 12:00:05 01-02-2026'],
    ['(200) 2026-11-21 and 00 2026-11-21'],
    ['10.1.1.128:8080, 0.0.0.0, 192.168.001.002'],
    ['arn:aws:iam::001234567890:role/report'],
    ['arn:aws:ecs:us-east-1:012345678901:task/jobs/0123456789abcdef0123456789abcdef'],
    ['01234567-89ab-4cde-8f01-012345678901'],
    ['range (1024) 2048'],
    ['02-123-456'],
    ['range (1024) 2048 - 4096 and (16384) 32768 - 65536'],
    ['git@host:repo, git@github.com:org/repo, org-1@github.com:org/repo.git'],
    ['ssh://git@github.com/org/repo.git'],
    ['1763692200, 0.0123456789, 007, 012345678901'],
  ])('leaves as it is: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('is quick on long texts without spaces', () => {
    const before = performance.now()
    redact('a'.repeat(200_000))
    redact(`${'a'.repeat(100_000)}@${'b'.repeat(100_000)}`)
    redact('+1'.repeat(100_000))
    redact('00 '.repeat(60_000))
    redact(`${'00-'.repeat(60_000)}x`)
    redact(`${'(00) 000 - '.repeat(20_000)}x`)
    redact('0'.repeat(200_000))
    // One that goes back over the text takes minutes; how quick it is, is for a bench to say.
    expect(performance.now() - before).toBeLessThan(15_000)
  })
})

test.each([
  ['debug', 'DEBUG'],
  ['WARN', 'WARN'],
  ['Silent', 'SILENT'],
  ['loud', 'INFO'],
  ['', 'INFO'],
  [undefined, 'INFO'],
])('the level %s is %s', (name, level) => {
  expect(levelOf(name)).toBe(level)
})

describe('the log', () => {
  const call = {
    functionName: 'shop-alerts-on-alarm',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-alerts-on-alarm',
    awsRequestId: 'call-1',
  } as unknown as Context

  const makeLines = (level: Parameters<typeof makeLog>[0]['level'] = 'INFO') => {
    const lines: string[] = []
    const log = makeLog({ service: 'alerts', level, write: (line) => lines.push(line) })
    return { log, said: () => lines.map((line): unknown => JSON.parse(line)), lines }
  }

  afterEach(() => {
    delete process.env._X_AMZN_TRACE_ID
  })

  test('is a line of JSON each, with what Powertools says of a call', () => {
    const { log, said, lines } = makeLines()
    process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    log.addContext(call)
    log.info('two\nlines', { incident: 'a1' })
    log.addContext({ ...call, awsRequestId: 'call-2' })
    log.error('failed')
    expect(lines.every((line) => !line.includes('\n'))).toBe(true)
    const line = {
      service: 'alerts',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      function_name: 'shop-alerts-on-alarm',
      function_memory_size: 256,
      function_arn: call.invokedFunctionArn,
      xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    }
    expect(said()).toEqual([
      {
        ...line,
        level: 'INFO',
        message: 'two\nlines',
        function_request_id: 'call-1',
        cold_start: true,
        incident: 'a1',
      },
      { ...line, level: 'ERROR', message: 'failed', function_request_id: 'call-2', cold_start: false },
    ])
  })

  test.each([
    ['DEBUG', ['d', 'i', 'w', 'e']],
    ['INFO', ['i', 'w', 'e']],
    ['WARN', ['w', 'e']],
    ['ERROR', ['e']],
    ['SILENT', []],
  ] as const)('at level %s leaves out what is below', (level, heard) => {
    for (const { log, said } of [makeLines(level), makeLines()]) {
      log.setLogLevel(level)
      log.debug('d')
      log.info('i')
      log.warn('w')
      log.error('e')
      expect(said()).toMatchObject(heard.map((message) => ({ message })))
    }
  })

  test('writes its own words in the place of details of the same name, and a line without details that JSON has no form for', () => {
    const { log, said } = makeLines()
    log.info('real', { message: 'forged', level: 'ERROR', error: undefined })
    log.warn('big', { count: 1n })
    expect(said()).toMatchObject([
      { level: 'INFO', message: 'real' },
      { level: 'WARN', message: 'big' },
    ])
  })
})
