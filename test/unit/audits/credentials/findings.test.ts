import { auditCredentials } from '../../../../shared/audits/credentials/audit.ts'
import { daysAgo, key, now, quietRoot, type Row, reportOf } from './reports.ts'

const found = (row: Row, root: Row = {}): string[] =>
  auditCredentials(reportOf([row]).replace(reportOf([]).split('\n')[1] ?? '', rootLine(root)), {
    now,
    generatedAt: now,
  }).findings.map(({ kind, person, key: number, certificate }) =>
    [kind, person === '<root_account>' ? 'root' : '', number ?? certificate ?? '']
      .filter((each) => each !== '')
      .join(' '),
  )
const rootLine = (root: Row): string => reportOf([{ ...quietRoot, ...root }]).split('\n')[2] ?? ''

test.each<[string, Row, string[]]>([
  ['somebody with MFA, who signs in', {}, []],
  ['a password without MFA', { mfa_active: 'false' }, ['mfa-missing']],
  ['TRUE and FALSE', { password_enabled: 'TRUE', mfa_active: 'FALSE' }, ['mfa-missing']],
  ['no MFA, but no password either', { password_enabled: 'false', mfa_active: 'false' }, []],
  ['a password of which AWS says nothing', { password_enabled: 'no_information', mfa_active: 'false' }, []],
  ['MFA of which AWS says nothing', { mfa_active: 'not_supported' }, []],

  ['a key of 90 days', key(1, 90, 1), []],
  ['a key of 91 days', key(1, 91, 1), ['key-old 1']],
  ['the second key', key(2, 91, 1), ['key-old 2']],
  ['an old key that is inactive', { ...key(1, 500, 400), access_key_1_active: 'false' }, []],
  ['an old key of which AWS says nothing', { ...key(1, 500, 400), access_key_1_active: 'N/A' }, []],
  ['a key used 89 days ago', key(1, 90, 89), []],
  ['a key used 90 days ago', key(1, 90, 90), ['key-unused 1']],
  ['a key that is old and not used', key(1, 300, 100), ['key-old 1', 'key-unused 1']],
  ['a new key that was never used', key(1, 3), []],
  ['a key that was never used', key(1, 90), ['key-unused 1']],
  [
    'a never used key: no_information',
    { ...key(1, 90), access_key_1_last_used_date: 'no_information' },
    ['key-unused 1'],
  ],
  [
    'a region of N/A beside a date: S3',
    key(1, 80, 2, { access_key_1_last_used_region: 'N/A', access_key_1_last_used_service: 's3' }),
    [],
  ],
  [
    'a date of N/A beside a service',
    key(1, 95, undefined, { access_key_1_last_used_service: 's3' }),
    ['key-old 1', 'key-unused 1'],
  ],
  ['two active keys', { ...key(1, 3), ...key(2, 2, 1) }, ['two-active-keys']],
  ['two keys, one inactive', { ...key(1, 3), ...key(2, 2, 1), access_key_2_active: 'FALSE' }, []],
  ['a key from tomorrow: clocks differ', key(1, -1), []],
  ['an active key without a date', { ...key(1, 3), access_key_1_last_rotated: 'N/A' }, []],

  ['a key of another zone than UTC', { ...key(1, 91, 1), access_key_1_last_rotated: '2026-09-01T21:00:01+09:00' }, []],
  [
    'a key that was made where it is not said, and used long ago',
    { ...key(1, 3, 200), access_key_1_last_rotated: 'N/A' },
    ['key-unused 1'],
  ],
  [
    'an active key that is said to be nowhere: no_information',
    { access_key_1_active: 'true', access_key_1_last_rotated: 'no_information' },
    [],
  ],
  ['a key that was used tomorrow: clocks differ', key(1, 60, -1), []],
  [
    'two old keys, one inactive',
    { ...key(1, 200, 1), ...key(2, 300, 250), access_key_2_active: 'false' },
    ['key-old 1'],
  ],
  [
    'a password that is used each day, and keys that are not',
    { ...key(1, 100), ...key(2, 95, 91) },
    ['key-old 1', 'key-unused 1', 'key-old 2', 'key-unused 2', 'two-active-keys'],
  ],
  [
    'a password that was changed last week and used long before',
    { password_last_used: daysAgo(200), password_last_changed: daysAgo(7) },
    ['password-unused'],
  ],
  ['a password that has to be changed since yesterday', { password_next_rotation: daysAgo(1) }, []],
  [
    'a user whose password is enabled, of which nothing else is said',
    { password_last_used: 'no_information', password_last_changed: 'N/A', user_creation_time: 'N/A' },
    [],
  ],
  [
    'two certificates, one old',
    {
      cert_1_active: 'true',
      cert_1_last_rotated: daysAgo(1),
      cert_2_active: 'true',
      cert_2_last_rotated: daysAgo(100),
    },
    ['certificate-old 2'],
  ],
  ['an active certificate without a date', { cert_1_active: 'true', cert_1_last_rotated: 'N/A' }, []],

  ['a password used 89 days ago', { password_last_used: daysAgo(89) }, []],
  ['a password used 90 days ago', { password_last_used: daysAgo(90) }, ['password-unused']],
  ['a disabled password that was not used', { password_enabled: 'false', password_last_used: daysAgo(500) }, []],
  [
    'never used, made long ago',
    { password_last_used: 'no_information', password_last_changed: daysAgo(91) },
    ['password-unused'],
  ],
  ['never used: N/A', { password_last_used: 'N/A', password_last_changed: daysAgo(91) }, ['password-unused']],
  [
    'never used, of an old user, changed last week',
    { password_last_used: 'no_information', password_last_changed: daysAgo(7) },
    [],
  ],
  [
    'never used, of a new user, and no date of a change',
    { password_last_used: 'no_information', password_last_changed: 'N/A', user_creation_time: daysAgo(5) },
    [],
  ],
  [
    'never used, of an old user, and no date of a change',
    { password_last_used: 'no_information', password_last_changed: 'not_supported', user_creation_time: daysAgo(95) },
    ['password-unused'],
  ],

  ['an old certificate', { cert_1_active: 'true', cert_1_last_rotated: daysAgo(91) }, ['certificate-old 1']],
  ['a new certificate', { cert_2_active: 'TRUE', cert_2_last_rotated: daysAgo(89) }, []],
  ['an old certificate that is inactive', { cert_2_active: 'false', cert_2_last_rotated: daysAgo(500) }, []],
])('%s', (_, row, expected) => {
  expect(found(row)).toEqual(expected)
})

test.each<[string, Row, string[]]>([
  ['with MFA, not used for long', {}, []],
  ['without MFA', { mfa_active: 'false' }, ['root-mfa-missing root']],
  ['without MFA, and TRUE', { mfa_active: 'FALSE', password_enabled: 'TRUE' }, ['root-mfa-missing root']],
  [
    'without a password: nothing to protect',
    { mfa_active: 'false', password_enabled: 'FALSE', password_last_used: 'N/A' },
    [],
  ],
  ['used yesterday', { password_last_used: daysAgo(1) }, ['root-used root']],
  ['used a second less than 30 days ago', { password_last_used: '2026-10-31T12:00:01+00:00' }, ['root-used root']],
  [
    'without MFA, of which password AWS says nothing',
    { mfa_active: 'false', password_enabled: 'N/A' },
    ['root-mfa-missing root'],
  ],
  ['whose MFA nobody can tell', { mfa_active: 'no_information' }, []],
  [
    'with a signing certificate of last year',
    { cert_1_active: 'true', cert_1_last_rotated: daysAgo(365) },
    ['certificate-old root 1'],
  ],
  ['used 30 days ago', { password_last_used: daysAgo(30) }, []],
  ['never used', { password_last_used: 'no_information' }, []],
  ['with a key that is in use', key(1, 80, 40), ['root-key root 1']],
  ['with a key of yesterday that was used', key(2, 1, 0.1), ['root-key root 2', 'root-used root']],
  ['with an inactive key', { ...key(1, 400, 300), access_key_1_active: 'false' }, []],
  [
    'with an inactive key that was used last week',
    { ...key(1, 400, 7), access_key_1_active: 'false' },
    ['root-used root'],
  ],
  [
    'with an old key and no password',
    { ...key(1, 400, 300), password_enabled: 'FALSE', mfa_active: 'FALSE' },
    ['root-key root 1', 'key-old root 1', 'key-unused root 1'],
  ],
  [
    'with two keys',
    { ...key(1, 5, 40), ...key(2, 5, 40) },
    ['root-key root 1', 'root-key root 2', 'two-active-keys root'],
  ],
])('the root user %s', (_, root, expected) => {
  expect(found({}, root)).toEqual(expected)
})

test('a finding names person, key, since when, and what to do', () => {
  const { findings } = auditCredentials(
    reportOf([key(1, 120, 95.5, { access_key_1_last_used_region: 'N/A', access_key_1_last_used_service: 's3' })]),
    { now, generatedAt: now },
  )
  expect(findings).toMatchObject([
    {
      kind: 'key-old',
      person: 'mina',
      key: 1,
      days: 120,
      since: '2026-08-02T12:00:00Z',
      resource: 'arn:aws:iam::123456789012:user/mina',
    },
    {
      kind: 'key-unused',
      person: 'mina',
      key: 1,
      days: 95,
      reason: 'It was last used 2026-08-27T00:00:00Z, for s3.',
    },
  ])
  expect(findings[0]?.advice).toContain('aws iam list-access-keys --user-name mina')
})

test('identities: the same at every look, another one for a new key in the same place', () => {
  const idsOf = (row: Row, at = now) => auditCredentials(reportOf([row]), { now: at }).findings.map(({ id }) => id)
  const later = new Date(now.getTime() + 86_400_000)
  expect(idsOf(key(1, 120, 1), later)).toEqual(idsOf(key(1, 120, 1)))
  expect(idsOf(key(1, 121, 1))).not.toEqual(idsOf(key(1, 120, 1)))
  const all = idsOf({ ...key(1, 120), ...key(2, 120), mfa_active: 'false' })
  expect(new Set(all).size).toBe(6)
})

test('thresholds', () => {
  const kinds = (thresholds: object) =>
    auditCredentials(reportOf([key(1, 40, 20)]), { now, generatedAt: now, thresholds }).findings.map(({ kind }) => kind)
  expect(kinds({})).toEqual([])
  expect(kinds({ keyAgeDays: 30 })).toEqual(['key-old'])
  expect(kinds({ unusedDays: 20 })).toEqual(['key-unused'])
  expect(kinds({ rootUsedDays: 201 })).toEqual(['root-used'])
})

test('the password policy against the config', () => {
  const lacks = (is: object | undefined, wanted: object) =>
    auditCredentials(reportOf([]), { now, generatedAt: now, passwordPolicy: { is, wanted } }).findings.map(
      ({ resource, kind, reason }) => [kind, resource.split('/')[1], reason],
    )
  expect(
    lacks(
      { MinimumPasswordLength: 14, RequireSymbols: true, PasswordReusePrevention: 24, MaxPasswordAge: 90 },
      { minimumLength: 14, symbols: true, reusePrevention: 24, maximumAgeDays: 90 },
    ),
  ).toEqual([])
  expect(lacks(undefined, { minimumLength: 14, numbers: true, lowercase: false })).toEqual([
    [
      'password-policy',
      'minimumLength',
      'The account has no policy; by the default of AWS passwords of 8 characters are taken, and 14 are wanted.',
    ],
    [
      'password-policy',
      'numbers',
      'The account has no policy; by the default of AWS passwords without a digit are taken.',
    ],
  ])
  expect(lacks({ MinimumPasswordLength: 6 }, { reusePrevention: 1 }).map(([, setting]) => setting)).toEqual([
    'reusePrevention',
  ])
  expect(
    lacks({ MinimumPasswordLength: 14, MaxPasswordAge: 0 }, { maximumAgeDays: 90, reusePrevention: 5 }).map(
      ([, setting]) => setting,
    ),
  ).toEqual(['reusePrevention', 'maximumAgeDays'])
})
