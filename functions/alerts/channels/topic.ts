import { cut } from '../../../shared/text.ts'
import { awsRefusal } from './aws-refusal.ts'
import { ownChannel } from './channel.ts'
import { unlimited } from './rate.ts'

/** The fallback topic: SNS notifies people directly, when nobody can be reached in another way. */
export const topic = ownChannel({
  words: { en: 'fallback topic', ko: '비상 알림' },
  carries: { letter: false, picture: false, recovery: true },
  interrupts: true,
  rate: unlimited,
  send: async ({ message: { subject, text }, tools, options }) => {
    const { PublishCommand, SNSClient } = await import('../../../shared/sdk/sns.ts')
    const Subject = cut(subject.replace(/[^\x20-\x7e]/gu, '?'), 99)
    const command = new PublishCommand({ TopicArn: tools.fallbackTopic, Subject, Message: text })
    return (await tools.client(SNSClient).send(command, options)).MessageId
  },
  refusal: awsRefusal,
  statements: (_none, { fallbackTopic }) => [{ actions: ['sns:Publish'], resources: [fallbackTopic] }],
  preview: ({ subject }) => subject,
})
