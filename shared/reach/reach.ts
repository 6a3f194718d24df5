import { type Asker, askersOf, type Goal, goalsOf, wayTo } from './ends.ts'
import type { ReachModel } from './model.ts'
import { type Network, networkOf } from './network.ts'
import type { Answer, Question } from './question.ts'
import { allOf, endedAt, stopAt } from './steps.ts'
import { type Traffic, trafficOf } from './traffic.ts'

export type { ReachModel } from './model.ts'
export type { Answer, Blocker, End, Hop, Question } from './question.ts'

/** A question by itself: a protocol at a time. */
export const trafficOfQuestion = (
  network: Network,
  { to, protocol = 'tcp', family = 'ipv4', ...rest }: Question,
): Traffic[] => trafficOf(protocol, rest.port ?? ('service' in to ? 443 : undefined), family, network.protocols)

/** One answer at a time: the first that says no is the last that is looked for. */
function* answersTo(
  network: Network,
  traffics: readonly Traffic[],
  askers: readonly Asker[],
  goals: readonly Goal[],
): Generator<Answer> {
  for (const traffic of traffics)
    for (const asker of askers) for (const goal of goals) yield wayTo(network, asker, goal, traffic)
}

/**
 * Whether packets from one end arrive at the other and their answers come back: in every zone, for every address and port that may be
 * used. What cannot be known is `unknown`. (`reachAtAll` says whether anything gets through.)
 * @throws RangeError for ends that the model does not have, and for a range that is none
 */
export const reach = (model: ReachModel | Network, question: Question): Answer => {
  const network = 'model' in model ? model : networkOf(model)
  const { from, to, family = 'ipv4' } = question
  const [askers, goals] = [askersOf(network, from, family), goalsOf(network, to, family)]
  return (
    allOf(answersTo(network, trafficOfQuestion(network, question), askers, goals)) ??
    endedAt(
      stopAt(
        'NO_POSSIBLE_DESTINATION',
        'the question',
        'One of the ends has no subnet.',
        'Name the subnets that it may be in.',
      ),
    )
  )
}
