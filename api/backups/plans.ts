import { isTooOld, mostAge, regionsOf } from '../../functions/backups/rules/late.ts'
import { commandSource } from '../../shared/command.ts'
import type { BackupTargetRecord, HeldSnapshot } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/** What a plan has of one resource in one region. */
export interface SavedRow {
  readonly plan: string
  /** `<kind>/<id>`, such as `rds-instance/shop`. */
  readonly target: string
  /** Of a copy; the deployment's own region is left out. */
  readonly region?: string | undefined
  /** Good snapshots that are held. */
  readonly count: number
  /** The newest good one. */
  readonly newest?: HeldSnapshot | undefined
  /** Since when no backup is good, and why. */
  readonly failing?: { readonly since: string; readonly reason: string } | undefined
  /** The newest is older than the plan allows, or none came that long after the first was asked for. */
  readonly isLate: boolean
  /** The config no longer has the plan: what it has made stays until somebody deletes it. */
  readonly isLeft: boolean
}

type Asked = Pick<Deployment, 'ledger' | 'config' | 'now'>

const rowsOf = (record: BackupTargetRecord, { config, now }: Asked): SavedRow[] => {
  const { plan, target, held, failing, leftAt } = record
  const configured = config.backups?.plans[plan]
  const regions = configured ? regionsOf(configured) : []
  const known = [...new Set(['', ...regions, ...Object.keys(held), ...Object.keys(failing)])]
  const most = configured ? mostAge(configured, now()) : Number.POSITIVE_INFINITY
  return known.map((region) => {
    const [newest] = held[region] ?? []
    const isWanted = regions.includes(region) && leftAt === undefined
    return {
      plan,
      target,
      ...(region === '' ? {} : { region }),
      count: held[region]?.length ?? 0,
      newest,
      failing: isWanted ? failing[region] : undefined,
      isLate: isWanted && isTooOld(record, region, most, now()),
      isLeft: !isWanted,
    }
  })
}

/** What is held of each resource by each plan, and of each copy, as the last look at AWS has seen it. */
export const savedOf = async (deployment: Asked): Promise<SavedRow[]> =>
  (await deployment.ledger().children<BackupTargetRecord>('backup-targets')).flatMap((record) =>
    rowsOf(record, deployment),
  )

/** What has begun. */
export interface BegunBackups {
  readonly plan: string
  readonly targets: readonly string[]
}

/**
 * Takes the snapshots of a plan now, of all that it means or of one resource. They are good some minutes later: `backups list`.
 * @param asked `target`: `rds-instance/shop`, or `shop`. Default: all
 * @throws UsageError when there is no such plan or resource; Error with what else the function said
 */
export const takeBackups = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  asked: { readonly plan: string; readonly target?: string | undefined; readonly by: string },
): Promise<BegunBackups> =>
  (await callFunction(deployment, deployment.output('BackupsFunction'), {
    source: commandSource,
    action: 'run',
    ...asked,
  })) as BegunBackups
