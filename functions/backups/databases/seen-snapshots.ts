import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds'
import type { SeenSnapshot } from './choose.ts'
import { tagsOf } from './read.ts'

/** Without what is not said. */
export const without = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value

/** An instance's snapshot as it is chosen by. */
export const seenInstanceSnapshot = (snapshot: DBSnapshot): SeenSnapshot =>
  without({
    id: snapshot.DBSnapshotIdentifier ?? '',
    status: snapshot.Status ?? '',
    type: snapshot.SnapshotType ?? '',
    tags: tagsOf(snapshot.TagList),
    // Of a copy it is when the copy was made; its data is as old as the first of all.
    at: snapshot.OriginalSnapshotCreateTime ?? snapshot.SnapshotCreateTime,
    engine: snapshot.Engine,
    engineVersion: snapshot.EngineVersion,
    encrypted: snapshot.Encrypted,
    storageType: snapshot.StorageType,
  })

/** A cluster's. */
export const seenClusterSnapshot = (snapshot: DBClusterSnapshot): SeenSnapshot =>
  without({
    id: snapshot.DBClusterSnapshotIdentifier ?? '',
    status: snapshot.Status ?? '',
    type: snapshot.SnapshotType ?? '',
    tags: tagsOf(snapshot.TagList),
    at: snapshot.SnapshotCreateTime,
    engine: snapshot.Engine,
    engineVersion: snapshot.EngineVersion,
    encrypted: snapshot.StorageEncrypted,
    storageType: snapshot.StorageType,
  })
