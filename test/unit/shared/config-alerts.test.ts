import { parseConfig } from '../../../shared/config/define-config.ts'

const now = new Date('2026-11-21T00:00:00Z')

const alerts = {
  responders: { mina: { sms: '+12025550101' }, joon: { sms: '+12025550102' }, alex: { sms: '+12025550103' } },
  rotations: { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['mina', 'joon', 'alex'] } },
  policies: { shop: { steps: [{ notify: ['primary'] }] } },
  onCall: 'shop',
  fallback: ['mina'],
}
const parse = (more: object) =>
  parseConfig({ name: 'shop', region: 'eu-west-1', alerts: { ...alerts, ...more } }, now).alerts
const problemsOf = (more: object): readonly string[] => {
  try {
    parse(more)
    return []
  } catch (error) {
    return (error as { problems: readonly string[] }).problems
  }
}

const override = {
  rotation: 'primary',
  from: '2026-12-24T09:00:00+09:00',
  until: '2026-12-26T09:00:00+09:00',
  responder: 'mina',
} as const
const steps = [{ notify: ['primary'] }]
const silence = { match: { alarm: 'nightly-*' }, reason: 'backup' }
const layer = { zone: 'UTC', from: '2026-01-05', responders: ['mina'] }

describe('alerts that are wrong are reported with place, value and fix', () => {
  test.each<[string, object, string[]]>([
    [
      'a step that calls nobody known',
      { policies: { shop: { steps: [{ notify: ['primry'] }] } } },
      [
        'alerts.policies.shop.steps[0].notify[0]: "primry" is not allowed; expected a rotation or a responder: primary, mina, joon, alex — did you mean "primary"?',
      ],
    ],
    [
      'a policy that calls itself',
      { policies: { shop: { steps: [{ notify: ['mina', 'shop'] }] } } },
      [
        'alerts.policies.shop.steps[0].notify[1]: "shop" is not allowed; expected a rotation or a responder, because policies that call policies could go round in a circle: primary, mina, joon, alex',
      ],
    ],
    [
      'a route to nowhere',
      { routes: [{ match: { alarm: '*' }, to: 'mina' }] },
      ['alerts.routes[0].to: "mina" is not allowed; expected a policy or a rotation: shop, primary'],
    ],
    [
      'a name that is two things',
      { policies: { shop: { steps }, primary: { steps } } },
      ['alerts.policies.primary: "primary" is not allowed; expected a name that no rotation has'],
    ],
    [
      'a rotation named like a person',
      { rotations: { ...alerts.rotations, mina: layer } },
      ['alerts.rotations.mina: "mina" is not allowed; expected a name that no responder has'],
    ],
    [
      'an override naming nobody',
      { overrides: [{ ...override, rotation: 'secondary', responder: 'mia' }] },
      [
        'alerts.overrides[0].rotation: "secondary" is not allowed; expected a rotation: primary',
        'alerts.overrides[0].responder: "mia" is not allowed; expected a responder: mina, joon, alex — did you mean "mina"?',
      ],
    ],
    [
      'an override instead of somebody who never has a turn',
      {
        rotations: { primary: { layers: [layer, { ...layer, responders: ['joon'] }] } },
        overrides: [{ ...override, instead: 'alex' }],
      },
      ['alerts.overrides[0].instead: "alex" is not allowed; expected a responder of primary: mina, joon'],
    ],
    [
      'an override instead of oneself',
      { overrides: [{ ...override, instead: 'mina' }] },
      ['alerts.overrides[0].instead: "mina" is not allowed; expected another person than the responder'],
    ],
    [
      'an override that another one says too',
      { overrides: [override, { ...override, from: '2026-12-25T00:00:00Z' }] },
      [expect.stringContaining('expected a period that overrides[0], which says the same, does not cover') as never],
    ],
    [
      'an override that ends before it begins',
      { overrides: [{ ...override, until: override.from }] },
      [expect.stringMatching(/^alerts\.overrides\[0\]: .*; expected an until after from$/) as never],
    ],
    [
      'an override without a zone',
      { overrides: [{ ...override, from: '2026-12-24T09:00:00' }] },
      [
        'alerts.overrides[0].from: "2026-12-24T09:00:00" is not allowed; expected an instant with its zone such as 2026-12-24T09:00:00+09:00',
      ],
    ],
    [
      'an override for ever',
      { overrides: [{ ...override, until: '2036-12-24T09:00:00Z' }] },
      [expect.stringContaining('expected an until at most a year after from') as never],
    ],
    [
      'waiting for a second',
      { policies: { shop: { steps: [{ notify: ['primary'], wait: '1 second' }] } } },
      [
        "alerts.policies.shop.steps[0].wait: \"1 second\" is not allowed; expected a duration from '10 seconds' to '7 days'",
      ],
    ],
    [
      'reminding every minute',
      { policies: { shop: { steps, remindEvery: '1 minute' } } },
      [
        "alerts.policies.shop.remindEvery: \"1 minute\" is not allowed; expected a duration from '5 minutes' to '30 days'",
      ],
    ],
    [
      'a turn of ten years',
      { rotations: { primary: { ...layer, every: '3660 days' } } },
      [
        "alerts.rotations.primary.every: \"3660 days\" is not allowed; expected 'day', 'week', 'month', or hours, days or months such as '12 hours', at most '366 days'",
      ],
    ],
    [
      'a turn of minutes',
      { rotations: { primary: { ...layer, every: '90 minutes' } } },
      [expect.stringContaining("expected 'day', 'week', 'month', or hours, days or months") as never],
    ],
    [
      'nobody known in a layer',
      { rotations: { primary: { layers: [layer, { ...layer, responders: ['mia'] }] } } },
      [
        'alerts.rotations.primary.layers[1].responders[0]: "mia" is not allowed; expected a responder: mina, joon, alex — did you mean "mina"?',
      ],
    ],
    [
      'a silence by a rate',
      { silences: [{ ...silence, schedule: 'rate(1 day)', lasts: '1 hour' }] },
      [
        'alerts.silences[0].schedule: "rate(1 day)" is not allowed; expected cron(minute hour day-of-month month day-of-week year), because a rate says no time of day',
      ],
    ],
    [
      'a silence that never comes',
      { silences: [{ ...silence, schedule: 'cron(0 0 31 2 ? *)', lasts: '1 hour' }] },
      [
        'alerts.silences[0].schedule: "cron(0 0 31 2 ? *)" is not allowed; expected a cron expression that fires again some day',
      ],
    ],
    [
      'a silence that never ends',
      { silences: [{ ...silence, schedule: 'cron(0 9-17 * * ? *)', lasts: '1 hour' }] },
      [
        'alerts.silences[0].lasts: "1 hour" is not allowed; expected less than the 3600 seconds until it begins again, so that it ends',
      ],
    ],
    [
      'a silence in no zone',
      { silences: [{ ...silence, schedule: 'cron(0 3 * * ? *)', zone: 'Asia/Soul', lasts: '1 hour' }] },
      [
        'alerts.silences[0].zone: "Asia/Soul" is not allowed; expected an IANA time zone, such as Asia/Seoul — did you mean "Asia/Seoul"?',
      ],
    ],
    [
      'a rule about everything by saying nothing',
      { routes: [{ match: {}, severity: 'info' }] },
      ['alerts.routes[0].match: {} is not allowed; expected at least one of alarm, namespace and tags'],
    ],
    [
      'a responder of an unknown zone',
      { responders: { ...alerts.responders, joon: { sms: '+12025550102', zone: 'KST' } } },
      [
        'alerts.responders.joon.zone: "KST" is not allowed; expected an IANA time zone, such as Asia/Seoul — did you mean "Asia/Seoul"?',
      ],
    ],
  ])('%s', (_name, more, problems) => {
    expect(problemsOf(more)).toEqual(problems)
  })

  test('a rule of a person for a channel that they do not have, twice, or for too long', () => {
    const contacts = { sms: '+12025550101', email: 'mina@corner-shop.example' }
    const joon = { sms: '+12025550102' }
    const alex = { sms: '+12025550103' }
    const of = (...deliver: object[]) =>
      problemsOf({ emailFrom: 'night@corner-shop.example', responders: { mina: { ...contacts, deliver }, joon, alex } })
    expect(of({ channel: 'email' }, { channel: 'sms', after: '5 minutes' })).toEqual([])
    expect(
      of({ channel: 'sms', severity: ['critical'] }, { channel: 'sms', after: '1 minute', severity: ['info'] }),
    ).toEqual([])
    expect(of({ channel: 'webhook' })).toEqual([
      'alerts.responders.mina.deliver[0].channel: "webhook" is not allowed; expected a channel that mina has a contact for, or the key webhook beside deliver',
    ])
    expect(of({ channel: 'sms' }, { channel: 'sms', after: '5 minutes', severity: ['info'] })).toEqual([
      'alerts.responders.mina.deliver[1].channel: "sms" is not allowed; expected another channel, or another severity, than deliver[0] has: a step calls by each channel once',
    ])
    expect(of({ channel: 'pigeon' })[0]).toMatch(
      /^alerts\.responders\.mina\.deliver\[0\]\.channel: "pigeon" is not allowed/,
    )
    expect(of({ channel: 'sms', after: '2 days' })).toEqual([
      "alerts.responders.mina.deliver[0].after: \"2 days\" is not allowed; expected a duration from '10 seconds' to '1 day'",
    ])
    expect(of()).toHaveLength(1)
  })

  test('a source that leads nowhere, has a form that nobody knows, or a secret that its product has no use for', () => {
    expect(
      problemsOf({
        sources: {
          one: { to: 'nowhere' },
          two: { kind: 'nagios' },
          three: { kind: 'alertmanager', secret: { ssm: '/shop/three' } },
          four: { perMinute: 0, token: 'x' },
        },
      }),
    ).toEqual([
      expect.stringMatching(/^alerts\.sources\.two\.kind: "nagios" is not allowed/),
      expect.stringMatching(/^alerts\.sources\.four\.perMinute: 0 is not allowed/),
      expect.stringMatching(
        /^alerts\.sources\.four\.token: unknown key; allowed: kind, to, severity, perMinute, secret/,
      ),
      expect.stringMatching(/^alerts\.sources\.one\.to: "nowhere" is not allowed; expected a policy or a rotation/),
      expect.stringMatching(/^alerts\.sources\.three\.secret: .*alertmanager signs nothing/),
    ])
  })

  test('a heartbeat by a metric that is none', () => {
    const metric = { namespace: 'Shop?', name: 'OrdersImported' }
    expect(problemsOf({ heartbeats: { orders: { metric, every: '1 hour' } } })).toEqual([
      'alerts.heartbeats.orders.metric.namespace: "Shop?" is not allowed; expected a metric namespace such as AWS/SQS',
      'alerts.heartbeats.orders.metric.metric: missing; expected the name of a metric, of 1 to 255 characters',
      'alerts.heartbeats.orders.metric.name: unknown key; allowed: namespace, metric, dimensions',
    ])
  })

  test.each([
    ['https://ns.example/ack'],
    ['https://ns.example/'],
    ['https://ns.example?'],
    ['http://ns.example'],
    ['https://me:secret@ns.example'],
    ['ns.example'],
    ['https://'],
    [''],
  ])('the address %p of pages', (linkBase) => {
    expect(problemsOf({ linkBase })).toEqual([
      `alerts.linkBase: ${JSON.stringify(linkBase)} is not allowed; expected an https address without a path, such as https://ns.example`,
    ])
  })
})

describe('alerts that are right', () => {
  test('the defaults of policies and layers', () => {
    const { policies, rotations } = parse({ policies: { shop: { steps } } })
    expect(policies.shop).toEqual({
      steps: [{ notify: ['primary'], wait: '10 minutes' }],
      repeat: 1,
      remindEvery: '1 hour',
    })
    expect(rotations.primary).toMatchObject({ every: 'week', at: '09:00' })
  })

  test.each<[string, object]>([
    [
      'a swap of two',
      {
        overrides: [
          { ...override, instead: 'joon' },
          { ...override, responder: 'joon', instead: 'mina' },
        ],
      },
    ],
    ['a day of another one in a cover', { overrides: [override, { ...override, responder: 'alex' }] }],
    [
      'the same cover twice, one after the other',
      { overrides: [override, { ...override, from: override.until, until: '2026-12-28T00:00:00Z' }] },
    ],
    ['a silence every night', { silences: [{ ...silence, schedule: 'cron(0 3 * * ? *)', lasts: '2 hours' }] }],
    ['a silence once', { silences: [{ ...silence, from: override.from, until: override.until }] }],
    ['an address of pages', { linkBase: 'https://ns.example' }],
    [
      'a heartbeat by a metric',
      { heartbeats: { orders: { metric: { namespace: 'Shop', metric: 'OrdersImported' }, every: '1 day' } } },
    ],
    ['turns of hours', { rotations: { primary: { ...layer, every: '12 hours' } } }],
    ['a rotation as the policy', { onCall: 'primary' }],
    ['quiet hours of the only one on call', { rotations: { primary: { ...layer, responders: ['joon'] } } }],
  ])('%s', (_name, more) => {
    expect(problemsOf(more)).toEqual([])
  })
})
