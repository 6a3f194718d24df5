import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { clientOptions } from '../../../shared/aws.ts'
import { TransientError } from '../../../shared/errors.ts'
import { wellFormedJson } from '../../../shared/text.ts'
import { type Made, madeName, madeSource } from '../rules/made.ts'

/** Says on a bus that thumbnails are there. @throws TransientError where the bus did not take it */
export const madeOnBus = (bus: string) => {
  const client = new EventBridgeClient(clientOptions)
  return async (made: Made): Promise<void> => {
    const entry = { EventBusName: bus, Source: madeSource, DetailType: madeName, Detail: wellFormedJson(made) }
    const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(made.at) }] }))
    if (answer.FailedEntryCount)
      throw new TransientError(`The bus refused ${madeName}: ${answer.Entries?.[0]?.ErrorCode}`)
  }
}
