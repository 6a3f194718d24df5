import { type IncidentRecord, keys, type NoteRecord } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import { type Refusal, refused } from '../rules/answers.ts'
import type { RequestOf } from '../rules/request.ts'
import { commit, type World } from '../world/world.ts'

/** Most notes of one incident: what happens to it reads all that stands below it. */
const mostNotes = 100

/** Writes down what somebody says about an incident. The same request is written once. */
export const addNote = async (
  { incident, by, text, request }: RequestOf<'note'>,
  world: World,
): Promise<{ readonly note: NoteRecord } | Refusal> => {
  const { ledger, now } = world
  const key = keys.note(incident, request)
  const [record, notes] = await Promise.all([
    ledger.get<IncidentRecord>(keys.incident(incident)),
    ledger.children<NoteRecord>(key.pk, keys.note(incident, '').sk),
  ])
  if (!record) return refused(`There is no incident ${incident}. See: ${terminal} incidents`)
  const known = notes.find(({ sk }) => sk === key.sk)
  if (known) return { note: known }
  if (notes.length >= mostNotes) return refused(`${incident} has ${mostNotes} notes already, and keeps no more`)
  const item: NoteRecord = { ...key, kind: 'incident-note', at: now.toISOString(), incident, by, text }
  if (!(await commit(world, [{ item, expect: 'absent' }]))) return { note: (await ledger.get<NoteRecord>(key)) ?? item }
  return { note: item }
}
