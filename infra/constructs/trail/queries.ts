import type { SavedQuery } from '../athena.ts'

/** Partitions of the last days, in UTC: Athena reads no other day's files. */
const lastDays = (days: number): string => `day >= date_format(current_date - interval '${days}' day, '%Y/%m/%d')`

const caller = 'coalesce(useridentity.arn, useridentity.invokedby, useridentity.principalid) AS caller'

interface Question {
  readonly columns: readonly string[]
  readonly days: number
  readonly where: readonly string[]
  readonly groupBy?: string
  readonly orderBy: string
}

const sqlOf = (table: string, { columns, days, where, groupBy, orderBy }: Question): string =>
  [
    `SELECT ${columns.join(', ')}`,
    `FROM ${table}`,
    `WHERE ${lastDays(days)}`,
    ...where.map((each) => `  AND ${each}`),
    ...(groupBy ? [`GROUP BY ${groupBy}`] : []),
    `ORDER BY ${orderBy}`,
    'LIMIT 1000',
  ].join('\n')

const one = [
  'eventtime',
  'awsregion',
  'eventname',
  caller,
  'useridentity.invokedby AS through',
  'sourceipaddress',
  'errorcode',
]

/** What changes who reaches what by a security group. */
const groupCalls = [
  'AuthorizeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'ModifySecurityGroupRules',
  'CreateSecurityGroup',
  'DeleteSecurityGroup',
  'ModifyNetworkInterfaceAttribute',
]

const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

/**
 * What somebody asks of a trail first. A `?` is asked for by Athena's console when the query runs, and is given to its API as an execution parameter, in
 * single quotes. https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
 * @param table with its database
 */
export const trailQueries = (table: string): readonly SavedQuery[] => [
  {
    name: 'who-ended-this-instance',
    description:
      "Who ended, stopped or started an instance in the last 30 days; parameter: its id, such as 'i-0123456789abcdef0'",
    sql: sqlOf(table, {
      columns: one,
      days: 30,
      where: [
        "eventsource = 'ec2.amazonaws.com'",
        "eventname IN ('TerminateInstances', 'StopInstances', 'StartInstances', 'RebootInstances')",
        `requestparameters LIKE concat('%"', ?, '"%')`,
      ],
      orderBy: 'eventtime DESC',
    }),
  },
  {
    name: 'refused-calls',
    description:
      'Which calls were refused in the last 7 days for want of a permission, by caller, the most frequent first',
    sql: sqlOf(table, {
      columns: [caller, 'eventsource', 'eventname', 'errorcode', 'count(*) AS times', 'max(eventtime) AS last'],
      days: 7,
      where: ["regexp_like(errorcode, 'AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden')"],
      groupBy: '1, 2, 3, 4',
      orderBy: 'times DESC',
    }),
  },
  {
    name: 'use-of-root',
    description: 'What the root user did in the last 90 days, but what services do in its name',
    sql: sqlOf(table, {
      columns: [...one, 'eventsource'],
      days: 90,
      where: ["useridentity.type = 'Root'", 'useridentity.invokedby IS NULL', "eventtype <> 'AwsServiceEvent'"],
      orderBy: 'eventtime DESC',
    }),
  },
  {
    name: 'sign-ins-without-mfa',
    description:
      'Sign-ins to the console by a password alone in the last 90 days; those of identity providers, which ask for their own, are left out',
    sql: sqlOf(table, {
      columns: [...one, "json_extract_scalar(responseelements, '$.ConsoleLogin') AS outcome"],
      days: 90,
      where: [
        "eventname = 'ConsoleLogin'",
        "useridentity.type IN ('IAMUser', 'Root')",
        "json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No'",
      ],
      orderBy: 'eventtime DESC',
    }),
  },
  {
    name: 'what-somebody-did',
    description:
      "What a user, or a session of a role, changed or was refused in a time; parameters: the end of the ARN, such as '/mina', from when and until when, such as '2026-11-30T00:00:00Z'; at most 90 days back",
    sql: sqlOf(table, {
      columns: [...one, 'eventsource', 'requestparameters'],
      days: 90,
      where: [
        "useridentity.arn LIKE concat('%', ?)",
        'eventtime BETWEEN ? AND ?',
        "(readonly = 'false' OR errorcode IS NOT NULL)",
      ],
      orderBy: 'eventtime DESC',
    }),
  },
  {
    name: 'security-group-changes',
    description: 'Who changed security groups, or which groups an interface has, in the last 30 days',
    sql: sqlOf(table, {
      columns: [...one, 'requestparameters'],
      days: 30,
      where: ["eventsource = 'ec2.amazonaws.com'", `eventname IN (${listed(groupCalls)})`],
      orderBy: 'eventtime DESC',
    }),
  },
]
