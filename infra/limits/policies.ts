import { countOf, type Excess, listOf, type Measured, ofType, over, targetOf } from './template.ts'
import { type TemplateResource, worstCase, worstText } from './worst-case.ts'

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html'
const sns = 'https://docs.aws.amazon.com/general/latest/gr/sns.html'
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html'

const lengthOf = (policy: unknown, where: Measured): number => worstText(policy, where).length

/** Whose role it is, in words of the config. */
const ownerOf = (role: string, where: Measured): string => {
  const fn = ofType(where, 'AWS::Lambda::Function').find(([, { Properties }]) => targetOf(Properties?.Role) === role)
  if (fn) return `the role of the function ${String(worstCase(fn[1].Properties?.FunctionName, where))}`
  const task = ofType(where, 'AWS::ECS::TaskDefinition').find(
    ([, { Properties }]) => targetOf(Properties?.ExecutionRoleArn) === role,
  )
  return task ? `the execution role of ${String(worstCase(task[1].Properties?.Family, where))}` : `the role ${role}`
}

const attached = (where: Measured, type: string, role: string): [string, TemplateResource][] =>
  ofType(where, type).filter(([, policy]) => listOf(policy, 'Roles').some((value) => targetOf(value) === role))

const ofRole = ([role, resource]: [string, TemplateResource], where: Measured): Excess[] => {
  const what = ownerOf(role, where)
  const inline = attached(where, 'AWS::IAM::Policy', role)
  const managed = attached(where, 'AWS::IAM::ManagedPolicy', role)
  const sum = inline.reduce((total, [, { Properties }]) => total + lengthOf(Properties?.PolicyDocument, where), 0)
  return [
    ...over({ what, is: sum, most: 10_240, unit: 'characters of its own policies', source: iam }),
    ...over({
      what,
      is: listOf(resource, 'ManagedPolicyArns').length + managed.length,
      most: 10,
      unit: 'managed policies',
      source: iam,
    }),
    ...managed.flatMap(([, { Properties }]) =>
      over({
        what,
        is: lengthOf(Properties?.PolicyDocument, where),
        most: 6_144,
        unit: 'characters of a managed policy',
        source: iam,
      }),
    ),
  ]
}

/** Policies of resources: kind, property, longest, page. A queue's and a topic's are counted in bytes. */
const ofResources = [
  ['AWS::SQS::QueuePolicy', 8_192, sqs],
  ['AWS::SNS::TopicPolicy', 30_720, sns],
  ['AWS::S3::BucketPolicy', 20_480, s3],
] as const

interface Statement {
  readonly Action?: unknown
  readonly Principal?: unknown
  readonly Condition?: object
}

/** A queue's policy is counted in four ways beside its bytes. */
const queuePolicyExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::SQS::QueuePolicy').flatMap(([id, { Properties }]) => {
    const { Statement = [] } = (Properties?.PolicyDocument ?? {}) as { Statement?: Statement | readonly Statement[] }
    const statements: readonly Statement[] = [Statement].flat()
    const sum = (count: (statement: Statement) => number): number =>
      statements.reduce((total, each) => total + count(each), 0)
    const counted = [
      [statements.length, 20, 'statements'],
      [Math.max(0, ...statements.map(({ Action }) => countOf(Action))), 7, 'actions in a statement of its policy'],
      [sum(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys).length), 10, 'conditions'],
      [sum(({ Principal }) => principalsOf(Principal)), 50, 'principals'],
    ] as const
    return counted.flatMap(([is, most, unit]) => over({ what: id, is, most, unit, source: sqs }))
  })

const principalsOf = (principal: unknown): number =>
  typeof principal === 'object' && principal !== null
    ? Object.values(principal).reduce((total: number, each) => total + countOf(each), 0)
    : countOf(principal)

/** What Lambda makes of the permissions of one function is a policy too. */
const invocationPolicyExcesses = (where: Measured): Excess[] =>
  [
    ...Map.groupBy(ofType(where, 'AWS::Lambda::Permission'), ([, { Properties }]) =>
      worstText(Properties?.FunctionName, where),
    ),
  ].flatMap(([fn, permissions]) =>
    over({
      what: `the policy that lets others call the function ${fn}`,
      is: permissions.reduce((total, [id, { Properties }]) => {
        const { Action, Principal, SourceArn, SourceAccount } = Properties ?? {}
        const statement = {
          Sid: `${where.stackName}-${id}-${'X'.repeat(12)}`,
          Effect: 'Allow',
          Principal: { Service: Principal },
          Action,
          Resource: Properties?.FunctionName,
          Condition: { StringEquals: { 'AWS:SourceAccount': SourceAccount }, ArnLike: { 'AWS:SourceArn': SourceArn } },
        }
        return total + lengthOf(statement, where) + 1
      }, 0),
      most: 20_480,
      unit: 'bytes',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    }),
  )

const trustExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    over({
      what: `the trust policy of ${ownerOf(id, where)}`,
      is: Properties?.AssumeRolePolicyDocument === undefined ? 0 : lengthOf(Properties.AssumeRolePolicyDocument, where),
      most: 2_048,
      unit: 'characters',
      source: iam,
    }),
  )

/** Policies that are longer than AWS takes, of roles and of resources. */
export const policyExcesses = (where: Measured): Excess[] => [
  ...queuePolicyExcesses(where),
  ...invocationPolicyExcesses(where),
  ...trustExcesses(where),
  ...ofType(where, 'AWS::IAM::Role').flatMap((role) => ofRole(role, where)),
  ...ofResources.flatMap(([type, most, source]) =>
    ofType(where, type).flatMap(([id, { Properties }]) =>
      over({ what: id, is: lengthOf(Properties?.PolicyDocument, where), most, unit: 'bytes of a policy', source }),
    ),
  ),
]
