import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import { fromEvent } from './aws-events.ts'
import { alarmActionSchema, fromAlarmAction } from './cloudwatch.ts'
import { envelopeOf, fromMessage, messagesSchema } from './message.ts'
import { isPing } from './notice.ts'
import { eventSchema } from './schema.ts'
import { fromSignal, signalSchema } from './signal.ts'
import type { Transition } from './transition.ts'

export { incidentId, type Metric, type Transition } from './transition.ts'

const parseMessages = parserOf('messages of the alarm topic', messagesSchema)
const parseEvent = parserOf('an event of EventBridge', eventSchema)

const fromSource = (raw: object): readonly Transition[] => {
  const signal = signalSchema.safeParse(raw)
  if (signal.success) return [fromSignal(signal.data.detail)]
  const action = alarmActionSchema.safeParse(raw)
  if (action.success) return [fromAlarmAction(action.data)]
  const event = parseEvent(raw)
  if (event.source === commandSource) throw new PermanentError('malformed-event', 'A command is not a transition')
  return fromEvent(event)
}

/** A message of a topic or a queue that came by itself, without the records of a call around it. */
const alone = (raw: object): boolean => 'NewStateValue' in raw || 'Event' in raw || ('Type' in raw && 'Message' in raw)

/**
 * Reads the transitions in an event: messages of a topic or a queue, whatever they wrap; an event of EventBridge, a call by
 * an alarm, or a signal of our own. What is not understood is an alert with its text, so that a person sees it. What
 * nobody need be called for, such as a service's test event, is a `NOTE`; a ping that keeps the function warm is nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
 * @throws PermanentError `malformed-event` when it is none of these, or a command
 */
export const parseTransitions = (raw: unknown): Transition[] => {
  if (typeof raw !== 'object' || raw === null || 'Records' in raw)
    return parseMessages(raw).Records.flatMap((each) => fromMessage(envelopeOf(each)))
  if (isPing(raw)) return []
  if ('source' in raw) return [...fromSource(raw)]
  return alone(raw)
    ? [...fromMessage({ id: 'alone', text: JSON.stringify(raw), published: '' })]
    : parseMessages(raw).Records.flatMap((each) => fromMessage(envelopeOf(each)))
}
