import * as z from '../../../shared/shape.ts'
import { signalSource } from '../../../shared/signals.ts'
import { clean, instant, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

export const signalSchema = z.object({
  source: z.literal(signalSource),
  detail: z.object({
    name: z.string(),
    subject: z.string(),
    mood: z.enum(['bad', 'good', 'note']),
    severity: z.optional(z.enum(['critical', 'warning'])),
    id: z.string(),
    at: z.string(),
    title: z.string(),
    body: z.string(),
    policy: z.optional(z.string()),
  }),
})

/** @throws PermanentError `malformed-event` when its time is none */
export const fromSignal = (signal: z.infer<typeof signalSchema>['detail']): Transition => ({
  alarm: keyOf(`signal:${signal.subject}`),
  name: nameOf(signal.subject),
  title: clean(signal.title || signal.subject),
  state: signal.mood === 'bad' ? 'ALARM' : signal.mood === 'good' ? 'OK' : 'NOTE',
  at: instant(signal.at),
  reason: clean(signal.body),
  policy: signal.policy,
  severity: signal.severity,
})
