import * as z from '../../../shared/shape.ts'

const text = z.lenient(z.string())

const identityShape = z.object({
  type: text,
  principalId: text,
  arn: text,
  accountId: text,
  userName: text,
  invokedBy: text,
  identityProvider: text,
  sessionContext: z.lenient(
    z.object({ sessionIssuer: z.lenient(z.object({ type: text, arn: text, userName: text })) }),
  ),
  onBehalfOf: z.lenient(z.object({ userId: text })),
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
  readOnly: z.lenient(z.boolean()),
  userIdentity: z.lenient(identityShape),
  responseElements: z.lenient(z.object({ ConsoleLogin: text })),
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
