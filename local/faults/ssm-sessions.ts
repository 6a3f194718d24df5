import { jsonAnswer } from './answer.ts'
import { textOf } from './call.ts'
import type { Outcome, Rule } from './rule.ts'

const refuse = (code: string, message: string): Outcome => ({ refuse: { status: 400, code, message } })

/** The documents that forward a port, with the parameters that each wants. */
const documents: Readonly<Record<string, readonly string[]>> = {
  'AWS-StartPortForwardingSession': ['portNumber', 'localPortNumber'],
  'AWS-StartPortForwardingSessionToRemoteHost': ['host', 'portNumber', 'localPortNumber'],
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string')

/** What is wrong with a StartSession. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html */
const faultOf = (input: Readonly<Record<string, unknown>>): Outcome | undefined => {
  const [target = '', document = ''] = [textOf(input, 'Target'), textOf(input, 'DocumentName')]
  // An instance, or a container of a task: its cluster, the id of the task, and what its runtime calls it.
  if (!/^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17}|ecs:[\w-]+_[0-9a-f]{32}_[0-9a-f]{32}-\d+)$/.test(target))
    return refuse('TargetNotConnected', `${target} is not connected.`)
  const wanted = documents[document]
  if (!wanted) return refuse('InvalidDocument', `Document with name ${document} does not exist.`)
  const parameters = (input.Parameters ?? {}) as Readonly<Record<string, unknown>>
  const wrong = Object.entries(parameters).find(([name, value]) => !wanted.includes(name) || !isTexts(value))
  const missing = wanted.find((name) => !(name in parameters))
  return wrong || missing
    ? refuse('InvalidParameters', `The parameter ${wrong?.[0] ?? missing} is not valid for ${document}.`)
    : undefined
}

/** Session Manager, which the emulator does not have: it holds a request against AWS's rules, and opens a session that leads nowhere. */
export const sessions = (): Rule => ({
  name: 'ssm: sessions',
  before: ({ service, action, input }) => {
    if (service !== 'ssm' || action !== 'StartSession') return undefined
    return (
      faultOf(input) ?? {
        answer: jsonAnswer({
          SessionId: 'nightshift-0123456789abcdef0',
          StreamUrl: 'wss://ssmmessages.ap-northeast-2.amazonaws.com/v1/data-channel/nightshift-0123456789abcdef0',
          TokenValue: 'stand-in',
        }),
      }
    )
  },
})
