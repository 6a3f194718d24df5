import { config as example } from '../../../nightshift.config.ts'
import { configWarnings } from '../../../shared/config/cross-check.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { ConfigError } from '../../../shared/errors.ts'

const now = new Date('2026-11-30T00:00:00Z')
const right = {
  issuer: 'https://auth.corner-shop.example/realms/shop',
  clientId: 'nightshift',
  people: [{ group: 'on-call', role: 'act' }],
}
const parsed = (more: object) => parseConfig({ ...example, console: { openId: { ...right, ...more } } }, now)

const problemsOf = (more: object): readonly string[] => {
  try {
    parsed(more)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems
  }
}

const at = 'console.openId'

describe('sign-in by an OpenID provider, in the config', () => {
  test('what is left out: a public client, no scopes of its own, the claim "groups"; addresses count in any case', () => {
    const people = [{ address: 'Mina@Corner-Shop.example', role: 'act', responder: 'mina' }]
    expect(parsed({ people }).console.openId).toEqual({
      ...right,
      scopes: [],
      groupsClaim: 'groups',
      people: [{ address: 'mina@corner-shop.example', role: 'act', responder: 'mina' }],
    })
    expect(parseConfig(example, now).console.openId).toBeUndefined()
  })

  test.each<[object, string]>([
    [
      { issuer: 'http://auth.corner-shop.example' },
      `${at}.issuer: "http://auth.corner-shop.example" is not allowed; expected an address that begins with https://`,
    ],
    [{ issuer: 'http://localhost.evil.example' }, 'begins with https://'],
    [{ issuer: 'http://127.0.0.1@evil.example' }, 'begins with https://'],
    [{ issuer: 'ftp://auth.corner-shop.example' }, 'begins with https://'],
    [
      { issuer: 'auth.corner-shop.example' },
      'expected the address of an OpenID provider, such as https://accounts.google.com',
    ],
    [{ issuer: '' }, `${at}.issuer: "" is not allowed`],
    [{ issuer: 7 }, `${at}.issuer: 7 is not allowed`],
    [{ issuer: undefined }, `${at}.issuer: missing`],
    [
      { issuer: 'https://a.example/.well-known/openid-configuration' },
      'expected the issuer itself, without /.well-known/…: https://a.example',
    ],
    [{ issuer: 'https://me:secret@a.example' }, 'without a user name and password'],
    [{ issuer: 'https://a.example/?tenant=1' }, 'an issuer without ? and #'],
    [{ issuer: 'https://login.microsoftonline.com/common/v2.0' }, 'the issuer of your own tenant'],
    [{ issuer: 'https://login.microsoftonline.com/organizations/v2.0' }, 'the issuer of your own tenant'],
    [{ clientId: '' }, `${at}.clientId: "" is not allowed; expected the client id`],
    [{ clientId: undefined }, `${at}.clientId: missing`],
    [{ people: [] }, `${at}.people: [] is not allowed; expected at least one person or group`],
    [{ people: undefined }, `${at}.people: missing`],
    [{ people: [{ group: 'on-call' }] }, `${at}.people[0].role: missing; expected one of "read", "act"`],
    [{ people: [{ address: 'a@b.example' }] }, `${at}.people[0].role: missing`],
    [
      { people: [{ group: 'on-call', role: 'admin' }] },
      `${at}.people[0].role: "admin" is not allowed; expected one of "read", "act"`,
    ],
    [{ people: [{ role: 'act' }] }, `${at}.people[0].address: missing`],
    [{ people: [{ address: 'a@b.example', group: 'x', role: 'act' }] }, 'unknown key'],
    [
      { people: [{ address: '*@corner-shop.example', role: 'act' }] },
      `${at}.people[0].address: "*@corner-shop.example" is not allowed; expected the email address of one person: a pattern would let in everybody`,
    ],
    [
      { people: [{ address: '@corner-shop.example', role: 'act' }] },
      'expected an email address, such as mina@shop.example',
    ],
    [{ people: [{ address: 'mina', role: 'act' }] }, 'expected an email address'],
    [{ people: [{ address: 'mina@shop', role: 'act' }] }, 'expected an email address'],
    [{ people: [{ address: 'Mina <mina@shop.example>', role: 'act' }] }, 'expected an email address'],
    [{ people: [{ group: '*', role: 'act' }] }, 'the whole name or id of one group'],
    [{ people: [{ group: '', role: 'act' }] }, 'the whole name or id of one group'],
    [
      { people: [{ group: 'on-call', role: 'act', responder: 'mnia' }] },
      `${at}.people[0].responder: "mnia" is not allowed; expected the name of a responder: mina, joon, alex — did you mean "mina"?`,
    ],
    [
      {
        people: [
          { group: 'x', role: 'act' },
          { group: 'x', role: 'read' },
        ],
      },
      `${at}.people[1]: "group x" is not allowed; expected each of them once: people[0] is the same`,
    ],
    [
      {
        people: [
          { address: 'a@b.example', role: 'act' },
          { address: 'A@b.example', role: 'act' },
        ],
      },
      `${at}.people[1]: "address a@b.example" is not allowed`,
    ],
    [
      { people: ['mina@shop.example'] },
      `${at}.people[0]: "mina@shop.example" is not allowed; expected { address, role, responder }`,
    ],
    [{ scopes: ['openid groups'] }, `${at}.scopes[0]`],
    [
      { clientSecret: { secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf' } },
      `${at}.clientSecret: what stands there is not allowed`,
    ],
    [{ clientSecret: { ssm: 'no-slash' } }, `${at}.clientSecret: what stands there is not allowed`],
    [{ issuerr: 'x' }, `${at}.issuerr: unknown key — did you mean "issuer"?`],
  ])('%j', (more, problem) => {
    const problems = problemsOf(more)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })

  test('a secret that is written out is refused, and not repeated', () => {
    const [problem, ...others] = problemsOf({ clientSecret: 'GOCSPX-hush' })
    expect(others).toEqual([])
    expect(problem).toContain(
      "expected where the secret is kept, as ssm('/shop/console/secret') or { secret: 'shop/console' }",
    )
    expect(problem).not.toContain('hush')
  })

  test('all faults at once', () => {
    expect(
      problemsOf({ issuer: 'http://a.example', people: [{ group: 'x', role: 'act', responder: 'nobody' }] }),
    ).toHaveLength(2)
  })

  test.each(['http://localhost:8080/realms/shop', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
    'a provider on this machine may speak HTTP: %s; a synthesis says that AWS does not reach it',
    (issuer) => {
      const config = parsed({ issuer })
      expect(configWarnings(config, now).filter((each) => each.includes(at))).toEqual([
        expect.stringContaining('a provider on this machine'),
      ])
      expect(configWarnings(parsed({}), now).filter((each) => each.includes(at))).toEqual([])
    },
  )
})
