import { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { worstText } from '../limits/worst-case.ts'

/** Characters of one statement, so that three of them fit in a managed policy. */
const statementRoom = 1_950

/** Characters of growing lists in a role's own policy. With what every function has they stay below IAM's 10,240. */
const inlineRoom = 4_000

/** IAM takes 6,144, and something is around the statements. */
const managedRoom = 6_000

interface Filling {
  readonly policy: iam.ManagedPolicy
  size: number
}

/** How full the policies of each role are. */
const fillings = new WeakMap<iam.Role, { inline: number; readonly managed: Filling[] }>()

const measure = (role: iam.Role, value: unknown): number => {
  const stack = Stack.of(role)
  return worstText(stack.resolve(value), { stackName: stack.stackName, region: stack.region, resources: {} }).length
}

/** Divides a list into runs that are each at most so long, by the length of each entry. */
export const divide = <Entry>(entries: readonly Entry[], lengthOf: (entry: Entry) => number, most: number): Entry[][] =>
  entries.reduce<{ readonly runs: Entry[][]; readonly length: number }>(
    ({ runs, length }, entry) => {
      const own = lengthOf(entry)
      const last = runs.at(-1)
      if (last === undefined || length + own > most) return { runs: [...runs, [entry]], length: own }
      last.push(entry)
      return { runs, length: length + own }
    },
    { runs: [], length: 0 },
  ).runs

const place = (role: iam.Role, statement: iam.PolicyStatement): void => {
  const filling = fillings.get(role) ?? { inline: 0, managed: [] }
  fillings.set(role, filling)
  const size = measure(role, statement.toStatementJson())
  if (filling.inline + size <= inlineRoom) {
    filling.inline += size
    role.addToPolicy(statement)
    return
  }
  const open = filling.managed.find((each) => each.size + size <= managedRoom)
  if (open) {
    open.size += size
    open.policy.addStatements(statement)
    return
  }
  // Below the role, so that the function waits for it and the role's reasons for wildcards count.
  const policy = new iam.ManagedPolicy(role, `Grants${filling.managed.length + 1}`, {
    roles: [role],
    statements: [statement],
  })
  filling.managed.push({ policy, size })
}

/** The role that a function has of its own, or a role. @throws TypeError for a function whose role is another's */
export const roleOf = (grantee: lambda.IFunction | iam.Role): iam.Role => {
  const role = grantee instanceof iam.Role ? grantee : grantee.role
  if (!(role instanceof iam.Role)) throw new TypeError(`${grantee.node.path} has no role of its own`)
  return role
}

/**
 * Allows a function, or a role, something on a list of resources that grows with the config. A long list is divided over several
 * statements, and what has no room in the role's own policy goes to managed ones: IAM takes 10,240 characters of a role's
 * own policies and 6,144 of a managed one, and CDK divides between statements only, counting 150 for every ARN. Nothing is
 * allowed for an empty list.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const grantList = (
  grantee: lambda.IFunction | iam.Role,
  { resources = [], sid, ...statement }: iam.PolicyStatementProps,
): void => {
  const role = roleOf(grantee)
  const runs = divide([...new Set(resources)], (arn) => measure(role, arn) + 1, statementRoom)
  for (const [index, run] of runs.entries())
    place(
      role,
      new iam.PolicyStatement({
        ...statement,
        ...(sid ? { sid: index === 0 ? sid : `${sid}${index + 1}` } : {}),
        resources: run,
      }),
    )
}
