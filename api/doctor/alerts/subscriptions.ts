import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from '@aws-sdk/client-sns'
import { contactsOf } from '../../../functions/alerts/channels/index.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { named } from '../../../shared/on-call/targets.ts'
import type { Account } from '../account.ts'
import { askAll } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem } from '../finding.ts'
import { plainContact } from './people.ts'

/** Somebody whom SNS reaches by itself. */
interface Expected {
  readonly name: string
  readonly protocol: string
  readonly endpoint: string | undefined
}

interface Answers {
  readonly topic: string
  readonly expected: readonly Expected[]
  readonly subscriptions: readonly Subscription[]
}

/** Who is to be reached by the fallback topic, and how: as infra/functions/alerts makes the subscriptions. */
const readExpected = (account: Account): Promise<Expected[]> => {
  const { alerts, region } = account.config
  return Promise.all(
    alerts.fallback.flatMap((name) =>
      contactsOf(named(alerts.responders, name)).flatMap(({ channel: { direct }, contact }) =>
        typeof direct === 'string' || direct.whyNot?.(region) !== undefined
          ? []
          : [
              plainContact(account, contact as string | SsmValue).then((endpoint) => ({
                name,
                protocol: direct.protocol,
                endpoint,
              })),
            ],
      ),
    ),
  )
}

const findingOf = (
  { name, protocol, endpoint }: Expected,
  { topic, subscriptions }: Answers,
  region: string,
): Finding => {
  const who = `${name} (${protocol})`
  const own = subscriptions.filter((each) => each.Protocol === protocol && each.Endpoint === endpoint)
  if (own.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:')))
    return ok(`${who} is subscribed to the fallback topic.`)
  const again = `aws sns subscribe --region ${region} --topic-arn ${topic} --protocol ${protocol} --notification-endpoint ADDRESS`
  return own.some(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')
    ? problem(
        `${who} has not confirmed the subscription to the fallback topic.`,
        'When the alerting itself fails, they are not notified. AWS deletes it after two days without an answer.',
        `Click the link in the email "AWS Notification - Subscription Confirmation"; to have it sent again: ${again}`,
      )
    : problem(
        `${who} is not subscribed to the fallback topic: never, or not any more.`,
        'When the alerting itself fails, they are not notified.',
        again,
      )
}

/** Whether the fallback's subscriptions are confirmed. https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html */
export const subscriptions = defineCheck<Answers>({
  name: 'fallback-subscriptions',
  about: 'whether the people in alerts.fallback have confirmed their subscriptions',
  onceDeployed: true,
  ask: async (account, outputs) => {
    const { connect, config, call } = account
    const topic = outputs.FallbackTopicArn ?? ''
    const pages = paginateListSubscriptionsByTopic(
      { client: connect(SNSClient, config.region) },
      { TopicArn: topic },
      call,
    )
    const [expected, found] = await Promise.all([
      readExpected(account),
      askAll('sns:ListSubscriptionsByTopic', pages, ({ Subscriptions }) => Subscriptions),
    ])
    return { topic, expected, subscriptions: found }
  },
  decide: (answers, { config: { region } }) => answers.expected.map((each) => findingOf(each, answers, region)),
})
