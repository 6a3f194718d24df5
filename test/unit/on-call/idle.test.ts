import { config as example } from '../../../nightshift.config.ts'
import { alertsSchema } from '../../../shared/config/alerts/schema.ts'
import { peopleNeverCalled } from '../../../shared/on-call/idle-people.ts'
import { coverageWarnings } from '../../../shared/on-call/overload.ts'

const now = new Date('2026-11-21T00:00:00Z')
const responders = {
  ana: { sms: '+12025550101' },
  ben: { sms: '+12025550102' },
  cho: { sms: '+12025550103' },
}
// From Monday 23 November it is ana's week, then ben's, then cho's.
const week = { zone: 'UTC', every: 'week', from: '2026-11-23', responders: ['ana', 'ben', 'cho'] }
const parse = (more: object) =>
  alertsSchema.parse({ responders, rotations: { primary: week }, onCall: 'primary', fallback: ['ana'], ...more })
const warnings = (more: object) => coverageWarnings(parse(more), now)

const cover = (responder: string, instead: string | undefined, from: string, until: string) => ({
  rotation: 'primary',
  responder,
  ...(instead === undefined ? {} : { instead }),
  from: `2026-11-${from}:00Z`,
  until: `2026-11-${until}:00Z`,
})

describe('an override that changes nothing is named, with the fix', () => {
  test.each<[string, object[], string[]]>([
    ['one that covers', [cover('ben', 'ana', '24T00:00', '25T00:00')], []],
    [
      'the one who covers is covered for by their own name',
      [cover('ben', 'ana', '24T00:00', '25T00:00'), cover('cho', 'ben', '24T12:00', '24T18:00')],
      [
        "alerts.overrides[1] changes nothing from 2026-11-24 12:00 to 2026-11-24 18:00 (UTC): ben has no turn then, and covers by alerts.overrides[0] alone: `instead` goes by the turns; expected `instead: 'ana'`",
      ],
    ],
    [
      'the one who covers is covered for as the fix says',
      [cover('ben', 'ana', '24T00:00', '25T00:00'), cover('cho', 'ana', '24T12:00', '24T18:00')],
      [],
    ],
    [
      'a cover of a cover of a cover',
      [
        cover('ben', 'ana', '24T00:00', '25T00:00'),
        cover('cho', 'ben', '24T06:00', '24T18:00'),
        cover('ana', 'cho', '24T12:00', '24T13:00'),
      ],
      [
        "alerts.overrides[1] changes nothing from 2026-11-24 06:00 to 2026-11-24 18:00 (UTC): ben has no turn then, and covers by alerts.overrides[0] alone: `instead` goes by the turns; expected `instead: 'ana'`",
        "alerts.overrides[2] changes nothing from 2026-11-24 12:00 to 2026-11-24 13:00 (UTC): cho has no turn then, and covers by alerts.overrides[1] alone: `instead` goes by the turns; expected `instead: 'ana'`",
      ],
    ],
    [
      'somebody who is not on then',
      [cover('ben', 'cho', '24T00:00', '25T00:00')],
      [
        'alerts.overrides[0] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): cho is not on call then; expected somebody who is, or no `instead`',
      ],
    ],
    [
      'one that a later one hides',
      [cover('ben', undefined, '24T00:00', '25T00:00'), cover('cho', undefined, '23T00:00', '26T00:00')],
      [
        'alerts.overrides[0] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): alerts.overrides[1], which comes later, decides over the same time; remove one of them',
      ],
    ],
    [
      'one that a later one hides in part',
      [cover('ben', undefined, '24T00:00', '25T00:00'), cover('cho', undefined, '24T12:00', '26T00:00')],
      [],
    ],
    [
      'one who is on call anyway',
      [cover('ana', undefined, '24T00:00', '25T00:00')],
      [
        'alerts.overrides[0] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): ana is on call then anyway; remove it',
      ],
    ],
    [
      'the same one twice, with others that only touch it',
      [
        cover('ben', undefined, '24T00:00', '25T00:00'),
        cover('ben', undefined, '24T00:00', '25T00:00'),
        cover('cho', undefined, '25T00:00', '25T12:00'),
        cover('cho', undefined, '23T12:00', '24T00:00'),
      ],
      [
        'alerts.overrides[0] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): alerts.overrides[1], which comes later, decides over the same time; remove one of them',
        'alerts.overrides[1] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): ben is on call then anyway; remove it',
      ],
    ],
    [
      'somebody who covers only before and after',
      [
        cover('ben', 'ana', '23T12:00', '24T00:00'),
        cover('cho', 'ben', '24T00:00', '25T00:00'),
        cover('ben', 'ana', '25T00:00', '25T12:00'),
      ],
      [
        'alerts.overrides[1] changes nothing from 2026-11-24 00:00 to 2026-11-25 00:00 (UTC): ben is not on call then; expected somebody who is, or no `instead`',
      ],
    ],
    [
      'somebody who covers, by the clock of another zone',
      [
        {
          ...cover('ben', 'ana', '24T00:00', '24T06:00'),
          from: '2026-11-24T14:00:00+14:00',
          until: '2026-11-24T20:00:00+14:00',
        },
        cover('cho', 'ben', '24T03:00', '24T06:00'),
      ],
      [
        "alerts.overrides[1] changes nothing from 2026-11-24 03:00 to 2026-11-24 06:00 (UTC): ben has no turn then, and covers by alerts.overrides[0] alone: `instead` goes by the turns; expected `instead: 'ana'`",
      ],
    ],
    ['a swap', [cover('ben', 'ana', '23T00:00', '30T00:00'), cover('ana', 'ben', '30T00:00', '30T12:00')], []],
    ['one that ends now', [cover('ben', 'cho', '01T00:00', '21T00:00')], []],
    ['one that is over', [cover('ben', 'cho', '01T00:00', '02T00:00')], []],
  ])('%s', (_title, overrides, expected) => {
    expect(warnings({ overrides })).toEqual(expected)
  })
})

describe('people', () => {
  test('who stand in a rotation and have no turn in a year', () => {
    const layers = [week, { ...week, responders: ['ben', 'cho'] }]
    expect(warnings({ rotations: { primary: { layers } } })).toEqual([
      'alerts.rotations.primary: ana is not on call once in the next 52 weeks; layers that come later, overrides or the turns of others leave no time',
    ])
  })

  test('whom nothing calls', () => {
    const pair = { ...week, responders: ['ana', 'ben'] }
    expect(peopleNeverCalled(parse({ rotations: { primary: pair } }))).toEqual([
      'alerts.responders.cho is never called: no rotation, policy, override or fallback names them',
    ])
    expect(peopleNeverCalled(parse({ rotations: { primary: pair }, fallback: ['cho'] }))).toEqual([])
    expect(peopleNeverCalled(alertsSchema.parse(example.alerts))).toEqual([])
  })
})

describe('a policy that comes to one person', () => {
  const step = (...notify: string[]) => ({ notify })
  test.each<[string, object[], boolean]>([
    ['of one rotation', [step('primary')], true],
    ['of one person twice', [step('ben'), step('ben')], true],
    ['of a rotation twice', [step('primary'), step('primary')], true],
    ['of a rotation and a person of it', [step('primary'), step('ben')], false],
    ['of two people', [step('ana'), step('ben')], false],
  ])('%s', (_title, steps, isLonely) => {
    const found = warnings({ policies: { only: { steps } }, onCall: 'only' })
    expect(found.filter((line) => line.startsWith('alerts.policies.only reaches only one person'))).toHaveLength(
      isLonely ? 1 : 0,
    )
  })

  test('of two rotations that always come to the same person', () => {
    const rotations = { primary: week, secondary: week }
    const policies = { only: { steps: [step('primary'), step('secondary')] } }
    expect(warnings({ rotations, policies, onCall: 'only' })).toEqual([
      expect.stringContaining('reaches only one person at any time (primary, secondary)'),
    ])
    const shifted = { ...rotations, secondary: { ...week, responders: ['ben', 'cho', 'ana'] } }
    expect(warnings({ rotations: shifted, policies, onCall: 'only' })).toEqual([])
  })
})
