import { globSync, readFileSync } from 'node:fs'
import { engineText } from '../../../functions/console/view/engine-text.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import { madeConsole } from './console.ts'
import { finding } from './records.ts'

const sourceOf = (pattern: string): string =>
  globSync(pattern)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')

/** Sentences of English that are left: names of things, commands and words of AWS stay as they are. */
const english = /\b(the|it|is|was|has|not|and|could|may|that|without)\b/i

const expectKorean = (text: string): void => {
  const korean = engineText('ko', text)
  // A command stays as it is; what stands before it does not.
  const prose = korean.replace(/aws [a-z0-9-]+ [a-z0-9-]+ .*$/s, '').replace(/openssl s_client.*$/s, '')
  expect([text, korean]).toEqual([text, expect.stringMatching(/[가-힣]|^aws /)])
  expect([text, prose]).toEqual([text, expect.not.stringMatching(english)])
}

/** A literal with something in place of what is filled in: of two texts the first, else a number. */
const filled = (template: string): string =>
  template
    .replace(/\$\{who\}/g, 'User build-server')
    .replace(/\$\{megabytes\([^}]*\}/g, '1.5 MB')
    .replace(/\$\{(millions\([^}]*|most)\}/g, '1.5 million')
    .replace(/\$\{sum\}/g, '9 × 9')
    .replace(/\$\{[^{}]*\? '([^']*)' : '[^']*'\}/g, '$1')
    .replace(/\$\{[^{}]*\{[^{}]*\}[^{}]*\}/g, '1')
    .replace(/\$\{[^{}]*\}/g, '1')

const literals = (source: string, field: string): string[] =>
  [
    ...source.matchAll(
      new RegExp(`\\b${field.endsWith('=') ? field : `${field}:`}\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\`([^\`]*)\`)`, 'g'),
    ),
  ].map(([, plain, template]) => plain ?? filled(template ?? ''))

const audits = sourceOf('functions/audits/checks/*/*.ts') + sourceOf('shared/audits/**/*.ts')

/** The sentences of a source; those that are put together of others have examples of their own below. */
const sentencesOf = (source: string, fields: readonly string[]): string[] => [
  ...new Set(
    fields
      .flatMap((field) => literals(source, field))
      .filter((text) => /[a-z]{3}/.test(text) && !/\$\{|^The 1 1|^It is 1,|^1 /.test(text)),
  ),
]

const ofAudits = sentencesOf(audits, ['title', 'reason', 'advice'])
const ofThumbnails = sentencesOf(sourceOf('functions/thumbnails/{inspect,engine,rules}/*.ts'), [
  'reason',
  'const reason =',
])

/** What an original is instead of a picture that is taken. */
const kinds = [
  ...sourceOf('functions/thumbnails/rules/file-{signatures,type}.ts').matchAll(
    /(?:unsupported|noImage|film|sound)\('\w+', (?:'([^']+)'|"([^"]+)"|`([^`]+)`)/g,
  ),
].map(
  ([whole, one, other, template]) => [whole.startsWith('unsupported'), one ?? other ?? filled(template ?? '')] as const,
)

describe('what the audits write, in Korean', () => {
  test.each(ofAudits)('%s', expectKorean)

  test.each([
    'Of the bucket, its policy is public. Neither a block of its own nor that of the account forbids it.',
    "Of the bucket, its policy is public. The account's own block of public access, if it is on, forbids it nevertheless.",
    'The IAM role deployments is not used',
    'The IAM user jun has an access key that is not used',
    'None of its one target group has a target: all it answers is 503.',
    'None of its 3 target groups has a target: all it answers is 503.',
    'It has no retention, and 12.5 GB.',
    'It has no retention.',
    'ACM says PENDING_VALIDATION (CAA_ERROR).',
    'ACM says FAILED.',
    'It was stopped. all-regions logs the account meanwhile.',
    'It was stopped. A trail stopped, a key disabled, a policy changed, a sign-in of the root user: nobody is alerted, and nothing shows afterwards who did what.',
    'The renewal of the certificate of shop.example waits for its validation',
    'The certificate of the database shop ends on 2026-12-13',
    'The root user has access key 2 that was not used for 90 days',
    'From 2026-12-13 on, if nobody needs it: Take it out of the route tables, then: aws ec2 delete-nat-gateway --nat-gateway-id nat-1',
    'The IAM role deployments can be used by anyone',
    'By the policy of the account passwords of 8 characters are taken, and 14 are wanted.',
    'The account has no policy; by the default of AWS passwords live for ever, and 90 are wanted at most.',
    'Security group sg-1 (web) lets the world in on TCP 22 to 23',
  ])('%s', expectKorean)
})

describe('why an original is refused, in Korean', () => {
  test('there are many reasons', () => {
    expect(ofThumbnails.length).toBeGreaterThan(15)
    expect(kinds.length).toBeGreaterThan(60)
    expect(ofAudits.length).toBeGreaterThan(80)
  })

  test.each(ofThumbnails)('%s', expectKorean)

  test.each(
    kinds.map(([isPicture, kind]) => {
      const what = /^[A-Z]|^Matroska|^Windows/.test(kind) ? `a video (${kind})` : kind
      return `It is ${what}${isPicture ? '.' : ', not an image.'} Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.`
    }),
  )('%s', expectKorean)

  test.each([
    'It has 812 bytes; at most 40 MB are taken.',
    'It has 3 frames of 9000 × 9000 = 243.0 million pixels; at most 50.0 million are decoded.',
    'It is a JPEG that goes over its 48.0 million pixels at least 40 times; photos do so a dozen times at most.',
    'It is a lossless or hierarchical JPEG, which no camera writes.',
    'It is a PNG whose header does not fit its checksum.',
    'It is a WebP with over 9999 chunks.',
    ...['an AVIF', 'a HEIC'].flatMap((what) => [
      `It is ${what} with 600000 bytes of headers.`,
      `It is ${what} that is put together in an unusual way.`,
      `It is ${what} that is written in the short form (mini), which no camera writes.`,
      `It is ${what} whose data are used again and again.`,
      `It is ${what} of 5000 tiles; at most 256 are decoded.`,
      `It is ${what} of 5000 parts; at most 1000 are taken.`,
      `It is ${what} without its tiles.`,
      `It is ${what} without a picture.`,
      `It is ${what} without a list of what is in it.`,
      `It is ${what} that does not say what is in it.`,
      `It is ${what} with data that lie outside of it.`,
    ]),
    'It is an animated HEIC without a still picture in it; those with one are taken.',
    'It is an animated AVIF without a still picture in it; those with one are taken.',
    'It is a HEIF picture that is coded as "jpeg"; those of HEVC and AV1 are decoded.',
    'It says 96 × 64 pixels, and its data 256.0 million pixels; at most 50.0 million are decoded.',
    'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF, AVIF and HEIC.',
    'It is a HEIC photo. Phones can be set to save "most compatible" photos. Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.',
  ])('%s', expectKorean)

  test('numbers and sizes are right', () => {
    expect(engineText('ko', 'It has 9000 × 9000 = 81.0 million pixels; at most 50.0 million are decoded.')).toBe(
      '9000 × 9000 = 8,100만 픽셀입니다. 최대 5,000만 픽셀까지 디코딩합니다.',
    )
  })

  test('words of others stay as they are: those of libvips, of alarms, of AWS', () => {
    expect(engineText('ko', 'It cannot be decoded: pngload: libspng read error')).toBe(
      '디코딩할 수 없습니다: pngload: libspng read error',
    )
    for (const text of [
      'It is slow.',
      'It is on fire, not an image.',
      'It is broken, which no camera writes.',
      'ThrottlingException: slow down',
    ])
      expect(engineText('ko', text)).toBe(text)
  })
})

describe('lifecycle, in Korean', () => {
  test.each([
    "Nightshift may not read or change this bucket's lifecycle or versioning. Look for a statement in the bucket's policy, or in the organisation's, that denies it.",
    'There is no such bucket. Make it, or correct its name in nightshift.config.ts.',
    'The bucket would have 1002 lifecycle rules; S3 takes 1000. Remove some of those that Nightshift did not write.',
    'No time left in this call; the next one goes on here.',
    'nightshift:shop:logs added, nightshift:shop:old removed, versioning switched on',
    'nightshift:shop:logs renamed, was nightshift:logs',
    'minimum transition size set to varies_by_storage_class; Intelligent-Tiering nightshift:shop:deep changed',
  ])('%s', expectKorean)
})

describe('on the pages, in Korean', () => {
  const reject: RejectRecord = {
    ...keys.reject('corner-shop-uploads', 'a.txt', 'etag'),
    kind: 'reject',
    at: '2026-11-30T02:30:00.000Z',
    open: 'reject',
    bucket: 'corner-shop-uploads',
    key: 'a.txt',
    cause: 'not-an-image',
    reason: 'It is a text, not an image. Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.',
    basis: { event: {}, config: '1' },
  }
  const found = finding({ title: 'The root user has no MFA', severity: 'urgent', advice: 'Ask AWS Support for more.' })

  test('findings and refusals are in the language of the reader', async () => {
    const console = madeConsole({ records: [reject, found], config: { audits: {} } })
    const cookie = await console.signIn()
    const read = async (path: string, language: string): Promise<string> =>
      (await console.ask(path, { headers: { 'accept-language': language } }, cookie)).text()
    expect(await read('/thumbnails', 'ko')).toContain('그림이 아닙니다: 텍스트.')
    expect(await read('/thumbnails', 'en')).toContain('It is a text, not an image.')
    for (const seen of ['루트 사용자에게 MFA가 없습니다', 'AWS Support에 더 요청하세요.'])
      expect(await read('/audits', 'ko')).toContain(seen)
    expect(await read('/', 'ko')).toContain('루트 사용자에게 MFA가 없습니다')
    expect(await read('/audits', 'en')).toContain('The root user has no MFA')
  })
})
