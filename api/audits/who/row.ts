import type { Event } from '@aws-sdk/client-cloudtrail'
import { type Actor, actorOf, serviceName } from './actor.ts'
import { type Identity, readEvent } from './event.ts'

/** What somebody did to a resource, as `nightshift audits who --json` prints it. */
export interface WhoRow {
  /** ISO 8601, UTC. */
  readonly time: string | undefined
  /** The call, such as `TerminateInstances`. */
  readonly event: string
  /** The service that was called, such as `ec2`. */
  readonly service: string
  readonly region: string
  readonly who: string
  readonly kind: Actor['kind']
  /** The service that called for them, such as `cloudformation`. */
  readonly via?: string | undefined
  /** The service from which it came. An address of a client is personal data, and is here only where somebody asked for it. */
  readonly from?: string | undefined
  /** `ok`, or the code of the error with which AWS refused it. */
  readonly outcome: string
  /** Whether it only read. Left out: the event does not say. */
  readonly readOnly?: boolean | undefined
  /** All that it names, in the order of the event. */
  readonly resources: readonly string[]
  readonly eventId: string | undefined
}

/** The service on whose behalf of somebody else's it was called. */
const viaOf = ({ type, invokedBy }: Identity): string | undefined =>
  invokedBy === undefined || type === 'AWSService' ? undefined : serviceName(invokedBy)

/** A service, such as `ec2.amazonaws.com`; not the name of somebody's machine, which has its address in it. */
const isService = (source: string): boolean =>
  source === 'AWS Internal' ||
  (/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(source) && !/\d[.-]\d+[.-]\d/.test(source))

/** Where it came from: a service, or, by choice, an address. */
const fromOf = (source: string | undefined, withAddresses: boolean): string | undefined => {
  if (source === undefined || source === '') return undefined
  if (isService(source)) return serviceName(source)
  return withAddresses ? source : undefined
}

const flag = (text: string | undefined): boolean | undefined =>
  text === 'true' ? true : text === 'false' ? false : undefined

const isoOf = (...times: readonly (Date | string | undefined)[]): string | undefined => {
  for (const time of times) {
    const at = new Date(time ?? Number.NaN)
    if (!Number.isNaN(at.getTime())) return at.toISOString()
  }
  return undefined
}

/**
 * What an event of CloudTrail's history says. What is missing in it is missing in the row; nothing makes it throw.
 * @param region where it was looked up
 * @param withAddresses whether clients' addresses may be in the row
 */
export const rowOf = (found: Event, region: string, { withAddresses }: { readonly withAddresses: boolean }): WhoRow => {
  const event = readEvent(found.CloudTrailEvent)
  const { who, kind } = actorOf(event.userIdentity, event.recipientAccountId, found.Username)
  const failedSignIn = event.responseElements?.ConsoleLogin === 'Failure' ? 'Failure' : undefined
  return {
    time: isoOf(event.eventTime, found.EventTime),
    event: event.eventName || found.EventName || 'a call without a name',
    service: serviceName(event.eventSource || found.EventSource || ''),
    region: event.awsRegion || region,
    who,
    kind,
    via: event.userIdentity && viaOf(event.userIdentity),
    from: fromOf(event.sourceIPAddress, withAddresses),
    outcome: event.errorCode || failedSignIn || 'ok',
    readOnly: event.readOnly ?? flag(found.ReadOnly),
    resources: (found.Resources ?? []).flatMap(({ ResourceName }) => ResourceName || []),
    eventId: event.eventID || found.EventId,
  }
}
