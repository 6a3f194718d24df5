import * as z from '../../../shared/shape.ts'
import { consoleLink, part } from './console.ts'
import { delivered, stateBy } from './delivery.ts'
import { type AwsEvent, number, text } from './schema.ts'
import { clean, instantOf, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

const name = z.string().check(z.minLength(1))

const pipelineShape = {
  pipeline: name,
  state: z.string(),
  'execution-id': text,
  'pipeline-execution-attempt': number,
  'start-time': text,
}
const stageShape = { ...pipelineShape, stage: name }

const pipelineSchema = z.object(pipelineShape)
const stageSchema = z.object(stageShape)
const actionSchema = z.object({
  ...stageShape,
  action: name,
  type: z.lenient(z.object({ category: text, provider: text })),
  'execution-result': z.lenient(z.object({ 'external-execution-summary': text, 'error-code': text })),
})

type Pipeline = z.infer<typeof pipelineSchema>
type Action = z.infer<typeof actionSchema>

/**
 * Seconds for which a failure is held back: a stage may be tried again by itself, at once, and of the events of an action, its stage and
 * its pipeline, which come within a second in any order, the action's says why.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
 */
const settles = 60

const executionText = ({ 'execution-id': execution, 'pipeline-execution-attempt': attempt }: Pipeline): string =>
  `Execution ${execution ?? 'unknown'}${attempt !== undefined && attempt > 1 ? `, attempt ${attempt}` : ''}`

/** What is the same of a pipeline, its stages and its actions: they are one thing, so that their failures are one incident. */
const common = (event: AwsEvent, { pipeline, 'execution-id': execution }: Pipeline, state: Transition['state']) => ({
  state,
  run: execution && nameOf(execution),
  settles: state === 'ALARM' ? settles : undefined,
  arn: event.resources[0] && keyOf(event.resources[0]),
  link: consoleLink(
    event.region,
    `/codesuite/codepipeline/pipelines/${part(pipeline)}/view?region=${part(event.region)}`,
  ),
})

const ofPipeline = (event: AwsEvent, data: Pipeline): Transition => {
  const { pipeline, state } = data
  return delivered(event, 'pipeline', pipeline, {
    ...common(event, data, stateBy(state, ['FAILED'], 'SUCCEEDED')),
    began: instantOf(data['start-time']),
    title: clean(`Pipeline ${pipeline} ${state.toLowerCase()}`),
    reason: clean(`${executionText(data)}: ${state.toLowerCase()}.`),
  })
}

const ofStage = (event: AwsEvent, data: z.infer<typeof stageSchema>): Transition => {
  const { pipeline, stage, state } = data
  const isRetry = state === 'RESUMED'
  const words = isRetry ? 'is tried again' : state.toLowerCase()
  return delivered(event, 'pipeline', pipeline, {
    ...common(event, data, isRetry ? 'OK' : stateBy(state, ['FAILED'], 'SUCCEEDED')),
    part: { name: nameOf(stage) },
    triedAgain: isRetry || undefined,
    title: clean(`Pipeline ${pipeline}: stage ${stage} ${words}`),
    reason: clean(`${executionText(data)}: the stage ${stage} ${words}.`),
  })
}

const ofAction = (event: AwsEvent, data: Action): Transition => {
  const { pipeline, stage, action, state, type, 'execution-result': result } = data
  const words = state.toLowerCase()
  const summary = [result?.['external-execution-summary'], result?.['error-code'] && `(${result['error-code']})`]
    .filter(Boolean)
    .join(' ')
  // An action that succeeds is not the end of its stage.
  return delivered(event, 'pipeline', pipeline, {
    ...common(event, data, state === 'FAILED' ? 'ALARM' : 'NOTE'),
    part: { name: nameOf(stage), by: nameOf(action) },
    title: clean(`Pipeline ${pipeline}: ${action} of stage ${stage} ${words}`),
    reason: clean(
      [
        `${executionText(data)}: the action ${action}${type?.provider ? ` (${type.provider})` : ''} of the stage ${stage} ${words}.`,
        ...(summary === '' ? [] : [summary]),
      ].join('\n'),
    ),
  })
}

const answers = new Map([
  ['SUCCEEDED', 'approved'],
  ['FAILED', 'refused, or nobody answered in time'],
])

/** An approval that waits for somebody, and its end, whichever that is. Each execution waits for its own. */
const ofApproval = (event: AwsEvent, data: Action): Transition => {
  const { pipeline, stage, action, state, 'execution-id': execution } = data
  const waits = state === 'STARTED'
  const words = waits ? 'waits' : (answers.get(state) ?? state.toLowerCase())
  const { arn, link } = common(event, data, 'NOTE')
  return delivered(event, 'approval', `${pipeline}/${stage}/${action}`, {
    alarm: keyOf('approval', event.account, event.region, pipeline, stage, action, execution ?? ''),
    state: waits ? 'ALARM' : 'OK',
    severity: 'info',
    title: clean(
      waits ? `Pipeline ${pipeline} waits for an approval: ${action}` : `Pipeline ${pipeline}: ${action} ${words}`,
    ),
    reason: clean(
      waits
        ? `${executionText(data)} waits in the stage ${stage} until somebody approves or rejects ${action}; after seven days, or its own time, it fails.`
        : `${executionText(data)}: ${action} in the stage ${stage}: ${words}.`,
    ),
    arn,
    link,
  })
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
export const fromPipeline = (event: AwsEvent): Transition | undefined => {
  switch (event['detail-type']) {
    case 'CodePipeline Pipeline Execution State Change': {
      const { data } = pipelineSchema.safeParse(event.detail)
      return data && ofPipeline(event, data)
    }
    case 'CodePipeline Stage Execution State Change': {
      const { data } = stageSchema.safeParse(event.detail)
      return data && ofStage(event, data)
    }
    case 'CodePipeline Action Execution State Change': {
      const { data } = actionSchema.safeParse(event.detail)
      return data && (data.type?.category === 'Approval' ? ofApproval(event, data) : ofAction(event, data))
    }
    default:
      return undefined
  }
}
