import { call, type Decision, isReady, type Look, lost, mayStillCome, type Pair, pairsOf, wait } from './decision.ts'
import type { SeenDatabase } from './seen.ts'

// What is deleted at the end: the original, when somebody has confirmed it, or what was made.

const isBusy = (database: SeenDatabase | undefined): boolean =>
  database?.status === 'deleting' || database?.status === 'creating'

/** Deletes one side: the instances of a cluster, then what was named. */
const remove = (side: 'original' | 'encrypted', pairs: readonly Pair[], look: Look): Decision => {
  const { main } = look
  const members = pairs.filter((pair) => pair !== main)
  const next = members.filter((pair) => !isBusy(pair[side]))
  if (next.length > 0) return call(`delete-${side}`, look, next)
  if (members.length > 0 || isBusy(main[side])) return wait
  return call(main[side]?.protected ? `unprotect-${side}` : `delete-${side}`, look)
}

/** Whether applications reach encrypted data: a cluster answers only by an instance, whichever now has one of their names. */
export const isServed = ({ members }: Look): boolean =>
  members.length === 0 || members.some(({ named }) => named?.encrypted === true && isReady(named))

export const removing = (look: Look): Decision => {
  const { process, names, main, plain } = look
  const pairs = pairsOf(look).filter(({ original }) => original)
  if (pairs.length > 0) {
    const { encrypted } = main
    // Nothing is deleted unless what takes its place is there.
    if (!(encrypted?.name === process.name && encrypted.encrypted && isReady(encrypted)) || !isServed(look)) return wait
    return pairs.every(({ part, original }) => original?.name === part.old) ? remove('original', pairs, look) : wait
  }
  if (plain) return plain.status === 'deleting' ? wait : call('delete-plain', look)
  const kept =
    process.form === 'cluster' ? '' : `; the encrypted snapshot ${names.copy} stays until somebody deletes it`
  return {
    do: 'end',
    outcome: 'done',
    reason: `${process.name} is encrypted by ${process.key}. ${main.part.old} and its plain snapshot are deleted${kept}.`,
  }
}

/** It bears our tags, or was seen with them: they are taken off at the end of the swap. */
const isMade = ({ part, encrypted }: Pair): boolean =>
  encrypted !== undefined && (encrypted.ours || encrypted.resource === part.encrypted)

export const undoing = (look: Look): Decision => {
  const { process, names, main, plain, copy } = look
  const { outcome, reason } = process.verdict ?? { outcome: 'cancelled', reason: 'It was taken back.' }
  // What was made may be all that is left of the data.
  if (!main.original)
    return {
      do: 'end',
      outcome: 'failed',
      reason: `${reason} ${lost(process.name)} So nothing is deleted of what was made: ${main.part.fresh}, ${process.form === 'cluster' ? '' : `${names.copy}, `}${names.plain}, as far as they are there.`,
    }
  const made = pairsOf(look).filter(isMade)
  if (made.length > 0) return remove('encrypted', made, look)
  const calls = ['restore', 'add-members', 'copy-snapshot', 'take-snapshot'] as const
  if (calls.some((each) => mayStillCome(each, look))) return wait
  if (copy?.ours) return copy.status === 'deleting' ? wait : call('delete-copy', look)
  if (plain?.ours) return plain.status === 'deleting' ? wait : call('delete-plain', look)
  return { do: 'end', outcome, reason: `${reason} The original is as it was; what was made is deleted.` }
}
