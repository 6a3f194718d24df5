import {
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { lookAtBackups, processOf, proofsOf, proveBackup } from '../../api/backups.ts'
import { clientOptions } from '../../shared/aws.ts'
import type { Config } from '../../shared/config/schema.ts'
import { startPostgres } from '../postgres/server.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'

/** The first proof of the config that asks a PostgreSQL instance something. */
export const askedProof = ({ backups }: Config): { readonly proof: string; readonly database: string } | undefined => {
  const [found] = Object.entries(backups?.proofs ?? {}).flatMap(([proof, { of, check: asked }]) =>
    of.startsWith('rds-instance/') && asked?.client === 'postgres'
      ? [{ proof, database: of.slice('rds-instance/'.length) }]
      : [],
  )
  return found
}

/** What the copy would hold, had the emulator data to restore. */
const seed = `create table orders (id int, created_at timestamptz);
  insert into orders select each, now() - each * interval '1 minute' from generate_series(1, 42) as each`

const ensureSnapshot = async (rds: RDSClient, database: string): Promise<void> => {
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: database }))
  if (DBSnapshots.length === 0)
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: database, DBSnapshotIdentifier: 'tour' }))
}

const findCopy = async (rds: RDSClient, name: string) => {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}))
  return DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name)
}

const prove = async (guide: Guide, proof: string, database: string): Promise<readonly string[]> => {
  const rds = new RDSClient(clientOptions)
  await ensureSnapshot(rds, database)
  const begun = await proveBackup(guide, { proof, by: 'the tour' })
  const name = `nightshift-proof-${begun.id}`
  await lookAtBackups(guide)
  const copy = await findCopy(rds, name)
  check(copy?.PubliclyAccessible === false, `There is no copy ${name}, or anyone may reach it`)
  const postgres = await startPostgres({ port: copy?.Endpoint?.Port ?? 0, seed })
  try {
    let last = begun
    const row = await eventually(
      `the proof ${proof} to end`,
      async () => {
        await lookAtBackups(guide)
        last = (await processOf(guide, begun)) ?? last
        return last.ended ? last : undefined
      },
      60,
    ).catch((error: unknown) => {
      throw new Error(`The proof ${proof} is at "${last.step}": ${last.trouble ?? 'it gets on'}`, { cause: error })
    })
    check(row.ended?.outcome === 'done', `It is not proven: ${row.ended?.reason}`)
    check((await findCopy(rds, name)) === undefined, `The copy ${name} is still there`)
    const standing = (await proofsOf(guide)).find((each) => each.proof === proof)
    return [
      `${standing?.proven?.snapshot} was restored as ${name}: ${row.ended?.reason}`,
      'the copy is deleted; a PostgreSQL of this machine stood behind its endpoint',
    ]
  } finally {
    await postgres.stop()
  }
}

export const isProven: Stop = {
  title: 'a backup is restored on trial, asked something by a task, and deleted again',
  visit: async (guide) => {
    const asked = askedProof(guide.config)
    return asked ? prove(guide, asked.proof, asked.database) : []
  },
}
