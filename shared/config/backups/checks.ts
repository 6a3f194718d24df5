import { isOneTime, scheduleProblem } from '../../schedule.ts'
import { databaseIdOf } from '../../stacks/database-ids.ts'
import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { scheduleHint } from '../offers/crontab.ts'
import { entries, field, missing, namesIn } from '../references.ts'
import type { Config } from '../schema.ts'
import { copyProblems } from './copies.ts'
import { drillProblems } from './drill-checks.ts'
import type { BackupsConfig } from './schema.ts'

/** A plan's schedule has to come again, in the zone that it names. */
const scheduleProblems = (part: 'plans' | 'proofs', name: string, plan: unknown, now: Date): string[] => {
  const [schedule, zone = 'UTC'] = [field(plan, 'schedule'), field(plan, 'zone')]
  if (typeof schedule !== 'string' || typeof zone !== 'string') return []
  const wrong = isOneTime(schedule)
    ? 'cron(minute hour day-of-month month day-of-week year) or rate(6 hours): it has to come again'
    : safeProblem(schedule, zone, now)
  return wrong === undefined
    ? []
    : [problem(['backups', part, name, 'schedule'], schedule, `${wrong}${scheduleHint(schedule, now)}`)]
}

/** A zone that is none is the schema's to report. */
const safeProblem = (schedule: string, zone: string, now: Date): string | undefined => {
  try {
    return scheduleProblem(schedule, zone, now)
  } catch {
    return scheduleProblem(schedule, 'UTC', now)
  }
}

/** A restored database with its check, or an instance of an AMI, needs a network to stand in. A check is of databases. */
const placeProblems = (name: string, proof: unknown, estate: unknown): string[] => {
  const of = field(proof, 'of')
  if (estate !== undefined || field(proof, 'network') !== undefined || typeof of !== 'string' || of.startsWith('ebs-'))
    return []
  return [
    problem(
      ['backups', 'proofs', name, 'network'],
      undefined,
      'the VPC and subnets in which what is restored may stand, as there is no estate',
    ),
  ]
}

/** What is only of one kind of thing, and would be passed over of another. */
const kindProblems = (name: string, proof: unknown): string[] => {
  const of = field(proof, 'of')
  if (typeof of !== 'string') return []
  const wrong = (key: string, kind: string): string[] =>
    field(proof, key) === undefined || of.startsWith(kind)
      ? []
      : [
          problem(
            ['backups', 'proofs', name, key],
            undefined,
            `nothing: it is for ${kind}…, and this proof is of ${of}`,
          ),
        ]
  return [
    ...(['check', 'class', 'subnetGroup'] as const).flatMap((key) => (of.startsWith('ec2-') ? wrong(key, 'rds-') : [])),
    ...wrong('instanceType', 'ec2-instance'),
  ]
}

const goals = (alerts: unknown): string[] => [
  ...namesIn(field(alerts, 'policies')),
  ...namesIn(field(alerts, 'rotations')),
]

/** A check without a password is let in by no database of RDS. */
const secretNotes = (proofs: BackupsConfig['proofs']): string[] =>
  Object.entries(proofs).flatMap(([name, { check }]) =>
    check && check.secret === undefined
      ? [
          `backups.proofs.${name}.check: has no secret, and RDS asks for a password; name the one of the database, for the estate's the output DatabaseSecretArn`,
        ]
      : [],
  )

/** A proof of the estate's database restores with its key, which the role may use only where the proof names it. */
const keyNotes = ({ backups, estate, name: deployment }: Config): string[] => {
  const key = estate?.database?.key
  if (key === undefined) return []
  const database = `rds-instance/${databaseIdOf(`${deployment}-data`)}`
  const isNamed = (keys: readonly string[]): boolean => (key.includes(':key/') ? keys.includes(key) : keys.length > 0)
  return Object.entries(backups?.proofs ?? {}).flatMap(([name, { of, kmsKeys }]) =>
    of !== database || isNamed(kmsKeys)
      ? []
      : [
          `backups.proofs.${name}.kmsKeys: does not have the key of ${database} (estate.database.key: ${key}); add its ARN, without which the restore is denied unless the key's own policy allows it`,
        ],
  )
}

export const backupsChecks: ConfigChecks = {
  problems: ({ backups, alerts, estate, region, name: deployment }, now) => [
    ...drillProblems({ backups, alerts, estate, name: deployment }, now),
    ...entries(field(backups, 'plans') as Readonly<Record<string, unknown>> | undefined).flatMap(([name, plan]) => [
      ...scheduleProblems('plans', name, plan, now),
      ...copyProblems(name, plan, region),
    ]),
    ...entries(field(backups, 'proofs') as Readonly<Record<string, unknown>> | undefined).flatMap(([name, proof]) => [
      ...scheduleProblems('proofs', name, proof, now),
      ...missing(
        ['backups', 'proofs', name, 'policy'],
        field(proof, 'policy'),
        goals(alerts),
        'a policy or a rotation',
      ),
      ...placeProblems(name, proof, estate),
      ...kindProblems(name, proof),
    ]),
    ...missing(['backups', 'policy'], field(backups, 'policy'), goals(alerts), 'a policy or a rotation'),
  ],
  notes: (config) => [...(config.backups ? secretNotes(config.backups.proofs) : []), ...keyNotes(config)],
}
