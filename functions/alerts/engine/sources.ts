import { awaitAll } from '../../../shared/await-all.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { keys, type SourceRecord, type SourceTokenRecord } from '../../../shared/ledger/records.ts'
import type { Transition } from '../intake/index.ts'
import { isCalm, refusedText } from '../rules/source-bounds.ts'
import { commit, type World, worldOfPart } from '../world/world.ts'
import { addressed } from './addressed.ts'
import { react } from './react.ts'

/** Makes the record of a source, and its address, when it is seen for the first time. */
const ensure = (name: string, world: World): Promise<Stored<SourceRecord> | undefined> =>
  addressed<SourceRecord>(
    keys.source(name),
    (token, at) => {
      const pointer: SourceTokenRecord = { ...keys.sourceToken(token), kind: 'source-token', at, name }
      return { record: { ...keys.source(name), kind: 'source', at, name, token }, pointer }
    },
    world,
  )

const transitionOf = (name: string, state: Transition['state'], at: string, reason: string): Transition => ({
  alarm: `source:${name}:bounds`,
  name: `source/${name}/bounds`,
  title: `${name} reports more than it may`,
  state,
  at,
  reason,
})

/**
 * Makes the addresses of sources, and reports of each once that some of its reports were refused: an incident, which ends with how many they
 * were when nothing has been refused for five minutes.
 * @throws the first failure, after every source was looked at
 */
export const checkSources = async (world: World): Promise<void> => {
  await awaitAll(
    Object.keys(world.config.sources).map((name) => checkSource(name, worldOfPart(`source ${name}`, world))),
  )
}

/** Looks at one source, as the sweep does at all. */
export const checkSource = async (name: string, world: World): Promise<void> => {
  const source = Object.hasOwn(world.config.sources, name) ? world.config.sources[name] : undefined
  const record = source && (await ensure(name, world))
  if (!source || !record?.refused) return
  const text = refusedText(record, source.perMinute)
  if (!isCalm(record, world.now)) {
    const reason = `Reports of this source were refused: ${text}. Nightshift does not know what was in them: look at the source. alerts.sources says how many it may send.`
    await react(transitionOf(name, 'ALARM', record.refused.since, reason), world)
    return
  }
  await react(
    transitionOf(name, 'OK', world.now.toISOString(), `It keeps to its bounds again. Refused: ${text}.`),
    world,
  )
  const item: SourceRecord = { ...record, refused: undefined }
  await commit(world, [{ item, expect: record.version }])
}
