import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { clientOptions } from './aws.ts'
import { TransientError } from './errors.ts'
import type { Language } from './language.ts'
import { once } from './once.ts'
import { wellFormedJson } from './text.ts'

/** Source of every event on the bus of signals. */
export const signalSource = 'nightshift'

/**
 * What one capability tells the others. `bad` opens an incident about `subject`, `good` closes it, `note` is only kept, and `report` is mailed
 * once to the one whom it names.
 * It names no person.
 */
export interface Signal {
  /** Such as `run.failed`. */
  readonly name: string
  /**
   * What it is about, with its sort in front, such as `job/nightly-report`: it must be unique over all capabilities. A `good`
   * signal closes what a `bad` one with the same subject opened.
   */
  readonly subject: string
  readonly mood: 'bad' | 'good' | 'note' | 'report'
  /** How urgent a bad one is where no route of alerts says it, default `critical`; how bad what a report says is, default not bad at all. */
  readonly severity?: 'critical' | 'warning'
  /** The same for every delivery of one signal. */
  readonly id: string
  /** ISO 8601 instant at which it became so. */
  readonly at: string
  /** One line for a person. */
  readonly title: string
  /** What happened and what to do. */
  readonly body: string
  /** Targets of `hours` that are asked for, and until when (ISO 8601). */
  readonly needed?: { readonly targets: readonly string[]; readonly until: string }
  /** The same in other languages, for a report whose reader has one of them. */
  readonly inLanguage?: Readonly<Partial<Record<Language, { readonly title: string; readonly body: string }>>>
  /** Responder or rotation whom a report is for. */
  readonly to?: string
  /** Escalation policy or rotation that it goes to where no route of alerts names one. */
  readonly policy?: string
}

/**
 * Says events on a bus, one at a time. Few calls have one to say: the client is made with the first.
 * @throws TransientError when the bus did not take one
 */
export const eventPublisher = (bus: string, source: string, given?: EventBridgeClient) => {
  const client = once(() => given ?? new EventBridgeClient(clientOptions))
  return async (name: string, detail: { readonly at: string }): Promise<void> => {
    const entry = { EventBusName: bus, Source: source, DetailType: name, Detail: wellFormedJson(detail) }
    const answer = await client().send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(detail.at) }] }))
    if (answer.FailedEntryCount) throw new TransientError(`The bus refused ${name}: ${answer.Entries?.[0]?.ErrorCode}`)
  }
}

/** Says signals on Nightshift's own bus. @throws TransientError when the bus did not take one */
export const signalPublisher = (bus: string, given?: EventBridgeClient) => {
  const publish = eventPublisher(bus, signalSource, given)
  return (signal: Signal): Promise<void> => publish(signal.name, signal)
}
