import * as z from '../../../shared/shape.ts'

/** Where a part is missing or of another sort, the rest still counts. */
const text = z.catch(z.optional(z.string()), undefined)
const lenient = <Value>(shape: z.Shape<Value>) => z.catch(z.optional(shape), undefined)

const identityShape = z.object({
  type: text,
  principalId: text,
  arn: text,
  accountId: text,
  userName: text,
  invokedBy: text,
  identityProvider: text,
  sessionContext: lenient(z.object({ sessionIssuer: lenient(z.object({ type: text, arn: text, userName: text })) })),
  onBehalfOf: lenient(z.object({ userId: text })),
})

/**
 * What is read of an event of CloudTrail.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const eventShape = z.object({
  eventID: text,
  eventTime: text,
  eventName: text,
  eventSource: text,
  awsRegion: text,
  sourceIPAddress: text,
  errorCode: text,
  recipientAccountId: text,
  readOnly: z.catch(z.optional(z.boolean()), undefined),
  userIdentity: lenient(identityShape),
  responseElements: lenient(z.object({ ConsoleLogin: text })),
})

export type Identity = z.infer<typeof identityShape>
export type TrailEvent = z.infer<typeof eventShape>

/** Reads the JSON of an event. Of what is none, and of what is not there, nothing is known: an empty event. Never throws. */
export const readEvent = (json: string | undefined): TrailEvent => {
  try {
    return eventShape.safeParse(JSON.parse(json ?? '')).data ?? {}
  } catch {
    return {}
  }
}
