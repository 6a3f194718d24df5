import { clientOptions } from '../../../shared/aws.ts'
import type { MadeConfig } from '../../../shared/config/thumbnails/made.ts'
import { TransientError } from '../../../shared/errors.ts'
import { once } from '../../../shared/once.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import { wellFormedJson } from '../../../shared/text.ts'
import { type Made, madeName, madeSource } from '../rules/made.ts'

export type TellMade = (made: Made) => Promise<void>

const onBus = (bus: string): TellMade => {
  const load = once(async () => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
    return { PutEventsCommand, client: new EventBridgeClient(clientOptions) }
  })
  return async (made) => {
    const { PutEventsCommand, client } = await load()
    const entry = { EventBusName: bus, Source: madeSource, DetailType: madeName, Detail: wellFormedJson(made) }
    const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(made.at) }] }))
    if (answer.FailedEntryCount)
      throw new TransientError(`The bus refused ${madeName}: ${answer.Entries?.[0]?.ErrorCode}`)
  }
}

/**
 * Says on a bus, or into a queue, that thumbnails are there. In a queue it has the same shape as on a bus.
 * @param to name of the bus, or address of the queue
 * @throws TransientError and AWS errors where it was not taken: it has to be said again
 */
export const madeEffects = (config: MadeConfig, to: string): TellMade => {
  if ('bus' in config) return onBus(to)
  const send = queueSender(to)
  return (made) => send({ source: madeSource, 'detail-type': madeName, time: made.at, detail: made }, 0)
}
