type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>

type Statement = {
  readonly Effect?: unknown
  readonly Action?: unknown
  readonly Resource?: unknown
  readonly Condition?: Conditions
}

/** Condition keys that the emulator does not fill in: it takes the condition for unmet. */
const unknownKeys: ReadonlySet<string> = new Set([
  'ecs:cluster',
  'ecs:createaction',
  'cloudwatch:namespace',
  'ses:fromaddress',
  'iam:passedtoservice',
  'dynamodb:leadingkeys',
])

/** It fills in no tags either, of the request or of what is asked for. */
const isUnknownKey = (key: string): boolean =>
  unknownKeys.has(key.toLowerCase()) || /^aws:(request|resource)tag\//i.test(key)

const isStatement = (value: object): value is Statement => 'Effect' in value && 'Action' in value

const knownConditions = (conditions: Conditions): Conditions =>
  Object.fromEntries(
    Object.entries(conditions)
      .map(([operator, keys]): [string, Readonly<Record<string, unknown>>] => [
        operator,
        Object.fromEntries(Object.entries(keys).filter(([key]) => !isUnknownKey(key))),
      ])
      .filter(([, keys]) => Object.keys(keys).length > 0),
  )

/**
 * Actions that the emulator checks against another resource than AWS: an ECS call that names a cluster against the cluster,
 * whatever it is about; an email against no identity; a list of databases, tags for one and a restore to a time against none of them; a set
 * of WAF against none; lines of a log stream against its group.
 */
const otherwiseChecked = [
  'ecs:',
  'ses:SendEmail',
  'ses:SendRawEmail',
  'rds:DescribeDB',
  'rds:AddTags',
  'rds:RestoreDB',
  'logs:GetLogEvents',
  'wafv2:',
]

const isOtherwiseChecked = ({ Action }: Statement): boolean =>
  [Action].flat().some((action) => otherwiseChecked.some((start) => String(action).startsWith(start)))

const relax = (statement: Statement): Statement =>
  statement.Effect !== 'Allow'
    ? statement
    : {
        ...statement,
        ...(statement.Condition ? { Condition: knownConditions(statement.Condition) } : {}),
        ...(isOtherwiseChecked(statement) && statement.Resource !== undefined ? { Resource: '*' } : {}),
      }

/**
 * Widens the permissions of a template where the emulator, with IAM enforced, judges otherwise than AWS. Actions stay as
 * they are, and so do the resources of all services but ECS, SES, WAF, logs and some of RDS: what a role does not name is refused here as there.
 */
export const widenPermissions = <Value>(value: Value): Value => {
  if (Array.isArray(value)) return value.map(widenPermissions) as Value
  if (typeof value !== 'object' || value === null) return value
  if (isStatement(value)) return relax(value) as Value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, widenPermissions(part)])) as Value
}
