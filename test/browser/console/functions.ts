import { act } from '../../../functions/alerts/engine/progress.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { commandOf, isAsked } from '../../../functions/alerts/rules/command.ts'
import { answerAboutQueues } from '../../../functions/console/server/queue-request.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { makeWorld } from '../../unit/alerts/scene.ts'
import { fakeDeployment } from '../../unit/api/deployment.ts'

/** The function of alerts on the ledger of a console, with channels that write down what they were given. */
export const alertsFunction = (ledger: Ledger, config: AlertsConfig, now: Date) => {
  const scene = makeWorld({ ledger, config })
  return {
    scene,
    answer: async (payload: unknown): Promise<unknown> => {
      if (isAsked(payload)) return doRequest(payload, scene.world(now))
      const command = commandOf(payload)
      if (!command) throw new Error(`Not a command: ${JSON.stringify(payload)}`)
      return act(command.incident, command.happening, scene.world(now))
    },
  }
}

interface Input {
  readonly QueueUrl: string
  readonly MessageBody?: string
  readonly ReceiptHandle?: string
  readonly Entries?: readonly { readonly ReceiptHandle: string }[]
}

/** The function of queues before queues in memory: what is received is hidden until it is given back or deleted. */
export const queuesFunction = (queues: Readonly<Record<string, string[]>>, now: Date) => {
  const hidden = new Set<string>()
  const of = (url: string): string[] => queues[url.split('/').at(-1) ?? ''] ?? []
  const answers: Readonly<Record<string, (input: Input) => unknown>> = {
    GetQueueAttributesCommand: ({ QueueUrl }) => ({
      Attributes: { ApproximateNumberOfMessages: String(of(QueueUrl).length) },
    }),
    ReceiveMessageCommand: ({ QueueUrl }) => {
      const bodies = of(QueueUrl).filter((body) => !hidden.has(body))
      for (const body of bodies) hidden.add(body)
      return { Messages: bodies.map((Body) => ({ Body, MessageId: `id-${Body.length}`, ReceiptHandle: Body })) }
    },
    ChangeMessageVisibilityBatchCommand: ({ Entries = [] }) => {
      for (const { ReceiptHandle } of Entries) hidden.delete(ReceiptHandle)
      return {}
    },
    DeleteMessageCommand: ({ QueueUrl, ReceiptHandle = '' }) => {
      of(QueueUrl).splice(of(QueueUrl).indexOf(ReceiptHandle), 1)
      return {}
    },
    SendMessageCommand: ({ QueueUrl, MessageBody = '' }) => {
      of(QueueUrl).push(MessageBody)
      return {}
    },
  }
  const send = async (command: unknown): Promise<unknown> => {
    const { constructor: made, input } = command as {
      readonly constructor: { readonly name: string }
      readonly input: Input
    }
    return answers[made.name]?.(input) ?? {}
  }
  const outputs = Object.fromEntries(
    Object.keys(queues).map((name) => [`${name}QueueUrl`, `https://sqs.example/${name}`]),
  )
  const deployment = fakeDeployment({
    now,
    outputs,
    clients: { SQSClient: { send }, CloudWatchClient: { send: async () => ({}) } },
  })
  return (payload: unknown): Promise<unknown> => answerAboutQueues(payload, deployment)
}
