import { config as example } from '../../../nightshift.config.ts'
import { configWarnings } from '../../../shared/config/cross-check.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { smsRegions } from '../../../shared/sms-regions.ts'

const now = new Date('2026-11-21T00:00:00Z')

const people = {
  mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
  joon: { sms: '+12025550102' },
  alex: { email: 'alex@corner-shop.example' },
}
const configOf = (region: string, alerts: object = {}) => ({
  name: 'shop',
  region,
  alerts: {
    emailFrom: 'nightshift@corner-shop.example',
    responders: people,
    rotations: { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['mina', 'joon', 'alex'] } },
    onCall: 'primary',
    fallback: ['mina', 'alex'],
    ...alerts,
  },
})
const problemsOf = (config: object): readonly string[] => {
  try {
    parseConfig(config, now)
    return []
  } catch (error) {
    return (error as { problems: readonly string[] }).problems
  }
}

describe('the region that text messages are sent from', () => {
  test.each([
    ['ap-northeast-2', 'ap-northeast-1'],
    ['ap-east-1', 'ap-southeast-1'],
    ['mx-central-1', 'us-west-2'],
    ['ap-northeast-1', 'ap-northeast-1'],
    ['ap-northeast-3', 'ap-northeast-3'],
    ['eu-west-1', 'eu-west-1'],
    ['us-east-1', 'us-east-1'],
  ])('of %s is %s', (region, smsRegion) => {
    expect(parseConfig(configOf(region), now).alerts.smsRegion).toBe(smsRegion)
  })

  test('is what the config says', () => {
    expect(parseConfig(configOf('eu-west-1', { smsRegion: 'eu-central-1' }), now).alerts.smsRegion).toBe('eu-central-1')
    expect(parseConfig(configOf('ap-northeast-2', { smsRegion: 'ap-southeast-1' }), now).alerts.smsRegion).toBe(
      'ap-southeast-1',
    )
  })

  test.each(['ap-northeast-2', 'ap-east-1', 'seoul', '', 'toString'])('cannot be %j', (smsRegion) => {
    expect(problemsOf(configOf('eu-west-1', { smsRegion }))).toEqual([
      expect.stringMatching(
        /^alerts\.smsRegion: ".*" is not allowed; expected a region from which SNS sends text messages \(as of 2026-.*ap-northeast-1/,
      ),
    ])
  })

  test('must be named in a region that nobody knows, by those whom it concerns', () => {
    expect(problemsOf(configOf('xx-south-9'))).toEqual([
      expect.stringMatching(/^alerts\.smsRegion: missing; .* because mina has an sms, and xx-south-9 is not known/),
    ])
    expect(problemsOf(configOf('xx-south-9', { smsRegion: 'eu-west-1' }))).toEqual([])
    const { alex } = people
    const rotations = { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['alex'] } }
    expect(problemsOf(configOf('xx-south-9', { responders: { alex }, rotations, fallback: ['alex'] }))).toEqual([])
  })

  test('of the example, which stands in Seoul, is Tokyo', () => {
    expect(parseConfig(example, now)).toMatchObject({
      region: 'ap-northeast-2',
      alerts: { smsRegion: 'ap-northeast-1' },
    })
  })
})

describe('the region that emails are sent from', () => {
  test.each([
    ['ap-east-1', 'ap-southeast-1'],
    ['mx-central-1', 'us-west-2'],
    ['ap-northeast-2', undefined],
    ['eu-west-1', undefined],
  ])('of %s is %s', (region, emailRegion) => {
    expect(parseConfig(configOf(region), now).alerts.emailRegion).toBe(emailRegion)
  })

  test('is what the config says, where SES is', () => {
    expect(parseConfig(configOf('ap-east-1', { emailRegion: 'eu-west-1' }), now).alerts.emailRegion).toBe('eu-west-1')
    expect(problemsOf(configOf('eu-west-1', { emailRegion: 'mx-central-1' }))).toEqual([
      expect.stringMatching(
        /^alerts\.emailRegion: "mx-central-1" is not allowed; expected a region in which SES sends email \(as of .*https:/,
      ),
    ])
    expect(problemsOf(configOf('eu-west-1', { emailRegion: 'Ireland' }))).toHaveLength(1)
  })
})

test('where AWS contradicts itself, the synthesis warns', () => {
  const warningsIn = (region: string) => configWarnings(parseConfig(configOf(region), now), now).join()
  expect(warningsIn('mx-central-1')).toContain(
    "region: CloudFormation's schemas have no Lambda function URL in mx-central-1",
  )
  expect(warningsIn('eu-west-1')).not.toContain('region')
})

describe('the fallback, which no other region can send for', () => {
  test.each(['ap-northeast-2', 'ap-east-1', 'mx-central-1'])('in %s needs an email', (region) => {
    expect(problemsOf(configOf(region, { fallback: ['mina', 'joon'], smsRegion: 'us-east-1' }))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^alerts\\.fallback\\[1\\]: "joon" is not allowed; expected a responder with an email: .* ${region} .*Give alerts\\.responders\\.joon an email`,
        ),
      ),
    ])
  })

  test.each(['eu-west-1', 'ap-northeast-1'])('in %s needs none', (region) => {
    expect(problemsOf(configOf(region, { fallback: ['joon'] }))).toEqual([])
  })
})

describe('regions without function URLs', () => {
  test.each([
    'ap-south-2',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ap-east-2',
    'ca-west-1',
    'eu-south-2',
    'eu-central-2',
    'il-central-1',
    'me-central-1',
    'cn-north-1',
    'cn-northwest-1',
    'us-gov-east-1',
    'us-gov-west-1',
  ])('%s is refused with the reason', (region) => {
    expect(problemsOf(configOf(region))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^region: "${region}" is not allowed; expected a region with Lambda function URLs, such as [a-z0-9-]+: .*acknowledged`,
        ),
      ),
    ])
  })

  test('what is proposed instead is taken', () => {
    for (const region of smsRegions)
      for (const problem of problemsOf(configOf(region))) {
        const [, proposed = ''] = /such as ([a-z0-9-]+):/.exec(problem) ?? []
        expect([region, problemsOf(configOf(proposed))]).toEqual([region, []])
      }
  })
})
