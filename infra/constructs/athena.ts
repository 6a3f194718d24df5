import { Stack } from 'aws-cdk-lib'
import * as athena from 'aws-cdk-lib/aws-athena'
import * as glue from 'aws-cdk-lib/aws-glue'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** A query as Athena saves it. */
export interface SavedQuery {
  readonly name: string
  readonly description: string
  readonly sql: string
}

/** How files of a kind are read. */
export interface FileFormat {
  readonly inputFormat: string
  readonly outputFormat: string
  readonly serializationLibrary: string
}

/** Files in S3 as a table. */
export interface LogTable {
  readonly database: string
  readonly description: string
  readonly name: string
  /** `s3://…` without a slash at its end. */
  readonly location: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly format: FileFormat
  /** Keys of the partitions: all are texts. */
  readonly partitions: readonly string[]
  /** How partitions follow from their names, so that none has to be added and no crawler runs. */
  readonly projection: Readonly<Record<string, string>>
}

export interface AskedProps {
  readonly table: LogTable
  readonly workGroup: string
  readonly description: string
  /** Bytes that one query may read. https://aws.amazon.com/athena/pricing/ */
  readonly bytesOfQuery: number
  /** Where results are. Whoever gives it lets them end. */
  readonly results: { readonly bucket: s3.Bucket; readonly prefix: string }
  readonly queries: readonly SavedQuery[]
}

const makeTable = (scope: Construct, id: string, table: LogTable): glue.CfnTable => {
  const { account } = Stack.of(scope)
  const { database, format, projection } = table
  const catalog = new glue.CfnDatabase(scope, `${id}Database`, {
    catalogId: account,
    databaseInput: { name: database, description: table.description },
  })
  const made = new glue.CfnTable(scope, `${id}Table`, {
    catalogId: account,
    databaseName: database,
    tableInput: {
      name: table.name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE', 'projection.enabled': 'true', ...projection },
      partitionKeys: table.partitions.map((name) => ({ name, type: 'string' })),
      storageDescriptor: {
        location: table.location,
        columns: [...table.columns],
        inputFormat: format.inputFormat,
        outputFormat: format.outputFormat,
        serdeInfo: { serializationLibrary: format.serializationLibrary },
      },
    },
  })
  made.addResourceDependency(catalog)
  return made
}

/** A table over logs in S3, a workgroup whose limit no query leaves, and saved queries in it. */
export const askByAthena = (scope: Construct, id: string, props: AskedProps): void => {
  const { table, workGroup, description, bytesOfQuery, results, queries } = props
  const madeTable = makeTable(scope, id, table)
  const group = new athena.CfnWorkGroup(scope, `${id}WorkGroup`, {
    name: workGroup,
    description,
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      bytesScannedCutoffPerQuery: bytesOfQuery,
      publishCloudWatchMetricsEnabled: false,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${results.bucket.bucketName}/${results.prefix}`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  })
  for (const each of queries) {
    const query = new athena.CfnNamedQuery(scope, `${id}-${each.name}`, {
      name: each.name,
      description: each.description,
      database: table.database,
      workGroup,
      queryString: each.sql,
    })
    query.addResourceDependency(group)
    query.addResourceDependency(madeTable)
  }
}

/** A name of the catalog's: lower case, without hyphens. */
export const catalogName = (name: string): string => name.toLowerCase().replaceAll('-', '_')
