import { reachAtAll } from '../at-all.ts'
import type { ReachModel } from '../model.ts'
import { networkOf } from '../network.ts'
import { type Answer, type Question, reach } from '../reach.ts'
import type { NamedEnd } from './ends.ts'

/** A network with the parts that a question may name. */
export interface NamedNetwork {
  readonly model: ReachModel
  readonly ends: readonly NamedEnd[]
}

/** What may pass from one part of a network to another. */
export interface Passage {
  readonly from: string
  readonly to: string
  /** Ports that the other listens on; none where it is the internet. */
  readonly ports: readonly number[]
  /** `some`: not from every zone, address or port. */
  readonly passes: 'all' | 'some'
}

const questionsOf = (from: NamedEnd, to: NamedEnd): Question[] => {
  const ends = { from: from.end, to: to.end }
  // The internet is asked for on the port that its hosts listen on.
  const ports = to.sort === 'internet' ? [443] : to.ports
  return ports.map((port) => ({ ...ends, port }))
}

const passes = (whole: Answer, part: () => Answer): Passage['passes'] | undefined => {
  if (whole.reachable === true) return 'all'
  return part().reachable === true ? 'some' : undefined
}

/** Every pair of parts between which something may pass, on the ports that the second one listens on. */
export const passagesOf = ({ model, ends }: NamedNetwork): readonly Passage[] => {
  const network = networkOf(model)
  return ends.flatMap((from) =>
    ends.flatMap((to): Passage[] => {
      if (from === to || (from.sort === 'balancer' && to.sort === 'internet')) return []
      if ('internet' in from.end && 'internet' in to.end) return []
      const found = questionsOf(from, to).flatMap((question) => {
        const how = passes(reach(network, question), () => reachAtAll(network, question))
        return how ? [{ port: question.port as number, how }] : []
      })
      const [first] = found
      if (!first) return []
      return [
        {
          from: from.name,
          to: to.name,
          ports: to.sort === 'internet' ? [] : found.map(({ port }) => port),
          passes: found.every(({ how }) => how === 'all') ? 'all' : 'some',
        },
      ]
    }),
  )
}
