import { type Excess, listOf, type Measured, ofType, over, targetOf } from './template.ts'
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

/** Policies that are longer than AWS takes, of roles and of resources. */
export const policyExcesses = (where: Measured): Excess[] => [
  ...ofType(where, 'AWS::IAM::Role').flatMap((role) => ofRole(role, where)),
  ...ofResources.flatMap(([type, most, source]) =>
    ofType(where, type).flatMap(([id, { Properties }]) =>
      over({ what: id, is: lengthOf(Properties?.PolicyDocument, where), most, unit: 'bytes of a policy', source }),
    ),
  ),
]
