import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

const sns = new SNSClient({})

interface Event {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[]
}

/** The least that tells somebody of an alarm: no rotation, no record, no second channel, one message for each delivery. */
export const handler = async ({ Records }: Event): Promise<void> => {
  for (const { Sns } of Records) {
    const { AlarmName, NewStateValue } = JSON.parse(Sns.Message)
    await sns.send(new PublishCommand({ PhoneNumber: '+12025550199', Message: `${NewStateValue} ${AlarmName}` }))
  }
}
