import {
  type Call,
  call,
  type Decision,
  giveUp,
  goOn,
  isReady,
  type Look,
  lost,
  type Pair,
  pairsOf,
  untilGone,
  wait,
} from './decision.ts'

// The names of the original and of the encrypted one, there and back. Those of a cluster and of its instances change at once: what RDS refuses
// meanwhile is asked again at the next look.

type Side = 'original' | 'encrypted'

/** Renames what still has a name of a kind, as soon as it is available. @returns undefined where nothing has it any more */
const rename = (what: Call, side: Side, from: 'name' | 'fresh' | 'old', look: Look): Decision | undefined => {
  const left = pairsOf(look).filter((pair) => pair[side]?.name === pair.part[from])
  if (left.length === 0) return undefined
  const ready = left.filter((pair) => isReady(pair[side]))
  return ready.length > 0 ? call(what, look, ready) : wait
}

/** Whether all that is there of a side is available. */
const areReady = (side: Side, pairs: readonly Pair[]): boolean =>
  pairs.every((pair) => pair[side] === undefined || isReady(pair[side]))

export const renamingOriginal = (look: Look): Decision => {
  const { process, main, now } = look
  const pairs = pairsOf(look)
  const gone = pairs.find(({ encrypted }) => !encrypted)
  // Its name may be changing already: it is given back first.
  if (gone) return goOn('returning-original', now, { verdict: { outcome: 'failed', reason: lost(gone.part.fresh) } })
  const renamed = rename('rename-original', 'original', 'name', look)
  if (renamed) return renamed
  // Between two names it is nowhere. An instance of a cluster that somebody has deleted is not waited for.
  const waiting = pairs.some(({ original }) => !original) && untilGone(look)
  if (waiting) return waiting
  if (!main.original) return giveUp(lost(process.name), now)
  return areReady('original', pairs) ? goOn('renaming-encrypted', now) : wait
}

export const renamingEncrypted = (look: Look): Decision => {
  const { now } = look
  const pairs = pairsOf(look)
  const renamed = rename('rename-encrypted', 'encrypted', 'fresh', look)
  if (renamed) return renamed
  const gone = pairs.find(({ encrypted }) => !encrypted)
  if (gone)
    return (
      untilGone(look) ??
      goOn('returning-original', now, { verdict: { outcome: 'failed', reason: lost(gone.part.fresh) } })
    )
  if (!areReady('encrypted', pairs)) return wait
  const tagged = pairs.filter(({ encrypted }) => encrypted?.ours)
  return tagged.length > 0 ? call('untag', look, tagged) : goOn('kept', now, { swappedAt: now.toISOString() })
}

export const returningEncrypted = (look: Look): Decision => {
  const { now } = look
  const pairs = pairsOf(look)
  const returned = rename('return-encrypted', 'encrypted', 'name', look)
  if (returned) return returned
  const waiting = pairs.some(({ encrypted }) => !encrypted) && untilGone(look)
  if (waiting) return waiting
  return areReady('encrypted', pairs) ? goOn('returning-original', now) : wait
}

export const returningOriginal = (look: Look): Decision => {
  const { process, names, main, now } = look
  const pairs = pairsOf(look)
  // It was on its way to the name when it was called back.
  if (pairs.some(({ part, encrypted }) => encrypted?.name === part.name)) return goOn('returning-encrypted', now)
  const returned = rename('return-original', 'original', 'old', look)
  if (returned) return returned
  if (!main.original) return wait
  // An instance that has not come from one name to the other yet may have been on its way when this began.
  const waiting = pairs.some(({ original }) => !original) && untilGone(look, process.asked?.at ?? process.stepSince)
  if (waiting) return waiting
  if (!areReady('original', pairs)) return wait
  // What was written since the swap is in the encrypted one alone: it is a person's to delete.
  return process.swappedAt === undefined
    ? goOn('undoing', now)
    : {
        do: 'end',
        outcome: 'cancelled',
        reason: `The original is ${process.name} again. The encrypted one is ${main.part.fresh}, with what was written since ${process.swappedAt}${process.form === 'cluster' ? '' : `; its snapshot is ${names.copy}`}. Nothing of it is deleted.`,
      }
}
