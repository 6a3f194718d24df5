import * as z from '../../../shared/shape.ts'
import { consoleLink, part } from './console.ts'
import { type AwsEvent, number, text } from './schema.ts'
import { accountOf, clean, instant, instantOf, keyOf, nameOf } from './text.ts'
import { fromCall } from './trail-call.ts'
import type { Transition } from './transition.ts'

const average = z.lenient(z.object({ average: number }))

const insightSchema = z.object({
  sharedEventID: z.string().check(z.minLength(1)),
  eventTime: text,
  insightDetails: z.object({
    state: z.string(),
    eventSource: z.string(),
    eventName: z.string(),
    insightType: text,
    errorCode: text,
    insightContext: z.lenient(z.object({ statistics: z.lenient(z.object({ baseline: average, insight: average })) })),
  }),
})

/** `12.3`, and `0.0001` rather than `0`. */
const rate = (value: number): string => String(Number(value.toPrecision(3)))

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html */
const fromInsight = (event: AwsEvent): Transition | undefined => {
  const { data } = insightSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { sharedEventID, insightDetails: details } = data
  const { eventName, errorCode } = details
  const statistics = details.insightContext?.statistics
  const now = statistics?.insight?.average
  const before = statistics?.baseline?.average
  const what =
    details.insightType === 'ApiErrorRateInsight' ? `errors${errorCode ? ` ${errorCode}` : ''} of` : 'calls of'
  return {
    alarm: keyOf('insight', event.account, event.region, sharedEventID),
    name: nameOf(`insight/${eventName}`),
    title: clean(`Unusual ${what} ${eventName}`),
    state: details.state === 'End' ? 'OK' : 'ALARM',
    at: instantOf(data.eventTime) ?? instant(event.time),
    reason: clean(
      `${details.eventSource}: unusual ${what} ${eventName}` +
        (now === undefined ? '' : `, ${rate(now)} a minute`) +
        (now === undefined || before === undefined ? '.' : ` where ${rate(before)} is usual.`),
    ),
    region: nameOf(event.region) || undefined,
    account: accountOf(event.account),
    namespace: nameOf(event.source),
    severity: 'warning',
    link: consoleLink(event.region, `/cloudtrailv2/home?region=${part(event.region)}#/insights`),
  }
}

const signInSchema = z.object({
  eventName: z.literal('ConsoleLogin'),
  eventID: z.string().check(z.minLength(1)),
  eventTime: text,
  userIdentity: z.object({ type: z.literal('Root'), accountId: text }),
  responseElements: z.lenient(z.object({ ConsoleLogin: text })),
  additionalEventData: z.lenient(z.object({ MFAUsed: text })),
})

/**
 * Somebody is at the console as root, or tried. From where is in CloudTrail, where the link leads: an address in a ledger of
 * 400 days would be personal data. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
const fromSignIn = (event: AwsEvent): Transition | undefined => {
  const { data } = signInSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const account = data.userIdentity.accountId ?? event.account
  const failed = data.responseElements?.ConsoleLogin === 'Failure'
  return {
    alarm: keyOf('root-sign-in', account, data.eventID),
    name: 'root-sign-in',
    title: clean(failed ? `Root sign-in failed in account ${account}` : `Root signed in to account ${account}`),
    state: 'ALARM',
    at: instantOf(data.eventTime) ?? instant(event.time),
    reason: clean(
      `${failed ? 'Somebody tried to sign in to the console as the root user and failed.' : 'Somebody has signed in to the console as the root user.'} ` +
        `${data.additionalEventData?.MFAUsed === 'Yes' ? 'With' : 'Without'} MFA. If nobody of you did, change the password and call AWS.`,
    ),
    region: nameOf(event.region) || undefined,
    account: accountOf(account),
    namespace: nameOf(event.source),
    severity: failed ? 'warning' : 'critical',
    link: consoleLink(
      event.region,
      `/cloudtrailv2/home?region=${part(event.region)}#/events/${part(nameOf(data.eventID))}`,
    ),
  }
}

const readers: ReadonlyMap<string, (event: AwsEvent) => Transition | undefined> = new Map([
  ['AWS Insight via CloudTrail', fromInsight],
  ['AWS API Call via CloudTrail', fromCall],
])

/** What comes from CloudTrail: an insight, a call that changes who watches or may do what, or a sign-in of the root user. */
export const fromTrail = (event: AwsEvent): Transition | undefined =>
  readers.get(event['detail-type'])?.(event) ??
  (event['detail-type'].startsWith('AWS Console') ? fromSignIn(event) : undefined)
