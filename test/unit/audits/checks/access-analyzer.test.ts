import { lookAtAccessAnalyzer } from '../../../../functions/audits/checks/doors/access-analyzer.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

const arn = (name: string) => `arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/${name}`
const analyzer = (name: string, type: string, status = 'ACTIVE') => ({ arn: arn(name), name, type, status })
const createdAt = new Date('2026-11-01T00:00:00Z')

const role = {
  id: 'f-1',
  resource: 'arn:aws:iam::123456789012:role/deploy',
  resourceType: 'AWS::IAM::Role',
  principal: { AWS: '111122223333' },
  action: ['sts:AssumeRole'],
  condition: { 'sts:ExternalId': 'x' },
  isPublic: false,
  createdAt,
}

const look = async (analyzers: readonly object[], answers: object = {}) =>
  lookAtAccessAnalyzer(fakeAccess({ ListAnalyzers: { analyzers }, ...answers }), sliceOf())

test('without an analyzer nothing is found, and none is made', async () => {
  const access = fakeAccess({ ListAnalyzers: { analyzers: [] } })
  expect(await lookAtAccessAnalyzer(access, sliceOf())).toEqual({ findings: [], problems: [] })
  expect(access.calls).toEqual(['ListAnalyzers'])
})

test('another account that may take a role: who, what, under which condition, and the command for what is meant so', async () => {
  const { findings } = await look([analyzer('all', 'ACCOUNT')], { ListFindings: { findings: [role] } })
  expect(findings).toMatchObject([
    {
      kind: 'access-external',
      severity: 'warning',
      title: 'The IAM role deploy can be used by 111122223333',
      reason: 'Access Analyzer (all): 111122223333 may sts:AssumeRole, where sts:ExternalId is x.',
      since: createdAt.toISOString(),
    },
  ])
  expect(findings[0]?.advice).toContain(`--analyzer-arn ${arn('all')} --status ARCHIVED --ids f-1`)
})

test.each([
  ['AWS::KMS::Key', 'arn:aws:kms:eu-west-1:123456789012:key/k-1', ['urgent The KMS key k-1 can be used by anyone']],
  ['AWS::S3::Bucket', 'arn:aws:s3:::photos', ['warning The S3 bucket photos can be used by anyone']],
  ['AWS::SQS::Queue', 'arn:aws:sqs:eu-west-1:123456789012:jobs', ['urgent The SQS queue jobs can be used by anyone']],
  // Said by a check of its own.
  ['AWS::EC2::Snapshot', 'arn:aws:ec2:eu-west-1:123456789012:snapshot/snap-1', []],
])('what anyone may use: %s', async (resourceType, resource, said) => {
  const found = { ...role, resource, resourceType, principal: { AWS: '*' }, condition: {}, isPublic: true }
  const { findings } = await look([analyzer('all', 'ACCOUNT')], { ListFindings: { findings: [found] } })
  expect(findings.map(({ severity, title }) => `${severity} ${title}`)).toEqual(said)
})

test('the same of an account and its organization is one finding; only active ones of this account are asked for', async () => {
  const asked: { readonly filter: object }[] = []
  const { findings } = await look([analyzer('one', 'ACCOUNT'), analyzer('two', 'ORGANIZATION')], {
    ListFindings: (input: { readonly filter: object; readonly analyzerArn: string }) => {
      asked.push(input)
      return { findings: [{ ...role, id: input.analyzerArn }] }
    },
  })
  expect(findings).toHaveLength(1)
  expect(asked.map(({ filter }) => filter)).toEqual(
    Array.from({ length: 2 }, () => ({ status: { eq: ['ACTIVE'] }, resourceOwnerAccount: { eq: ['123456789012'] } })),
  )
})

test('an analyzer of unused access is read where there is one; one of internal access is not', async () => {
  const { findings } = await look(
    [analyzer('idle', 'ACCOUNT_UNUSED_ACCESS'), analyzer('in', 'ACCOUNT_INTERNAL_ACCESS')],
    {
      ListFindings: awsError('ValidationException', 400),
      ListFindingsV2: {
        findings: [
          {
            id: 'u-1',
            resource: role.resource,
            resourceType: role.resourceType,
            findingType: 'UnusedIAMRole',
            createdAt,
          },
          {
            id: 'u-2',
            resource: role.resource,
            resourceType: role.resourceType,
            findingType: 'New',
            error: 'ACCESS_DENIED',
          },
        ],
      },
    },
  )
  expect(findings.map(({ severity, title }) => `${severity} ${title}`)).toEqual([
    'note The IAM role deploy is not used',
  ])
})

test('one that does not work is reported, and what it could not analyze is no finding', async () => {
  const { findings, problems } = await look(
    [analyzer('all', 'ACCOUNT'), { ...analyzer('org', 'ORGANIZATION', 'DISABLED'), statusReason: { code: 'X' } }],
    { ListFindings: { findings: [{ ...role, error: 'ACCESS_DENIED' }] } },
  )
  expect(findings).toEqual([])
  expect(problems).toEqual(['The analyzer org is DISABLED: X'])
})
