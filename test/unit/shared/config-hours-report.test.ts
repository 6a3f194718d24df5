import { config as example } from '../../../nightshift.config.ts'
import { checkConfig } from '../../../shared/config/define-config.ts'

const problemsOf = (to: string): readonly string[] => {
  const { responders, rotations } = example.alerts
  const alerts = {
    ...example.alerts,
    responders: { ...responders, texts: { sms: '+12025550109' } },
    rotations: {
      ...rotations,
      layered: {
        layers: [
          { zone: 'UTC', from: '2026-01-05', responders: ['mina'] },
          { zone: 'UTC', from: '2026-01-05', responders: ['texts'] },
        ],
      },
    },
  }
  return checkConfig(
    { ...example, alerts, hours: { ...example.hours, report: { to } } },
    new Date('2026-11-21T00:00:00Z'),
  ).problems
}

test.each(['mina', 'primary'])('the report may go to %s', (to) => expect(problemsOf(to)).toEqual([]))

test.each([
  ['nobody', /hours\.report\.to: "nobody" is not allowed; expected a responder or a rotation: mina/],
  [
    'texts',
    /hours\.report\.to: "texts" is not allowed; expected somebody with an email: texts of alerts\.responders has none/,
  ],
  ['layered', /expected somebody with an email: texts of alerts\.responders has none/],
])('it may not go to %s', (to, text) => expect(problemsOf(to)).toEqual([expect.stringMatching(text)]))
