import { neverWords } from '../../../shared/firewall/never.ts'
import { blockedByHand } from '../rules/manual.ts'
import { blockInForce, forgiven } from '../rules/offender.ts'
import { clientMeant } from '../rules/request.ts'
import type { Scope } from '../rules/slice.ts'
import { neverAt } from '../rules/step.ts'
import { keep, keyOf, noteRelease, release, type Stage } from './stage.ts'
import type { ReplayAction } from './types.ts'

/** What an action comes to: nothing, or why it is refused. */
type Act = (stage: Stage, client: string, action: ReplayAction) => string | undefined

const letGo = (stage: Stage, client: string, at: Date): void => {
  const known = stage.offenders.get(client)
  const block = known && blockInForce(known)
  if (block) noteRelease(stage, client, block, at.toISOString())
}

const acts: Readonly<Record<ReplayAction['action'], Act>> = {
  block: (stage, client, { at, until }) => {
    const { slice } = stage.input
    if (!until || until <= at) return 'Say until when it is to be blocked: a time to come.'
    const never = neverAt(slice, stage.allowed, at)(client)
    if (never) return `${client} is not blocked: ${neverWords(never)}.`
    letGo(stage, client, at)
    const scopes: Scope[] = [...new Set(slice.sources.map(({ scope }) => scope))]
    const wish = { client, scopes, until, by: 'replay', why: 'replay' }
    const offender = blockedByHand(stage.offenders.get(client), wish, at)
    keep(stage, offender)
    const { block } = offender
    if (block) stage.blocks.set(keyOf(client, block), { decision: { client, block, what: 'new' } })
    return undefined
  },
  allow: (stage, client, { at, until }) => {
    stage.allowed = [...stage.allowed, { client, until: until?.toISOString() }]
    release(stage, at, true)
    return undefined
  },
  release: (stage, client, { at }) => {
    letGo(stage, client, at)
    stage.allowed = stage.allowed.filter((each) => each.client !== client)
    const known = stage.offenders.get(client) ?? { client, level: 0 }
    keep(stage, forgiven(known, at.toISOString(), stage.input.slice.forgiveSeconds))
    return undefined
  },
}

/** Does what a person does; what is refused is noted. */
export const act = (stage: Stage, action: ReplayAction): void => {
  const meant = clientMeant(action.address, stage.input.slice)
  const words = 'refused' in meant ? meant.refused : acts[action.action](stage, meant.client, action)
  if (words !== undefined) stage.refused.push({ address: action.address, words })
}
