import { smsUnits, spokenName } from '../../../functions/alerts/message/alphabet.ts'
import { compileSms, koreanTag, tagUnitsOf } from '../../../functions/alerts/message/sms.ts'

const short = 'https://alert.example/AbCdEfGhIjKl_-90'
const long = `https://${'a'.repeat(32)}.lambda-url.ap-northeast-2.on.aws/AbCdEfGhIjKl_-90`

describe('what a text takes of a message', () => {
  test.each([
    ['', 0, 160],
    ['ALARM checkout-errors: 5 > 3', 28, 160],
    ['@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ', 31, 160],
    ['^{}\\[~]|€', 18, 160],
    ['한', 1, 70],
    ['a한', 2, 70],
    ['😀', 2, 70],
    ['`', 1, 70],
    ['’', 1, 70],
    ['ç', 1, 70],
    ['\t', 1, 70],
  ])('%j: %i of %i', (text, used, limit) => {
    expect(smsUnits(text)).toEqual({ used, limit })
  })

  test('a tag in Hangul makes every text one of 70 units and takes its own', () => {
    expect(smsUnits('abc', koreanTag.length)).toEqual({ used: 3, limit: 62 })
  })

  test.each([
    ['+820000000000', 'UTC', 8],
    ['+12025550101', 'Asia/Seoul', 0],
    [undefined, 'Asia/Seoul', 8],
    [undefined, 'Europe/Berlin', 0],
  ])('the tag before a text to %s in %s takes %i', (number, zone, units) => {
    expect(tagUnitsOf(number, zone)).toBe(units)
  })
})

const compile = (name: string, details: string[], more: { link?: string; tagUnits?: number; head?: string } = {}) =>
  compileSms([{ head: more.head ?? 'CRITICAL', name, details }], { link: more.link, tagUnits: more.tagUnits ?? 0 })

describe('what goes into one message', () => {
  test('everything, when there is room', () => {
    expect(compile('checkout-errors', ['Errors 12 >= 5', 'eu-west-1'], { link: short })).toEqual({
      text: `CRITICAL checkout-errors: Errors 12 >= 5, eu-west-1\n${short}`,
      name: 'whole',
      hasLink: true,
    })
  })

  test('the long address beside the name, with what is left for the details', () => {
    const { text } = compile('checkout-errors', ['Errors 12 >= 5', 'app/production/checkout ap-northeast-2'], {
      link: long,
    })
    expect(text).toBe(`CRITICAL checkout-errors: Errors 12 >= 5, app/production/checkout a..\n${long}`)
    expect(text).toHaveLength(160)
  })

  test('a detail that was cut is the last, and too little of one is none', () => {
    expect(compile('x'.repeat(130), ['errors 5 > 4 in total', 'eu-west-1']).text).toBe(
      `CRITICAL ${'x'.repeat(130)}: errors 5 > 4 in t..`,
    )
    expect(compile('x'.repeat(145), ['errors 5 > 4 in total', 'eu-west-1']).text).toBe(`CRITICAL ${'x'.repeat(145)}`)
  })

  test('a long name keeps both ends', () => {
    const { text, name } = compile(`checkout-${'middle-'.repeat(40)}AlarmHigh`, ['12 >= 5'])
    expect(name).toBe('short')
    expect(text).toMatch(/^CRITICAL checkout-(middle-)+.{0,6}\.\..*AlarmHigh$/)
    expect(text).toHaveLength(160)
  })

  test('a name beside which no link has room stays, and the link goes', () => {
    const name = '결제 서비스 응답 시간 지연'
    expect(compile(name, [], { head: '심각', link: long })).toEqual({
      text: `심각 ${name}`,
      name: 'whole',
      hasLink: false,
    })
  })

  test('a link is worth more than the end of a name', () => {
    expect(
      compile('결제 서비스 응답 시간 지연 - 운영 환경 서울 리전', [], { head: '심각', link: short, tagUnits: 8 }),
    ).toEqual({
      text: `심각 결제 서비스 응답 시..경 서울 리전\n${short}`,
      name: 'short',
      hasLink: true,
    })
  })

  test('other words for the sake of the link', () => {
    const forms = [
      { head: '심각', name: 'checkout-errors', details: ['12 >= 5', 'eu-west-1'] },
      { head: 'CRITICAL', name: 'checkout-errors', details: ['12 >= 5', 'eu-west-1'] },
    ]
    expect(compileSms(forms, { link: long, tagUnits: 0 }).text).toBe(
      `CRITICAL checkout-errors: 12 >= 5, eu-west-1\n${long}`,
    )
    expect(compileSms(forms, { link: short, tagUnits: 0 }).text).toBe(`심각 checkout-errors: 12 >= 5\n${short}`)
    expect(compileSms(forms, { link: long, tagUnits: 8 }).text).toBe('심각 checkout-errors: 12 >= 5, eu-west-1')
  })

  test('where a name has to be cut, what machines added to it goes first', () => {
    const name = 'OperationsStack-search-indexerErrorsAlarm7DF92B57-6AB2D204F5CD'
    expect(compileSms([{ head: '심각', name, details: [] }], { link: short, tagUnits: 8 })).toMatchObject({
      text: `심각 OperationsS..rsAlarm\n${short}`,
      name: 'short',
    })
  })

  test.each([
    '🔥 queue',
    '⚠️ queue',
    '🇰🇷 queue',
    '1️⃣ queue',
    '👨‍👩‍👧 queue',
    '👍🏽queue',
    '🏽 queue',
    '© queue',
    '😀\u200d\u200dqueue',
    'queue',
  ])('of %s only what can be read is spoken', (name) => {
    expect(spokenName(name)).toBe('queue')
  })

  test('a joiner on each side of an emoji goes with it', () => {
    expect(spokenName('queue \u200d😀\u200dalarm')).toBe('queue alarm')
  })

  test.each([
    [`e${'\u0301'.repeat(200)}`, '\u00e9'],
    [`e${'\u0301'.repeat(900)}`, '\u00e9..'],
    [`x${'\u200d'.repeat(80)}`, 'x'],
    [`👩${'\u200d👩'.repeat(60)}`, '👩'],
    [`queue${'\u0489'.repeat(300)}-alarm`, 'queue-alarm'],
  ])('a name that is one character without an end is still sent (%#)', (name, shown) => {
    const { text } = compileSms([{ head: 'CRITICAL call 12', name, details: [] }], { link: undefined, tagUnits: 8 })
    expect(text).toBe(`CRITICAL call 12 ${shown}`)
  })

  test('emoji go before anything that can be read goes', () => {
    const name = '🔥 checkout-production-http-5xx-errors'
    expect(compile(name, [])).toMatchObject({ text: `CRITICAL ${name}`, name: 'whole' })
    expect(compile(name, [], { link: short })).toMatchObject({
      text: `CRITICAL checkout-production-http-5xx-errors\n${short}`,
      name: 'spoken',
    })
    expect(compile('🔥🔥', [])).toMatchObject({ text: 'CRITICAL 🔥🔥', name: 'whole' })
  })

  test.each([
    [
      'TargetTracking-service/production-cluster/checkout-AlarmHigh-4493b027-fa17-586f-2738-c928c0cf6dfe',
      'service/production-cluster/checkout-AlarmHigh',
    ],
    ['arn:aws:ecs:ap-northeast-2:123456789012:service/production/billing-report', 'service/production/billing-report'],
    ['ApplicationStack-search-indexerErrorsAlarm7DF92B57-6AB2D204F5CD', 'ApplicationStack-search-indexerErrorsAlarm'],
  ])('%s is called %s when there is no room for all of it', (name, spoken) => {
    expect(compile(name, []).text).toBe(`CRITICAL ${name}`)
    expect(compile(name, [], { link: long })).toEqual({
      text: `CRITICAL ${spoken}\n${long}`,
      name: 'spoken',
      hasLink: true,
    })
  })

  test('typographic characters that have a plain twin do not make it a message of 70', () => {
    expect(compile('web – “5xx” isn’t ok…', ['errors ≥ 5', 'a\u00a0b\u200bc\r\nd']).text).toBe(
      `CRITICAL web - "5xx" isn't ok...: errors >= 5, a bc d`,
    )
  })

  test('Korean that came in its parts is put together', () => {
    expect(compile('결제'.normalize('NFD'), [], { head: '심각' }).text).toBe('심각 결제')
  })

  test('half of a surrogate pair is not sent', () => {
    expect(compile('a\ud83d', ['\ude00b']).text.isWellFormed()).toBe(true)
  })
})
