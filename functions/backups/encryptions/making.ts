import {
  broken,
  call,
  type Decision,
  giveUp,
  goOn,
  isReady,
  type Look,
  lost,
  type Pair,
  since,
  wait,
} from './decision.ts'

// From the snapshot to an encrypted database that is as the original: nothing of it touches the original.

const minute = 60_000

/** AWS keeps some values otherwise than they were given: what is asked so long ago is as it will be. */
const settleMs = 10 * minute

export const snapshotting = (look: Look): Decision => {
  const { process, names, main, plain, now } = look
  if (!main.original) return giveUp(lost(process.name), now)
  if (!plain) return isReady(main.original) ? call('take-snapshot', look) : wait
  if (!plain.ours && plain.status === 'available')
    return giveUp(`There is a snapshot ${names.plain} that is not of this process.`, now)
  if (broken.test(plain.status)) return giveUp(`The snapshot ${names.plain} is ${plain.status}.`, now)
  // A copy of a cluster's plain snapshot cannot be given a key: its restore can.
  return plain.status === 'available' ? goOn(process.form === 'cluster' ? 'restoring' : 'copying', now) : wait
}

export const copying = (look: Look): Decision => {
  const { names, plain, copy, now } = look
  // Only what is finished needs its source no more.
  if (copy?.status === 'available')
    return copy.encrypted ? goOn('restoring', now) : giveUp(`The copy ${names.copy} is not encrypted.`, now)
  if (!plain) return giveUp(lost(names.plain), now)
  if (!copy) return call('copy-snapshot', look)
  return broken.test(copy.status) ? giveUp(`The copy ${names.copy} is ${copy.status}.`, now) : wait
}

export const restoring = (look: Look): Decision => {
  const { process, names, main, now } = look
  const { encrypted, part } = main
  const [source, sourceName] = process.form === 'cluster' ? [look.plain, names.plain] : [look.copy, names.copy]
  if (!encrypted) {
    if (part.encrypted !== undefined) return giveUp(lost(part.fresh), now)
    if (!source) return giveUp(lost(sourceName), now)
    return call('restore', look)
  }
  if (!encrypted.ours && encrypted.status === 'available')
    return giveUp(`There is a database ${part.fresh} that is not of this process.`, now)
  if (part.encrypted === undefined && encrypted.ours) return { do: 'note', note: { encrypted: encrypted.resource } }
  if (broken.test(encrypted.status)) return giveUp(`${part.fresh} is ${encrypted.status}.`, now)
  if (!isReady(encrypted)) return wait
  if (!encrypted.encrypted) return giveUp(`${part.fresh} is not encrypted.`, now)
  return goOn(process.form === 'cluster' ? 'adding-members' : 'settling', now)
}

/** Why the instances of the encrypted cluster cannot come to be. */
const wrongOfMember = ({ part, encrypted }: Pair): string | undefined => {
  if (!encrypted) return part.encrypted === undefined ? undefined : lost(part.fresh)
  if (broken.test(encrypted.status)) return `${part.fresh} is ${encrypted.status}.`
  return encrypted.ours || !isReady(encrypted)
    ? undefined
    : `There is a database ${part.fresh} that is not of this process.`
}

export const addingMembers = (look: Look): Decision => {
  const { process, main, members, now } = look
  if (!main.encrypted) return giveUp(lost(main.part.fresh), now)
  const wrong = members.map(wrongOfMember).find((each) => each !== undefined)
  if (wrong !== undefined) return giveUp(wrong, now)
  const resources = new Map(members.map(({ part, encrypted }) => [part.name, encrypted?.ours && encrypted.resource]))
  if (members.some(({ part }) => part.encrypted === undefined && resources.get(part.name)))
    return {
      do: 'note',
      note: {
        members: process.members?.map((each) => ({ ...each, encrypted: resources.get(each.name) || undefined })),
      },
    }
  // The first instance of a cluster is its writer.
  const writer = members.slice(0, 1)
  const next = (writer.some(({ encrypted }) => !isReady(encrypted)) ? writer : members).filter(
    ({ encrypted }) => !encrypted,
  )
  if (next.length > 0) return isReady(main.encrypted) ? call('add-members', look, next) : wait
  return members.every(({ encrypted }) => isReady(encrypted)) ? goOn('settling', now) : wait
}

export const settling = (look: Look): Decision => {
  const { process, main, now } = look
  const { encrypted, part } = main
  if (!encrypted) return giveUp(lost(part.fresh), now)
  if (broken.test(encrypted.status)) return giveUp(`${part.fresh} is ${encrypted.status}.`, now)
  if (!isReady(encrypted) || encrypted.pending) return wait
  const asked = process.asked?.what === 'settle' ? since(process.asked.at, now) : undefined
  if (encrypted.settled || (asked !== undefined && asked > settleMs)) return goOn('renaming-original', now)
  return asked === undefined || asked === 0 ? call('settle', look) : wait
}
