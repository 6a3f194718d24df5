import type { BlockDecision } from '../rules/decide.ts'
import { blockInForce, modes, type Offender, released, trackOf, withTrack } from '../rules/offender.ts'
import { type Allowed, dueReleases, step } from '../rules/step.ts'
import { emptyTallies, type Tallies } from '../rules/tallies.ts'
import type { ReplayInput } from './types.ts'

export interface StagedBlock {
  readonly decision: BlockDecision
  readonly releasedAt?: string | undefined
}

/** What a replay has in hand. */
export interface Stage {
  readonly input: ReplayInput
  readonly tallies: Tallies
  readonly offenders: Map<string, Offender>
  /** By clients with a block in force, of either mode: when the first of them is over, in milliseconds since 1970. */
  readonly ends: Map<string, number>
  allowed: readonly Allowed[]
  /** By client, mode and id, in the order in which they were decided. */
  readonly blocks: Map<string, StagedBlock>
  readonly refused: { address: string; words: string }[]
}

/** Puts down what is known of a client. */
export const keep = ({ offenders, ends }: Stage, offender: Offender): void => {
  offenders.set(offender.client, offender)
  const open = modes.flatMap((mode) => blockInForce(trackOf(offender, mode)) ?? [])
  if (open.length > 0) ends.set(offender.client, Math.min(...open.map(({ until }) => Date.parse(until))))
  else ends.delete(offender.client)
}

export const stageOf = (input: ReplayInput): Stage => {
  const stage: Stage = {
    input,
    tallies: emptyTallies(),
    offenders: new Map(),
    ends: new Map(),
    allowed: input.allowed ?? [],
    blocks: new Map(),
    refused: [],
  }
  for (const offender of input.offenders ?? []) keep(stage, offender)
  return stage
}

export const keyOf = (client: string, { mode, id }: BlockDecision['block']): string =>
  JSON.stringify([client, mode, id])

/** When the next block is over, in milliseconds since 1970. */
export const nextEnd = ({ ends }: Stage): number => {
  let next = Number.POSITIVE_INFINITY
  for (const end of ends.values()) if (end < next) next = end
  return next
}

export const noteRelease = ({ blocks }: Stage, client: string, block: BlockDecision['block'], at: string): void => {
  const key = keyOf(client, block)
  const known = blocks.get(key)
  if (known) blocks.set(key, { ...known, releasedAt: at })
}

/** Takes out what is over at a time. @param isAllowNew also looks for blocks of those who are allowed by now */
export const release = (stage: Stage, now: Date, isAllowNew = false): void => {
  const { slice } = stage.input
  const at = now.toISOString()
  // A loop that makes nothing: there may be many open blocks, and as many releases.
  const due: string[] = []
  for (const [client, end] of stage.ends) if (isAllowNew || end <= now.getTime()) due.push(client)
  const offenders = due.flatMap((client) => stage.offenders.get(client) ?? [])
  for (const { client, mode } of dueReleases(offenders, { slice, allowed: stage.allowed, now })) {
    const offender = stage.offenders.get(client)
    const track = trackOf(offender, mode)
    const block = blockInForce(track)
    if (block) noteRelease(stage, client, block, at)
    keep(stage, withTrack(client, offender, mode, released(track, at)))
  }
}

/** A pass: judges who is touched by what has come since the last one. */
export const pass = (stage: Stage, now: Date): void => {
  const { input, tallies, offenders, blocks, allowed } = stage
  const { slice, isStopping } = input
  const result = step({ slice, tallies, clients: tallies.takeTouched(), offenders, allowed, isStopping, now })
  for (const offender of result.offenders) keep(stage, offender)
  for (const decision of result.blocks) {
    const key = keyOf(decision.client, decision.block)
    const before = blocks.get(key)
    const evidence = decision.evidence ?? before?.decision.evidence
    blocks.set(key, { ...before, decision: { ...decision, evidence, what: before?.decision.what ?? decision.what } })
  }
}
