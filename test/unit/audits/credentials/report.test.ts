import { auditCredentials } from '../../../../shared/audits/credentials/audit.ts'
import { columns } from '../../../../shared/audits/credentials/columns.ts'
import { key, now, quiet, type Row, reportOf } from './reports.ts'

const audit = (report: string | Uint8Array, generatedAt: Date | undefined = now) =>
  auditCredentials(report, { now, generatedAt })
const kinds = (report: string | Uint8Array) => audit(report).findings.map(({ kind, person }) => [kind, person])
const codes = (report: string | Uint8Array) => audit(report).problems.map(({ code }) => code)

const noMfa: Row = { mfa_active: 'false' }
const additional = [...columns, 'additional_credentials_info']

test('22 columns, in any order, with or without additional_credentials_info', () => {
  for (const names of [columns, additional, [...columns].reverse(), columns.map((name) => name.toUpperCase())]) {
    const report = reportOf(
      [noMfa],
      names.map((name) => name.toLowerCase()),
    )
    expect(kinds(report)).toEqual([['mfa-missing', 'mina']])
    expect(codes(report)).toEqual([])
  }
  const [header = '', ...rows] = reportOf([noMfa]).split('\n')
  expect(kinds([header.toUpperCase(), ...rows].join('\n'))).toEqual([['mfa-missing', 'mina']])
})

test('credentials beyond the two are told', () => {
  const { findings, problems } = audit(
    reportOf([{ ...noMfa, additional_credentials_info: '1 more access key' }], additional),
  )
  expect(findings.map(({ kind }) => kind)).toEqual(['mfa-missing'])
  expect(problems).toMatchObject([{ code: 'more-credentials', person: 'mina', line: 3 }])
  for (const nothing of ['', 'N/A', '0'])
    expect(codes(reportOf([{ additional_credentials_info: nothing }], additional))).toEqual([])
})

test.each([
  ['bytes', (text: string) => Buffer.from(text)],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['a byte order mark in bytes', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['CR', (text: string) => text.replaceAll('\n', '\r')],
  ['an empty line at the end', (text: string) => `${text}\n\n`],
  ['quotes around every field', (text: string) => text.replaceAll(/[^,\n]+/g, (field) => `"${field}"`)],
  ['Z', (text: string) => text.replaceAll('+00:00', 'Z')],
  ['+0000', (text: string) => text.replaceAll('+00:00', '+0000')],
  ['fractions of a second', (text: string) => text.replaceAll('+00:00', '.123Z')],
])('%s', (_, change) => {
  const report = change(reportOf([{ ...noMfa, ...key(1, 120, 1) }]))
  expect(kinds(report)).toEqual([
    ['mfa-missing', 'mina'],
    ['key-old', 'mina'],
  ])
  expect(codes(report)).toEqual([])
})

test.each([
  ['with quotes', '"a,b"', '"arn:aws:iam::123456789012:user/a,b"', 'a,b'],
  ['without quotes', 'a,b', 'arn:aws:iam::123456789012:user/a,b', 'a,b'],
  ['several', 'a,,b,c', 'arn:aws:iam::123456789012:user/x/a,,b,c', 'a,,b,c'],
  ['in the path too', 'a,b', 'arn:aws:iam::123456789012:user/p,q/a,b', 'a,b'],
  ['in the path only', 'ab', 'arn:aws:iam::123456789012:user/p,q/ab', 'ab'],
  ['a quote', '"a""b"', '"arn:aws:iam::123456789012:user/""/ab"', 'a"b'],
  ['a line break', '"a\nb"', 'arn', 'a\nb'],
])('commas and quotes in names: %s', (_, user, arn, name) => {
  const report = reportOf([
    { ...noMfa, user, arn },
    { ...noMfa, user: 'after', arn: 'arn:aws:iam::123456789012:user/after' },
  ])
  expect(kinds(report)).toEqual([
    ['mfa-missing', name],
    ['mfa-missing', 'after'],
  ])
  expect(codes(report)).toEqual([])
})

test.each([
  ['reversed columns', [...columns].reverse(), 'a,b', 'arn:aws:iam::123456789012:user/p,q/a,b'],
  [
    'the name last',
    [...columns.filter((name) => name !== 'user'), 'user'],
    'a,b',
    'arn:aws:iam::123456789012:user/a,b',
  ],
  ['no column of ARNs', columns.filter((name) => name !== 'arn'), 'a,b,c', ''],
])('a name with commas and no quotes, %s', (_, names, user, arn) => {
  expect(
    kinds(
      reportOf(
        [
          { ...noMfa, user, arn },
          { ...noMfa, user: 'after' },
        ],
        names,
      ),
    ),
  ).toEqual([
    ['mfa-missing', user],
    ['mfa-missing', 'after'],
  ])
})

test.each([
  ['within a flag', 3, 'value-unknown'],
  ['within a date', 8, 'value-unknown'],
  ['after a comma', 4, 'row-unreadable'],
  ['in the middle of a row', 60, 'row-unreadable'],
])('a file that ends %s: the rows before are judged', (_, cut, code) => {
  const last = { ...noMfa, user: 'last', arn: 'x', cert_2_active: 'true', cert_2_last_rotated: 'N/A' }
  const rows = [noMfa, cut === 8 ? { ...last, cert_2_last_rotated: '2026-11-30T00:00:00+00:00' } : { ...last }]
  const whole = reportOf(rows)
  const report = cut === 3 ? whole.replace(/,N\/A$/, ',N/').replace(/true,N\/$/, 'tru,N/A') : whole.slice(0, -cut)
  expect(codes(report)).toContain(code)
  expect(kinds(report)).toContainEqual(['mfa-missing', 'mina'])
})

test.each([
  ['a quote that never closes', (text: string) => text.replace('last,', '"last,')],
  ['letters behind a closing quote', (text: string) => text.replace('last,', '"la"st,')],
  ['spaces around values', (text: string) => text.replaceAll(',', ' , ').replaceAll(/^ +| +$/gm, '')],
])('%s: nobody before is lost', (_, change) => {
  const report = change(reportOf([noMfa, { ...noMfa, user: 'last', arn: 'x' }]))
  expect(kinds(report).map(([kind, name]) => [kind, name?.trim()])).toContainEqual(['mfa-missing', 'mina'])
})

test.each([
  ['China', 'arn:aws-cn:iam::123456789012:root'],
  ['GovCloud', 'arn:aws-us-gov:iam::123456789012:root'],
])('the root user of %s is known by its ARN', (_, arn) => {
  expect(kinds(reportOf([{ ...noMfa, user: 'root account', arn, password_enabled: 'not_supported' }]))).toEqual([
    ['root-mfa-missing', 'root account'],
    ['root-used', 'root account'],
  ])
})

test('a user who is called root is a user', () => {
  expect(kinds(reportOf([{ ...noMfa, user: 'root', arn: 'arn:aws:iam::123456789012:user/root' }]))).toEqual([
    ['mfa-missing', 'root'],
  ])
})

test('columns of keys and certificates that no version had before are named once, and the rest is judged', () => {
  const names = [...columns, 'access_key_3_active', 'cert_3_active', 'cert_3_last_rotated']
  const report = reportOf([{ ...noMfa, ...key(1, 120, 1) }], names)
  expect(audit(report).problems).toMatchObject([
    { code: 'columns-unknown', columns: ['access_key_3_active', 'cert_3_active', 'cert_3_last_rotated'] },
  ])
  expect(kinds(report)).toEqual([
    ['mfa-missing', 'mina'],
    ['key-old', 'mina'],
  ])
})

test.each([
  ['spaces and line ends alone', ' \r\n\r\n', ['empty']],
  ['a header alone', columns.join(','), ['no-root']],
  ['the answer of a proxy', '<html><body>502</body></html>', ['columns-missing', 'columns-unknown']],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x41]), ['columns-missing', 'columns-unknown']],
])('%s: no finding, and why', (_, report, expected) => {
  expect(codes(report)).toEqual(expected)
  expect(audit(report).findings).toEqual([])
})

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('a problem names its line, as an editor counts, with %s', (_, end) => {
  const report = [...reportOf([noMfa]).split('\n'), '', 'broken'].join(end)
  expect(audit(report).problems).toMatchObject([{ code: 'row-unreadable', line: 5 }])
})

test('a row that is short is no name with commas, and no column is missing where all are there', () => {
  expect(audit(reportOf([])).problems).toEqual([])
  expect(codes(`${reportOf([])}\nmina`)).toEqual(['row-unreadable'])
})

test('a command stays one whatever the name is', () => {
  const [finding] = audit(reportOf([{ ...noMfa, user: "o'neil; rm -rf", arn: 'x' }])).findings
  expect(finding?.advice).toContain(`--user-name 'o'\\''neil; rm -rf'`)
})

test.each([
  ['nothing', '', ['empty']],
  ['no user', 'arn,mfa_active\na,true', ['columns-missing']],
  ['a short row', `${reportOf([])}\nmina,arn`, ['row-unreadable']],
  ['a long row', `${reportOf([noMfa])},x`, ['row-unreadable']],
  ['a row without a user', reportOf([{ ...noMfa, user: '' }]), ['row-unreadable']],
  ['the same person twice', reportOf([{}, noMfa]), ['person-twice']],
  [
    'no root user',
    reportOf([{}])
      .split('\n')
      .filter((line) => !line.startsWith('<root'))
      .join('\n'),
    ['no-root'],
  ],
  ['a column that nobody knows', reportOf([{}], [...columns, 'passkeys']), ['columns-unknown']],
  ['a column twice', reportOf([{}], [...columns, 'mfa_active']), ['columns-twice']],
  ['a flag that is none', reportOf([{ mfa_active: 'maybe' }]), ['value-unknown']],
  [
    'a date that is none',
    reportOf([{ ...key(1, 200), access_key_1_last_rotated: '2026-02-30T00:00:00Z' }]),
    ['value-unknown'],
  ],
  [
    'a date without a zone',
    reportOf([{ ...key(1, 200), access_key_1_last_rotated: '2026-02-20T00:00:00' }]),
    ['value-unknown'],
  ],
  ['an active key without a date', reportOf([{ ...key(1, 200), access_key_1_last_rotated: 'N/A' }]), ['no-date']],
])('%s is told, and the rest goes on', (_, report, expected) => {
  expect(codes(report)).toEqual(expected)
  expect(kinds(report)).toEqual([])
})

test('what a column would say is not judged where it is missing, and the rest is', () => {
  const without = (...missing: string[]) => columns.filter((name) => !missing.includes(name))
  const report = reportOf([{ ...noMfa, ...key(1, 120, 100) }], without('access_key_1_last_rotated', 'cert_1_active'))
  expect(kinds(report)).toEqual([
    ['mfa-missing', 'mina'],
    ['key-unused', 'mina'],
  ])
  expect(audit(report).problems).toMatchObject([
    { code: 'columns-missing', columns: ['access_key_1_last_rotated', 'cert_1_active'] },
  ])
  expect(kinds(reportOf([noMfa], without('arn')))).toEqual([['mfa-missing', 'mina']])
})

test('its own age: more than four hours is told', () => {
  const at = (hours: number) => audit(reportOf([]), new Date(now.getTime() - hours * 3_600_000))
  expect(at(4).problems).toEqual([])
  expect(at(4 + 1 / 3_600).problems).toHaveLength(1)
  expect(at(5).problems).toMatchObject([{ code: 'report-old', message: expect.stringContaining('made 5 hours ago') }])
  expect(at(5).ageSeconds).toBe(18_000)
  expect(audit(reportOf([]), new Date(Number.NaN)).problems).toMatchObject([{ code: 'report-age-unknown' }])
  expect(auditCredentials(reportOf([]), { now }).problems).toMatchObject([{ code: 'report-age-unknown' }])
})

test('every state of every column is read without a throw', () => {
  for (const column of columns)
    for (const value of [
      '',
      'N/A',
      'no_information',
      'not_supported',
      'true',
      'FALSE',
      '2026-01-01T00:00:00Z',
      'x',
      '"',
    ])
      expect(() => audit(reportOf([{ ...quiet, [column]: value }]))).not.toThrow()
})
