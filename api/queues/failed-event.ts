import type { Event } from './addressees/index.ts'

/** What a dead-letter queue holds: a message of another queue, or a function's failed event with who failed. */
export interface FailedEvent {
  readonly requestContext: { readonly functionArn: string }
  readonly requestPayload: unknown
}

/** The event in a body; nothing when it is none, as in a message that somebody sent by hand. */
export const eventOf = (body: string): Event | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Event) : undefined
  } catch {
    return undefined
  }
}

/** Whether an event is a function's failed one, with who failed. */
export const isFailedEvent = (event: Event | undefined): event is Event & FailedEvent =>
  typeof (event as Partial<FailedEvent> | undefined)?.requestContext?.functionArn === 'string'
