import { lookAtPasswordPolicy } from '../../../../functions/audits/checks/credentials/password-policy.ts'
import { lookAtReport } from '../../../../functions/audits/checks/credentials/report.ts'
import { key, now, reportOf } from '../credentials/reports.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

const report = { Content: Buffer.from(reportOf([key(1, 120, 1)])), GeneratedTime: now }

test('a report is generated until it is complete, then got', async () => {
  const states = ['STARTED', 'INPROGRESS', 'COMPLETE']
  const access = fakeAccess(
    { GenerateCredentialReport: () => ({ State: states.shift() }), GetCredentialReport: report },
    now,
  )
  const { findings, problems } = await lookAtReport(access, sliceOf())
  expect(access.calls).toEqual([...Array(3).fill('GenerateCredentialReport'), 'GetCredentialReport', 'ListUserTags'])
  expect(access.waits).toEqual([2_000, 2_000])
  expect(findings).toMatchObject([{ kind: 'key-old', audit: 'credentials' }])
  expect(problems).toEqual([])
})

test.each([
  'CredentialReportNotPresentException',
  'CredentialReportExpiredException',
  'CredentialReportNotReadyException',
  'ReportNotPresent',
  'ReportExpired',
  'ReportInProgress',
])('%s: it is generated again', async (name) => {
  const answers = [awsError(name, 410), report]
  const access = fakeAccess(
    { GenerateCredentialReport: { State: 'COMPLETE' }, GetCredentialReport: () => answers.shift() },
    now,
  )
  expect((await lookAtReport(access, sliceOf())).findings).toHaveLength(1)
  expect(access.calls.filter((call) => call !== 'ListUserTags')).toHaveLength(4)
})

test('one that never completes is transient, another refusal is thrown as it is', async () => {
  const never = fakeAccess({ GenerateCredentialReport: { State: 'INPROGRESS' } }, now)
  await expect(lookAtReport(never, sliceOf())).rejects.toThrow('has not completed the credential report yet')
  expect(never.waits).toHaveLength(45)
  const denied = fakeAccess({ GenerateCredentialReport: awsError('AccessDenied', 403) }, now)
  await expect(lookAtReport(denied, sliceOf())).rejects.toThrow('AccessDenied')
})

test('a report of five hours ago is told, with the thresholds of the config', async () => {
  const access = fakeAccess(
    {
      GenerateCredentialReport: { State: 'COMPLETE' },
      GetCredentialReport: { ...report, GeneratedTime: new Date(now.getTime() - 5 * 3_600_000) },
    },
    now,
  )
  const { findings, problems } = await lookAtReport(access, sliceOf({ credentials: { keyAgeDays: 200 } }))
  expect(findings).toEqual([])
  expect(problems).toEqual([expect.stringContaining('made 5 hours ago')])
})

test('where AWS makes no more reports for now, the one before is judged', async () => {
  const access = fakeAccess(
    { GenerateCredentialReport: awsError('LimitExceededException', 409), GetCredentialReport: report },
    now,
  )
  expect((await lookAtReport(access, sliceOf())).findings).toHaveLength(1)
})

test.each<[string, string, unknown]>([
  ['an empty report', '', 'all'],
  ['a row that is cut off', `${reportOf([])}\nmina,arn:aws`, 'all'],
  ['a value that nobody knows', reportOf([{ mfa_active: 'maybe' }]), ['arn:aws:iam::123456789012:user/mina']],
  ['a whole report', reportOf([key(1, 120, 1)]), []],
])('%s: of whom nothing can be said that it is fixed', async (_, text, unseen) => {
  const access = fakeAccess(
    {
      GenerateCredentialReport: { State: 'COMPLETE' },
      GetCredentialReport: { Content: Buffer.from(text), GeneratedTime: now },
    },
    now,
  )
  expect((await lookAtReport(access, sliceOf())).unseen).toEqual(unseen)
})

test('the password policy, and an account without one', async () => {
  const slice = sliceOf({ credentials: { passwordPolicy: { minimumLength: 14 } } })
  const kinds = async (answer: unknown) =>
    (await lookAtPasswordPolicy(fakeAccess({ GetAccountPasswordPolicy: answer }), slice)).findings.map(
      ({ reason }) => reason,
    )
  expect(await kinds({ PasswordPolicy: { MinimumPasswordLength: 14 } })).toEqual([])
  expect(await kinds({ PasswordPolicy: { MinimumPasswordLength: 8 } })).toEqual([
    expect.stringContaining('By the policy'),
  ])
  expect(await kinds(awsError('NoSuchEntityException', 404))).toEqual([expect.stringContaining('has no policy')])
  await expect(kinds(awsError('ServiceFailure', 500))).rejects.toThrow('ServiceFailure')
})

test('whose a user is, by tag; the root user and who is gone meanwhile have none', async () => {
  const rows = ['mina', 'gone'].map((user) => ({
    user,
    arn: `arn:aws:iam::123456789012:user/${user}`,
    ...key(1, 120, 1),
  }))
  const access = fakeAccess(
    {
      GenerateCredentialReport: { State: 'COMPLETE' },
      GetCredentialReport: { Content: Buffer.from(reportOf(rows)), GeneratedTime: now },
      ListUserTags: ({ UserName }: { readonly UserName: string }) =>
        UserName === 'gone' ? awsError('NoSuchEntityException', 404) : { Tags: [{ Key: 'Team', Value: 'sales' }] },
    },
    now,
  )
  const { findings } = await lookAtReport(access, sliceOf({ ownerTag: 'team', credentials: { rootUsedDays: 300 } }))
  expect(findings.map(({ kind, owner }) => [kind, owner])).toEqual([
    ['root-used', undefined],
    ['key-old', 'sales'],
    ['key-old', undefined],
  ])
})
