import type { Addressee, Event } from './addressee.ts'
import { jobsAddressee } from './jobs.ts'
import { metricsAddressee } from './metrics.ts'

export type { Event }

/** A line for each capability whose function or queue is not called as its dead-letter queue is. */
const addressees: readonly Addressee[] = [jobsAddressee, metricsAddressee]

/** Who an event was for that did not even reach a function: by default what is called as its dead-letter queue. */
export const addresseeOf = (deadLetters: string, event: Event | undefined): string => {
  const name = deadLetters.slice(0, -'DeadLetters'.length)
  return addressees.find(({ queue }) => queue === name)?.of(event) ?? name
}
