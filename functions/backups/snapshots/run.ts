import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import type { Parts } from '../kinds/kind.ts'
import type { Vault } from '../vaults/vault.ts'
import { beginSnapshots, targetsOf } from './begin.ts'

const parse = parserOf(
  'a command to take snapshots',
  z.object({
    source: z.literal(commandSource),
    action: z.literal('run'),
    plan: z.string(),
    target: z.optional(z.string()),
    by: z.string(),
  }),
)

/** What a person asked for. */
export interface RunAnswer {
  readonly plan: string
  /** What a snapshot has begun of. */
  readonly targets: readonly string[]
}

/**
 * Begins the snapshots of a plan now, of all that it means or of one.
 * @throws PermanentError `refused` with what would be right
 */
export const runNow = async (raw: unknown, parts: Parts, vaults: ReadonlyMap<string, Vault>): Promise<RunAnswer> => {
  const { plan, target, by } = parse(raw)
  const known = Object.keys(parts.slice.plans)
  const found = Object.hasOwn(parts.slice.plans, plan) ? parts.slice.plans[plan] : undefined
  if (!found)
    throw new PermanentError(
      'refused',
      `There is no plan "${plan.slice(0, 40)}". Plans: ${known.join(', ') || 'none'}.`,
    )
  const all = await targetsOf(found, vaults)
  const targets = target === undefined ? all : all.filter((each) => each === target || each.endsWith(`/${target}`))
  if (targets.length === 0)
    throw new PermanentError(
      'refused',
      target === undefined
        ? `AWS has nothing that the plan ${plan} means. Correct backups.plans.${plan}.resources.`
        : `The plan ${plan} does not mean "${target.slice(0, 80)}". It means: ${all.slice(0, 10).join(', ') || 'nothing'}.`,
    )
  await beginSnapshots({ plan, targets, firing: parts.now, by }, parts)
  return { plan, targets }
}
