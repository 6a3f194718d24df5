import type { Config } from '../../config/schema.ts'
import { reachAtAll } from '../at-all.ts'
import type { ReachModel } from '../model.ts'
import { networkOf } from '../network.ts'
import type { Answer } from '../question.ts'
import { reach } from '../reach.ts'
import type { StackTemplate } from '../templates/resolve.ts'
import { groundOf } from './ground.ts'
import { type Need, needFaults, needsOf } from './needs.ts'
import type { NamedNetwork } from './passages.ts'
import { remoteShellProblems } from './remote-shell.ts'

/** A need, and whether it holds. */
export interface Proof {
  readonly need: Need
  readonly answer: Answer
  /** `unknown` where the network is not ours, and only its account knows. */
  readonly holds: boolean | 'unknown'
}

const holds = ({ wanted }: Need, { reachable }: Answer): Proof['holds'] => {
  if (reachable === 'unknown') return 'unknown'
  return wanted === 'must' ? reachable : !reachable
}

/** Every need of a deployment against a network. */
export const prove = (model: ReachModel, needs: readonly Need[]): readonly Proof[] => {
  const network = networkOf(model)
  return needs.map((need) => {
    const answer = (need.wanted === 'must' ? reach : reachAtAll)(network, need.question)
    return { need, answer, holds: holds(need, answer) }
  })
}

const proveGround = (config: Config, { model, ends }: NamedNetwork): readonly Proof[] =>
  prove(model, needsOf(config, ends))

/** What the stacks of a config make, and whether everyone in it reaches whom they must, and nobody whom they must not. */
export const proveStacks = (config: Config, stacks: readonly StackTemplate[]): readonly Proof[] =>
  proveGround(config, groundOf(config, stacks))

const describe = ({ need, answer }: Proof): string => {
  if (answer.reachable === false) {
    const { why, fix, resource, property } = answer.blocker
    return `${need.what} does not hold: ${why} (${resource}${property === undefined ? '' : `: ${property}`}) ${fix}`
  }
  if (answer.reachable === 'unknown') return `${need.what} cannot be proven: ${answer.why} (${answer.resource})`
  const { way, packet } = answer
  return `${need.what} must never be, and can${packet === undefined ? '' : ` (${packet})`}: ${way.map(({ what }) => what).join(', ')}.`
}

/** Needs of a network of our own that do not hold, or of which that cannot be said, each with the first wrong hop and the fix. */
export const reachProblems = (config: Config, stacks: readonly StackTemplate[]): string[] => {
  const { estate } = config
  if (!estate) return []
  const isOurs = !('vpcId' in estate.network)
  const ground = groundOf(config, stacks)
  const proofs = proveGround(config, ground).flatMap((proof) =>
    proof.holds === false || (proof.holds === 'unknown' && isOurs) ? [`estate.network: ${describe(proof)}`] : [],
  )
  return [...needFaults(config, ground.ends), ...remoteShellProblems(ground.model), ...proofs]
}

/** Something of the network that may be taken out. */
export interface Unused {
  readonly sort: 'route' | 'rule' | 'acl rule' | 'endpoint'
  readonly resource: string
  readonly what: string
}

type Without = { readonly unused: Unused; readonly model: ReachModel }

const ruleText = (
  rule: { readonly protocol: unknown; readonly from?: number; readonly peer: object },
  way: string,
): string => `${rule.protocol}${rule.from === undefined ? '' : ` ${rule.from}`} ${way} ${Object.values(rule.peer)[0]}`

/** The network without one route, rule, ACL entry or endpoint, for each of them in turn. */
function* reduced(model: ReachModel): Generator<Without> {
  const { routeTables = [], groups = [], acls = [], endpoints = [] } = model
  for (const table of routeTables)
    for (const route of table.routes)
      yield {
        unused: {
          sort: 'route',
          resource: route.resource ?? table.id,
          what: `${route.to} by ${route.by} in ${table.id}`,
        },
        model: {
          ...model,
          routeTables: routeTables.map((each) =>
            each === table ? { ...each, routes: each.routes.filter((other) => other !== route) } : each,
          ),
        },
      }
  for (const group of groups)
    for (const direction of ['inward', 'outward'] as const)
      for (const rule of group[direction] ?? [])
        yield {
          unused: {
            sort: 'rule',
            resource: rule.resource ?? group.id,
            what: ruleText(rule, direction === 'inward' ? 'from' : 'to'),
          },
          model: {
            ...model,
            groups: groups.map((each) =>
              each === group ? { ...each, [direction]: each[direction]?.filter((other) => other !== rule) } : each,
            ),
          },
        }
  for (const acl of acls)
    for (const rule of acl.rules)
      yield {
        unused: { sort: 'acl rule', resource: rule.resource ?? acl.id, what: `rule ${rule.number} of ${acl.id}` },
        model: {
          ...model,
          acls: acls.map((each) =>
            each === acl ? { ...each, rules: each.rules.filter((other) => other !== rule) } : each,
          ),
        },
      }
  for (const endpoint of endpoints)
    yield {
      unused: { sort: 'endpoint', resource: endpoint.id, what: `the endpoint for ${endpoint.service}` },
      model: { ...model, endpoints: endpoints.filter((each) => each !== endpoint) },
    }
}

/** What is open and not needed: what can be taken out, one at a time, without breaking any need that holds. */
export const unusedOf = (model: ReachModel, needs: readonly Need[]): readonly Unused[] => {
  const before = prove(model, needs)
    .filter((proof) => proof.holds === true)
    .map(({ need }) => need)
  return [...reduced(model)].flatMap((each) =>
    prove(each.model, before).every((proof) => proof.holds === true) ? [each.unused] : [],
  )
}
