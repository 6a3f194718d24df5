import { parseConfig, ssm } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const now = new Date('2026-11-21T00:00:00Z')

/** Where whoever has it may write. */
const address = 'https://hooks.slack.example/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'

const configOf = (webhook: unknown, more: object = {}, region = 'eu-west-1') => ({
  name: 'shop',
  region,
  alerts: {
    responders: { mina: { webhook }, joon: { sms: '+12025550102' } },
    rotations: { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['mina', 'joon'] } },
    onCall: 'primary',
    fallback: ['joon'],
    ...more,
  },
})
const problemsOf = (config: object): readonly string[] => {
  try {
    parseConfig(config as ConfigInput, now)
    return []
  } catch (error) {
    return (error as { problems: readonly string[] }).problems
  }
}

test.each([
  { format: 'json', url: ssm('/shop/hook'), secret: ssm('/shop/secret') },
  { format: 'slack', url: ssm('/shop/hook') },
  { format: 'teams', url: ssm('/shop/hook') },
  { format: 'ntfy', url: ssm('/shop/hook') },
  { format: 'pushover', url: ssm('/shop/hook') },
])('%j is a webhook, and somebody with nothing else can be called', (webhook) => {
  expect(problemsOf(configOf(webhook))).toEqual([])
})

test.each([
  [
    { format: 'slack', url: address },
    /^alerts\.responders\.mina\.webhook\.url: what stands there is not allowed; expected ssm\('\/name'\) of a parameter/,
  ],
  [{ format: 'slack' }, /^alerts\.responders\.mina\.webhook\.url: missing; expected ssm/],
  [
    { format: 'slack', url: ssm(address) },
    /^alerts\.responders\.mina\.webhook\.url\.ssm: "https:\/\/hooks\.slack\.example\/…" is/,
  ],
  [
    { format: 'json', url: ssm('/shop/hook'), secret: 'XXXXXXXXXXXXXXXXXXXXXXXX' },
    /^alerts\.responders\.mina\.webhook\.secret: what stands there is not allowed/,
  ],
  [
    address,
    /^alerts\.responders\.mina\.webhook: "https:\/\/hooks\.slack\.example\/…" is not allowed; expected \{ format, url, secret \}/,
  ],
  [
    'https://api.pushover.net/1/messages.json?token=XXXXXXXXXXXXXXXXXXXXXXXX',
    /^alerts\.responders\.mina\.webhook: "https:\/\/api\.pushover\.net\/…" is/,
  ],
  [
    { format: 'discord', url: ssm('/shop/hook') },
    /webhook\.format: "discord" is not allowed; expected one of "json", "slack"/,
  ],
  [
    { format: 'json', url: ssm('/shop/hook') },
    /webhook: .* expected a secret where the format is 'json', which is signed with it/,
  ],
  [
    { format: 'slack', url: ssm('/shop/hook'), secret: ssm('/shop/secret') },
    /webhook: .* expected a secret where the format is 'json', which is signed with it, and none with the others/,
  ],
])('%j is not one, and no secret is printed', (webhook, expected) => {
  const problems = problemsOf(configOf(webhook))
  expect(problems).toEqual([expect.stringMatching(expected)])
  expect(problems.join()).not.toMatch(/XXXX|T0000/)
})

test.each([
  [
    'eu-west-1',
    /expected a responder with an sms or an email: .* eu-west-1 alone, and SNS reaches no webhook by itself\. Give/,
  ],
  ['ap-northeast-2', /expected a responder with an email: .* SNS reaches no webhook by itself\. Give/],
])('the fallback in %s needs somebody whom SNS reaches by itself', (region, expected) => {
  const webhook = { format: 'slack', url: ssm('/shop/hook') }
  const config = configOf(webhook, { fallback: ['mina'], smsRegion: 'ap-northeast-1' }, region)
  expect(problemsOf(config)).toEqual([expect.stringMatching(expected)])
})
