import type { Answer } from './answer.ts'
import { type Call, textOf } from './call.ts'
import { filtersOf, pageOf, played, Refused, resultAnswer, type Value } from './query.ts'
import { type Form, type LiveDatabase, makeState, type PlayedSource, type SnapshotPace, tagsOf } from './rds-state.ts'
import type { Rule } from './rule.ts'

type Input = Call['input']

export interface RdsSnapshotsPlay extends Rule {
  /** What is there in a region now, by name. */
  readonly snapshots: (region: string) => readonly { readonly id: string; readonly status: string }[]
  readonly databases: (region: string) => readonly Pick<LiveDatabase, 'form' | 'id' | 'status' | 'encrypted'>[]
  /** Somebody deletes a snapshot by hand. */
  readonly drop: (region: string, id: string) => void
  /** Somebody disables or enables a key. */
  readonly setKey: (arn: string, state: KeyState) => void
}

export type KeyState = 'enabled' | 'disabled' | 'pending deletion'

export interface RdsSnapshotsGiven {
  readonly databases: readonly PlayedSource[]
  /** Keys by ARN. Others are not known to KMS. */
  readonly keys?: Readonly<Record<string, KeyState>>
  /** Names of copies that AWS takes and that fail half-way. */
  readonly failing?: (id: string) => boolean
  readonly pace?: SnapshotPace
}

const elements: Readonly<Record<string, string>> = {
  TagList: 'Tag',
  DBInstances: 'DBInstance',
  DBClusters: 'DBCluster',
  DBClusterMembers: 'DBClusterMember',
  DBSnapshots: 'DBSnapshot',
  DBClusterSnapshots: 'DBClusterSnapshot',
}
const element = (list: string): string => elements[list] ?? 'member'

/** Copies into one region at once, of an account. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html */
const mostCopies = 20

/** A name of RDS: a letter first, letters, digits and hyphens, no two of them in a row, none at the end. */
const nameOfSnapshot = /^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,254}(?<!-)$/

const wrong = (message: string): Refused => new Refused(400, 'InvalidParameterValue', message)

/**
 * RDS as far as `backups` goes, in every region: snapshots and copies that take their time and say how far they are, the limit of copies at once,
 * keys, restores, changes, new names, and the states in which AWS refuses each. It stands before the emulator, or in its place.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBClusterSnapshot.html
 */
export const rdsSnapshots = (
  now: () => Date,
  { databases, keys: given = {}, failing = () => false, pace }: RdsSnapshotsGiven,
): RdsSnapshotsPlay => {
  const keys = new Map(Object.entries(given))
  const states = new Map<string, ReturnType<typeof makeState>>()
  const stateOf = (region: string) => {
    const state = states.get(region) ?? makeState(now, pace)
    states.set(region, state)
    return state
  }
  for (const { region, ...each } of databases) stateOf(region).add(each)

  const checkKey = (arn: string | undefined, region: string): void => {
    if (arn === undefined) return
    if (arn.split(':')[3] === region && keys.get(arn) === 'enabled') return
    throw new Refused(
      400,
      'KMSKeyNotAccessibleFault',
      `The specified KMS key [${arn}] does not exist, is not enabled or you do not have permissions to access it.`,
    )
  }
  const create = (form: Form, input: Input, region: string): Value => {
    const state = stateOf(region)
    const of = state.database(form, textOf(input, form === 'cluster' ? 'DBClusterIdentifier' : 'DBInstanceIdentifier'))
    state.mustBe(of, 'available')
    const name = textOf(input, form === 'cluster' ? 'DBClusterSnapshotIdentifier' : 'DBSnapshotIdentifier') ?? ''
    if (!nameOfSnapshot.test(name)) throw wrong(`The parameter ${name} is not a valid identifier.`)
    const { id, encrypted, key } = of
    return state.shown(state.take({ form, id: name, of: id, encrypted, key, tags: tagsOf(input), seconds: 'snapshot' }))
  }
  const copy = (form: Form, input: Input, region: string): Value => {
    const [stem, type] = form === 'cluster' ? ['DBClusterSnapshot', 'cluster-snapshot'] : ['DBSnapshot', 'snapshot']
    const asked = textOf(input, `Source${stem}Identifier`) ?? ''
    const name = textOf(input, `Target${stem}Identifier`) ?? ''
    const [, , , from = region, , kind, id = asked] = asked.startsWith('arn:') ? asked.split(':') : []
    if (kind !== undefined && kind !== type) throw wrong(`Invalid snapshot identifier: ${asked}`)
    if (!nameOfSnapshot.test(name)) throw wrong(`Invalid snapshot identifier: ${name}`)
    const crosses = from !== region
    const source = stateOf(from).snapshot(form, id)
    if (source.status !== 'available')
      throw new Refused(400, `Invalid${stem}State${form === 'cluster' ? 'Fault' : ''}`, `${id} is ${source.status}.`)
    const key = textOf(input, 'KmsKeyId')
    checkKey(key, region)
    if (crosses && source.encrypted && key === undefined)
      throw wrong('KmsKeyId must be explicitly specified while copying an encrypted snapshot cross region.')
    if (crosses && source.encrypted && textOf(input, 'PreSignedUrl') === undefined)
      throw wrong('PreSignedUrl could not be authenticated.')
    if (form === 'cluster' && !source.encrypted && key !== undefined)
      throw new Refused(400, 'InvalidParameterCombination', 'Cannot encrypt a copy of an unencrypted cluster snapshot.')
    const state = stateOf(region)
    if (crosses && state.copying() >= mostCopies)
      throw new Refused(400, 'SnapshotQuotaExceeded', `Cannot copy more than ${mostCopies} snapshots across regions`)
    const made = state.take({
      form,
      id: name,
      of: source.of,
      encrypted: source.encrypted || key !== undefined,
      key: key ?? source.key,
      tags: { ...(textOf(input, 'CopyTags') === 'true' ? source.tags : {}), ...tagsOf(input) },
      seconds: 'copy',
      at: source.at,
      crosses,
      needs: () => stateOf(from).find(form, id) !== undefined,
      fails: failing(name),
    })
    return state.shown(made)
  }
  const describeSnapshots = (form: Form, input: Input, region: string, action: string): Answer => {
    const state = stateOf(region)
    const [stem, of] =
      form === 'cluster' ? ['DBClusterSnapshot', 'DBClusterIdentifier'] : ['DBSnapshot', 'DBInstanceIdentifier']
    const id = textOf(input, `${stem}Identifier`)
    if (id !== undefined) state.snapshot(form, id)
    const [type, database] = [textOf(input, 'SnapshotType'), textOf(input, of)]
    const found = state
      .all(form)
      .filter((each) => (id ?? each.id) === each.id && (database ?? each.of) === each.of)
      .filter(() => type === undefined || type === 'manual')
    const { page, next } = pageOf(found, input.Marker, Number(input.MaxRecords ?? 100))
    return resultAnswer(action, { [`${stem}s`]: page.map(state.shown), Marker: next }, element)
  }
  const describe = (form: Form, input: Input, region: string, action: string): Answer => {
    const state = stateOf(region)
    const word = form === 'cluster' ? 'DBCluster' : 'DBInstance'
    const id = textOf(input, `${word}Identifier`)
    if (id !== undefined) state.database(form, id)
    const wanted = filtersOf(input).get('db-cluster-id')
    const found = state
      .databases(form)
      .filter((each) => (id ?? each.id) === each.id && (wanted?.includes(each.cluster?.id ?? each.id) ?? true))
    const { page, next } = pageOf(found, input.Marker, Number(input.MaxRecords ?? 100))
    return resultAnswer(action, { [`${word}s`]: page.map(state.described), Marker: next }, element)
  }
  const restore = (form: Form, input: Input, region: string): Value => {
    const state = stateOf(region)
    const [name, from] =
      form === 'cluster'
        ? [textOf(input, 'DBClusterIdentifier'), textOf(input, 'SnapshotIdentifier')]
        : [textOf(input, 'DBInstanceIdentifier'), textOf(input, 'DBSnapshotIdentifier')]
    const source = state.snapshot(form, from ?? '')
    if (source.status !== 'available')
      throw new Refused(
        400,
        `InvalidDB${form === 'cluster' ? 'Cluster' : ''}SnapshotState`,
        `${from} is ${source.status}.`,
      )
    const given = form === 'cluster' ? textOf(input, 'KmsKeyId') : undefined
    const key = given ?? source.key
    if (source.encrypted || given !== undefined) checkKey(key, region)
    const encrypted = source.encrypted || given !== undefined
    return state.make({ form, id: name ?? '', input, encrypted, key })
  }
  const createInstance = (input: Input, region: string): Value => {
    const state = stateOf(region)
    const cluster = state.database('cluster', textOf(input, 'DBClusterIdentifier'))
    state.mustBe(cluster, 'available')
    const { encrypted, key } = cluster
    return state.make({
      form: 'instance',
      id: textOf(input, 'DBInstanceIdentifier') ?? '',
      input,
      cluster,
      encrypted,
      key,
    })
  }

  type Act = (input: Input, region: string, action: string) => Answer
  /** One operation for an instance and for a cluster, with what its answer has. */
  const both = (word: string, act: (form: Form, input: Input, region: string) => Value | undefined) =>
    (['instance', 'cluster'] as const).map((form): [string, Act] => {
      const name = form === 'cluster' ? 'DBCluster' : 'DBInstance'
      return [
        word.replace('$', name),
        (input, region, action) => {
          const shown = act(form, input, region)
          return resultAnswer(action, shown === undefined ? {} : { [name]: shown }, element)
        },
      ]
    })
  const ofSnapshots = (word: string, act: (form: Form, input: Input, region: string) => Value) =>
    (['instance', 'cluster'] as const).map((form): [string, Act] => {
      const name = form === 'cluster' ? 'DBClusterSnapshot' : 'DBSnapshot'
      return [
        `${word}${name}`,
        (input, region, action) => resultAnswer(action, { [name]: act(form, input, region) }, element),
      ]
    })
  const idOf = (form: Form, input: Input) =>
    textOf(input, form === 'cluster' ? 'DBClusterIdentifier' : 'DBInstanceIdentifier')
  const actions = new Map<string, Act>([
    ...ofSnapshots('Create', create),
    ...ofSnapshots('Copy', copy),
    ...ofSnapshots('Delete', (form, input, region) =>
      stateOf(region).remove(
        form,
        textOf(input, form === 'cluster' ? 'DBClusterSnapshotIdentifier' : 'DBSnapshotIdentifier') ?? '',
      ),
    ),
    ['DescribeDBSnapshots', (...call) => describeSnapshots('instance', ...call)],
    ['DescribeDBClusterSnapshots', (...call) => describeSnapshots('cluster', ...call)],
    ['DescribeDBInstances', (...call) => describe('instance', ...call)],
    ['DescribeDBClusters', (...call) => describe('cluster', ...call)],
    ...both('Modify$', (form, input, region) => stateOf(region).modify(form, idOf(form, input), input)),
    ...both('Delete$', (form, input, region) => stateOf(region).end(form, idOf(form, input))),
    [
      'RestoreDBInstanceFromDBSnapshot',
      (input, region, action) => resultAnswer(action, { DBInstance: restore('instance', input, region) }, element),
    ],
    [
      'RestoreDBClusterFromSnapshot',
      (input, region, action) => resultAnswer(action, { DBCluster: restore('cluster', input, region) }, element),
    ],
    [
      'CreateDBInstance',
      (input, region, action) => resultAnswer(action, { DBInstance: createInstance(input, region) }, element),
    ],
    [
      'RemoveTagsFromResource',
      (input, region, action) => {
        stateOf(region).untag(input)
        return resultAnswer(action, {})
      },
    ],
  ])
  return {
    name: 'rds: snapshots',
    before: ({ service, action, input, region }) => {
      const act = service === 'rds' ? actions.get(action) : undefined
      return act && played(() => act(input, region, action))
    },
    snapshots: (region) => [...stateOf(region).all('instance'), ...stateOf(region).all('cluster')],
    databases: (region) => [...stateOf(region).databases('instance'), ...stateOf(region).databases('cluster')],
    drop: (region, id) => stateOf(region).drop(id),
    setKey: (arn, state) => {
      keys.set(arn, state)
    },
  }
}
