import { blockId } from './block-id.ts'
import { blockInForce, type Offender, released, trackOf, withTrack } from './offender.ts'
import type { Scope } from './slice.ts'

/** Name of the rule of a block by hand; no rule of the config has it. */
export const manualRule = 'manual'

/** A block that a person wants. */
export interface ManualBlock {
  /** Address or range, canonical. */
  readonly client: string
  readonly scopes: readonly Scope[]
  readonly until: Date
  readonly by: string
  readonly why: string
}

/**
 * An offender blocked by hand: it takes the place of what a rule decided, which it may make shorter too, and no rule changes it while it is
 * in force. It makes no later block longer.
 */
export const blockedByHand = (
  offender: Offender | undefined,
  { client, scopes, until, by, why }: ManualBlock,
  now: Date,
): Offender => {
  const at = now.toISOString()
  const track = trackOf(offender, 'block')
  const { releasedAt: _, ...open } = blockInForce(track) ? released(track, at) : track
  const { forgivenUntil: __, ...known } = offender ?? { client, level: open.level }
  const id = blockId(client, manualRule, at)
  const block = { id, rule: manualRule, mode: 'block', scopes, offendedAt: at, from: at, by, why } as const
  return withTrack(client, known, 'block', { ...open, block: { ...block, until: until.toISOString() } })
}
