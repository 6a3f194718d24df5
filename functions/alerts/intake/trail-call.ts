import * as z from '../../../shared/shape.ts'
import { consoleLink, part } from './console.ts'
import { type AwsEvent, text } from './schema.ts'
import { accountOf, clean, instant, instantOf, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

const schema = z.object({
  eventName: z.string().check(z.minLength(1)),
  eventID: z.string().check(z.minLength(1)),
  eventTime: text,
  eventSource: text,
  errorCode: text,
  userIdentity: z.lenient(z.object({ type: text, arn: text, userName: text, invokedBy: text })),
  requestParameters: z.lenient(
    z.object({
      name: text,
      trailName: text,
      keyId: text,
      policyArn: text,
      policyName: text,
      roleName: text,
      userName: text,
      groupName: text,
    }),
  ),
})

type Call = z.infer<typeof schema>

/** Calls after which something is no longer watched or readable, in words, and the calls that put it right. */
const graveCalls = new Map<string, { readonly what: string; readonly ends?: true }>([
  ['StopLogging', { what: 'stopped' }],
  ['DeleteTrail', { what: 'deleted' }],
  ['StartLogging', { what: 'started', ends: true }],
  ['DisableKey', { what: 'disabled' }],
  ['ScheduleKeyDeletion', { what: 'scheduled for deletion' }],
  ['EnableKey', { what: 'enabled', ends: true }],
  ['CancelKeyDeletion', { what: 'kept from deletion', ends: true }],
])

const last = (value: string | undefined): string | undefined => value?.split('/').at(-1)

/** What was changed: a trail, a key, a policy, or whoever has one. */
const targetOf = ({ requestParameters: asked }: Call): string =>
  last(
    asked?.keyId ??
      asked?.trailName ??
      asked?.name ??
      asked?.roleName ??
      asked?.userName ??
      asked?.groupName ??
      asked?.policyArn ??
      asked?.policyName,
  ) ?? 'something that the event does not name'

/** Who did it: the name of a user, or role and session. */
const actorOf = ({ userIdentity: who }: Call): string => {
  if (who?.type === 'Root') return 'The root user'
  const name =
    who?.arn
      ?.split(':')
      .at(-1)
      ?.replace(/^(assumed-role|user)\//, '') ??
    who?.userName ??
    who?.invokedBy
  return name ?? 'Somebody whom the event does not name'
}

const sorts: ReadonlyMap<string, string> = new Map([
  ['cloudtrail.amazonaws.com', 'trail'],
  ['kms.amazonaws.com', 'key'],
  ['iam.amazonaws.com', 'policy'],
])

/**
 * A call that changes who watches the account or what somebody may do. Who did it is said; from where is in CloudTrail, where the link leads: an
 * address in a ledger of 400 days would be personal data. What CloudFormation does for a deployment is kept and pages nobody.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const fromCall = (event: AwsEvent): Transition | undefined => {
  const { data } = schema.safeParse(event.detail)
  if (data === undefined) return undefined
  const sort = sorts.get(data.eventSource ?? '') ?? 'call'
  const grave = graveCalls.get(data.eventName)
  const target = targetOf(data)
  const failed = data.errorCode !== undefined
  const isDeployment = sort === 'policy' && data.userIdentity?.invokedBy === 'cloudformation.amazonaws.com'
  const words = grave
    ? `${sort === 'trail' ? 'The trail' : 'The key'} ${target} was ${grave.what}`
    : `${data.eventName} of ${target}`
  const alarm =
    grave && !failed
      ? keyOf('trail-call', event.account, event.region, sort, target)
      : keyOf('trail-call', event.account, data.eventID)
  return {
    alarm,
    name: nameOf(`${sort}/${target}`),
    title: clean(failed ? `Refused: ${data.eventName} of ${target}` : words),
    state: isDeployment ? 'NOTE' : grave?.ends && !failed ? 'OK' : 'ALARM',
    at: instantOf(data.eventTime) ?? instant(event.time),
    reason: clean(
      `${actorOf(data)} called ${data.eventName}${failed ? ` and was refused (${data.errorCode})` : ''}. If nobody of you did it on purpose, undo it and look at what else that caller did.`,
    ),
    region: nameOf(event.region) || undefined,
    account: accountOf(event.account),
    namespace: nameOf(event.source),
    severity: grave && !failed ? 'critical' : 'warning',
    link: consoleLink(
      event.region,
      `/cloudtrailv2/home?region=${part(event.region)}#/events/${part(nameOf(data.eventID))}`,
    ),
  }
}
