import { requiredOutput } from '../../api/deployment.ts'
import { clientOptions } from '../../shared/aws.ts'
import { connector } from '../../shared/connect.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { type OwnOutputs, outputsOf } from './server/outputs.ts'
import { answerAboutQueues } from './server/queue-request.ts'

const outputs = outputsOf(functionConfig<OwnOutputs>())
const deployment = {
  outputs,
  output: requiredOutput(outputs),
  connect: connector(clientOptions),
  now: () => new Date(),
}

/** The page asks it about queues, so that what faces the internet can neither take a message out of one nor put one in. */
export const handler = eventHandler(
  (raw) => raw,
  (raw) => answerAboutQueues(raw, deployment),
)
