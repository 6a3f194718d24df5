import type { Signal } from '../../../shared/signals.ts'
import { isoSeconds } from '../../../shared/time.ts'

/** A signal about one bucket or one thing with a retention; the same for every delivery of one look. */
export const lifecycleSignal = (
  name: string,
  mood: Signal['mood'],
  subject: string,
  now: Date,
  { title, body }: Pick<Signal, 'title' | 'body'>,
): Signal => {
  const at = isoSeconds(now)
  return { name, subject, mood, id: `${name}#${subject}#${at}`, at, title, body }
}
