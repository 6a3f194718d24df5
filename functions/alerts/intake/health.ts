import * as z from '../../../shared/shape.ts'
import { part } from './console.ts'
import { type AwsEvent, text } from './schema.ts'
import { accountOf, clean, instant, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

const healthSchema = z.object({
  eventArn: z.string().check(z.minLength(1)),
  service: z.string(),
  eventTypeCode: z.string(),
  eventTypeCategory: text,
  eventScopeCode: text,
  eventRegion: text,
  statusCode: text,
  affectedAccount: text,
  startTime: text,
  endTime: text,
  eventDescription: z.lenient(z.array(z.object({ language: text, latestDescription: text }))),
  affectedEntities: z.lenient(z.array(z.object({ entityValue: text }))),
})

type Health = z.infer<typeof healthSchema>

/** What is wrong with what is ours comes at once; what may concern us can wait for the morning; the rest is mail. */
const severityOf = ({ eventTypeCategory, eventScopeCode, service }: Health): Transition['severity'] => {
  if (service === 'RISK' || service === 'ABUSE') return 'critical'
  if (eventTypeCategory !== 'issue' && eventTypeCategory !== 'investigation') return 'info'
  return eventScopeCode === 'PUBLIC' ? 'warning' : 'critical'
}

const mostEntities = 10

/**
 * AWS Health: an update has the same ARN, and `closed` ends it. Outside its own region an event comes to a second one too.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export const fromHealth = (event: AwsEvent): Transition | undefined => {
  const { data } = healthSchema.safeParse(event.detail)
  if (data === undefined) return undefined
  const { eventArn, service, eventTypeCode, eventRegion, statusCode, eventDescription, affectedEntities = [] } = data
  const words = eventTypeCode.replace(/^AWS_/, '').replaceAll('_', ' ').toLowerCase()
  const english = eventDescription?.find(({ language }) => language?.startsWith('en')) ?? eventDescription?.[0]
  const entities = affectedEntities.flatMap(({ entityValue }) => (entityValue ? [entityValue] : []))
  const more = entities.length - mostEntities
  return {
    alarm: keyOf('health', data.affectedAccount ?? event.account, eventArn),
    name: nameOf(`health/${service}/${eventTypeCode}`),
    title: clean(`AWS Health: ${words}${eventRegion ? ` in ${eventRegion}` : ''}`),
    state: statusCode === 'closed' ? 'OK' : 'ALARM',
    at: instant(event.time),
    reason: clean(
      [
        ...(entities.length === 0
          ? []
          : [`Affected: ${entities.slice(0, mostEntities).join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
        ...(data.startTime ? [`From ${data.startTime}${data.endTime ? ` until ${data.endTime}` : ''}`] : []),
        english?.latestDescription ?? '',
      ]
        .join('\n')
        .replaceAll('\\n', '\n'),
    ),
    region: nameOf(eventRegion ?? event.region) || undefined,
    account: accountOf(data.affectedAccount) ?? accountOf(event.account),
    arn: keyOf(eventArn),
    namespace: nameOf(event.source),
    severity: severityOf(data),
    link: `https://health.aws.amazon.com/health/home#/account/event-log?eventID=${part(nameOf(eventArn))}`,
  }
}
