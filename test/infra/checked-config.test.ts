import { checkedConfig } from '../../infra/checked-config.ts'
import { config as example } from '../../nightshift.config.ts'
import type { ConfigError } from '../../shared/errors.ts'

const now = new Date('2026-11-21T00:00:00Z')

const problemsOf = (config: unknown): readonly string[] => {
  try {
    checkedConfig(config, now)
    return []
  } catch (error) {
    return (error as ConfigError).problems
  }
}

const primary = example.alerts.rotations.primary
const office = { ...primary, only: { hours: { from: '09:00', until: '18:00' } } }
const { alerts } = example
const steps = [{ notify: ['primary'] }]

test('the example has no problem', () => {
  expect(problemsOf(example)).toEqual([])
})

test('gaps of coverage, ways that jobs lack and overlaps of ranges are reported together with an unknown key and a wrong value', () => {
  const problems = problemsOf({
    ...example,
    nmae: 'shop',
    logDays: 31,
    alerts: { ...alerts, rotations: { primary: { ...office, evry: 'day' } } },
    estate: { network: { nat: 'none', app: ['10.1.1.128/27', '10.1.1.130/27'], publik: [] } },
    jobs: {
      report: {
        schedule: 'rate(1 day)',
        image: 'busybox:1.37',
        memry: 512,
        memory: 5000,
        network: { subnets: ['subnet-0'], securityGroups: ['sg-0'] },
      },
    },
  })
  for (const expected of [
    /^logDays: 31 is not allowed/,
    /^nmae: unknown key/,
    /^alerts\.rotations\.primary\.evry: unknown key/,
    /^alerts\.policies\.shop\.steps\[0\]|^alerts\.rotations\.primary: nobody is on call/,
    /^estate\.network\.publik: unknown key/,
    /^estate\.network\.app\[1\]: .* does not overlap app 0/,
    /^jobs\.report\.memry: unknown key/,
    /^jobs\.report\.memory: 5000 is not allowed; expected with cpu 256/,
  ])
    expect(problems).toContainEqual(expect.stringMatching(expected))
})

test('what cannot be read is taken for the best, so that no gap is made up', () => {
  for (const broken of [
    { responders: { ...alerts.responders, mina: { sms: 'x' }, joon: 5, alex: {} } },
    { rotations: { primary: { ...primary, zone: 'Seoul' } } },
    { rotations: { primary: { ...primary, responders: ['nobody'] } } },
    { rotations: { primary: { ...primary, responders: [] } } },
    { rotations: { primary: office }, overrides: [{ rotation: 'primary', from: 'x', until: 'y', responder: 'mina' }] },
    { policies: { shop: { steps: 'x' }, drill: { steps: [{ notify: ['primry'] }] } } },
    { policies: 5, onCall: 7 },
  ]) {
    const problems = problemsOf({ ...example, alerts: { ...alerts, ...broken } })
    expect(problems).not.toEqual([])
    expect(problems.filter((line) => line.includes('nobody is on call'))).toEqual([])
  }
})

test('a gap is found beside a policy that cannot be read', () => {
  const problems = problemsOf({
    ...example,
    alerts: { ...alerts, rotations: { primary: office }, policies: { shop: { steps }, drill: 5 } },
  })
  expect(problems).toContainEqual(expect.stringMatching(/nobody is on call from/))
})

test.each([[null], [undefined], [5], [[]], ['x'], [{}], [{ alerts: 5, estate: 6, jobs: 7 }]])(
  '%p is refused',
  (config) => {
    expect(problemsOf(config).length).toBeGreaterThan(0)
  },
)
