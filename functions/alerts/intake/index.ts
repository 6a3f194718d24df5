import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import { fromEvent } from './aws-events.ts'
import { alarmActionSchema, fromAlarmAction } from './cloudwatch.ts'
import { fromMessage, messagesSchema } from './message.ts'
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
  if (event.source === commandSource) throw new PermanentError('malformed-event', 'A command is no transition')
  return fromEvent(event)
}

/**
 * Reads the transitions in an event: messages of the alarm topic, an event of EventBridge, a call by an alarm, or a signal
 * of our own. What is not understood is an alert with its text, so that a person sees it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
 * @throws PermanentError `malformed-event` when it is none of these, or a command
 */
export const parseTransitions = (raw: unknown): Transition[] =>
  typeof raw === 'object' && raw !== null && 'source' in raw && !('Records' in raw)
    ? [...fromSource(raw)]
    : parseMessages(raw).Records.flatMap(({ Sns }) => fromMessage(Sns))
