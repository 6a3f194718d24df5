import { deploymentTag, ofTag, processTag } from '../databases/tags.ts'
import type { Ours, Seen, Wanted } from '../vaults/vault.ts'

/** Tags by which what we have made is known. Values hold nothing but what RDS takes: letters, digits, spaces and _ . : / = + - @. */
export const tagKeys = {
  deployment: deploymentTag,
  plan: 'nightshift:backup',
  process: processTag,
  target: ofTag,
  firing: 'nightshift:firing',
  /** Of a copy: the moment whose data it has. AWS says only when the copy was made. */
  at: 'nightshift:at',
} as const

interface Making extends Ours {
  readonly process: string
  /** ISO 8601. */
  readonly firing: string
}

/** The tags of a snapshot of ours. */
export const tagsOf = ({ deployment, plan, process, target, firing }: Making): Wanted['tags'] => ({
  [tagKeys.deployment]: deployment,
  [tagKeys.plan]: plan,
  [tagKeys.process]: process,
  [tagKeys.target]: target,
  [tagKeys.firing]: firing,
})

/** The tags of a copy: those of what is copied, but AWS's own, with ours in the place of its own. */
export const copiedTags = (source: Seen, making: Making): Wanted['tags'] => ({
  ...Object.fromEntries(Object.entries(source.tags).filter(([key]) => !/^aws:/i.test(key))),
  ...tagsOf(making),
  ...(source.at === undefined ? {} : { [tagKeys.at]: source.at }),
})

/** Whether a thing bears the tags of ours: of this plan, of this target. */
export const bearsOurs = ({ tags }: Pick<Seen, 'tags'>, { deployment, plan, target }: Ours): boolean =>
  tags[tagKeys.deployment] === deployment && tags[tagKeys.plan] === plan && tags[tagKeys.target] === target

/**
 * The name of a snapshot: a letter first, no two hyphens in a row, none at the end, at most 128 characters, as RDS and AMIs want it.
 * @param firing ISO 8601
 * @param tries how often it was asked for before, and failed: each needs another name
 */
export const nameOf = (plan: string, firing: string, process: string, tries = 0): string =>
  [
    'nightshift',
    plan.replaceAll(/-+/g, '-'),
    firing.slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-'),
    process,
    ...(tries > 0 ? [String(tries + 1)] : []),
  ].join('-')
