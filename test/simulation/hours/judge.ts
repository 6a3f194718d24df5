import { targetSubject } from '../../../shared/hours/planned-off.ts'
import { type Cloud, reallyStopped, type SimulatedTarget, seenStopped } from './cloud.ts'
import type { Start, Story } from './story.ts'
import type { Watch } from './watch.ts'
import { entryFor } from './watch.ts'

const minute = 60_000

/** How long after a moment everything must be as it is to be. */
const patience = 50 * minute

const startsOf = (story: Story): ReadonlyMap<string, Start> =>
  new Map(story.starts.map((start) => [`${start.noun}/${start.id}`, start]))

const judgeSize = (
  target: SimulatedTarget,
  start: Start | undefined,
  rule: { min?: number | undefined; desired?: number | undefined } | undefined,
  watch: Watch,
  since: number,
): void => {
  const own = watch.own.get(target.name)
  if (!own || (watch.resizedAt.get(target.name) ?? 0) > since) return
  const min = rule?.min ?? Math.min(own.min, rule?.desired ?? own.min)
  const wanted = { min, desired: Math.max(rule?.desired ?? own.desired, min) }
  if (target.size.min !== wanted.min || target.size.desired !== wanted.desired)
    watch.complain(`${target.name} has ${JSON.stringify(target.size)}, and is to have ${JSON.stringify(wanted)}`)
  const others = start?.suspended ?? []
  const suspended = [...target.suspended]
  if (suspended.length !== others.length)
    watch.complain(`${target.name}: ${suspended} of its scaling is suspended, and was: ${others}`)
}

/**
 * No hour is claimed that was none, what goes on at the end included; and where looks are dense and only people are in the way, nearly all
 * hours are claimed of what the config means from the beginning to the end.
 */
const judgeSavings = (story: Story, cloud: Cloud, watch: Watch, now: number): void => {
  const { complain, count } = watch
  const isWhole = story.dense && story.mood === 'calm' && story.deployments.length === 1
  for (const target of cloud.targets) {
    const really = reallyStopped(target, now)
    const record = watch.records.get(target.name)
    const open = record?.off === undefined ? 0 : Math.max(0, now - Date.parse(record.off.from)) / 1000
    const claimed = watch.claimedOf(target.name)
    count('hours claimed', (claimed + open) / 3600)
    count('hours stopped', really / 3_600_000)
    const seen = seenStopped(target, now)
    if ((claimed + open) * 1000 > seen + minute)
      complain(
        `${target.name} could be seen stopped for ${seen / 1000} s, and ${claimed} s and then ${open} s are claimed`,
      )
    if (!isWhole || target.gone || record === undefined || record.retired !== undefined) continue
    count('hours claimed where all are seen', (claimed + open) / 3600)
    count('hours stopped where all are seen', really / 3_600_000)
    if ((claimed + open) * 1000 < 0.95 * really - 30 * minute)
      complain(
        `${target.name} was stopped for ${really / 1000} s, and only ${claimed} s and then ${open} s are claimed`,
      )
  }
}

/** How far everything is, an hour after the last fault. */
export const judge = (story: Story, cloud: Cloud, watch: Watch, now: number): void => {
  const { complain, count } = watch
  const starts = startsOf(story)
  const dead = new Set<string>()
  const touched = new Set(
    story.deeds.flatMap(({ what, target }) => (what === 'hand' || what === 'resize' ? [target] : [])),
  )
  for (const target of cloud.targets) {
    cloud.advance(target)
    const wanted = watch.wantedOf(target, new Date(now))
    const start = starts.get(target.name)
    if (!wanted) continue
    const since = Math.max(wanted.since.getTime(), story.deployments.at(-1)?.at ?? 0)
    if (target.gone || target.isProtected) dead.add(target.name)
    const stops = cloud.targets.filter(
      (each) =>
        entryFor(watch.slice(), each)?.entry.name === wanted.entry.name &&
        watch.wantedOf(each, new Date(now))?.state === 'stopped',
    )
    const isHeld = wanted.entry.confirmed !== undefined && stops.length > wanted.entry.confirmed * 1.2
    const isBlocked =
      wanted.state === 'stopped' &&
      cloud.targets.some(
        (other) => other.isProtected && entryFor(watch.slice(), other)?.entry.after?.includes(wanted.entry.name),
      )
    if (dead.has(target.name) || isBlocked || (isHeld && wanted.state === 'stopped')) continue
    if (now - since < patience || now - wanted.since.getTime() < patience) {
      count('not judged: a moment is near')
      continue
    }
    const guard = watch.guards.get(target.name)
    const hand = guard && guard.at > since && now < guard.until
    const record = watch.records.get(target.name)
    const isSaidOnce =
      wanted.isOnce &&
      record !== undefined &&
      wanted.since.toISOString() < record.moment.seenAt &&
      record.moment.at !== wanted.since.toISOString()
    const isTaken =
      wanted.isOnce && (record?.moment.seenAt ?? '') > new Date(wanted.since.getTime() + 16 * 60 * minute).toISOString()
    if (record?.hand?.found && !wanted.isOnce)
      complain(
        `${target.name} is left as it was found, and its calendar wants it all the time: ${JSON.stringify(record)}`,
      )
    if (record?.hand && !record.hand.found && !touched.has(target.name))
      complain(
        `${target.name} is taken for ${record.hand.state} by hand, and nobody touched it: ${JSON.stringify(record)}`,
      )
    if (record?.hand || hand) {
      count('left as a hand wanted it')
      if (!guard && wanted.entry.enforce) complain(`${target.name} is left to a hand, and is enforced`)
      continue
    }
    if (isSaidOnce || isTaken) continue
    if (target.state !== wanted.state) {
      const first = wanted.isOnce && target.lastBy !== 'engine'
      if (!first)
        complain(
          `${target.name} is ${target.state}, and is to be ${wanted.state} since ${wanted.since.toISOString()}: ${JSON.stringify(record)}`,
        )
      continue
    }
    count(`as it is to be: ${wanted.state}`)
    if (record?.order) complain(`${target.name} is as it is to be, and still: ${JSON.stringify(record.order)}`)
    if (record?.trouble) complain(`${target.name} is as it is to be, and in trouble: ${record.trouble.code}`)
    if (watch.moods.get(`hours/${target.name}`)?.mood === 'bad')
      complain(`${target.name} is as it is to be, and its incident is open`)
    const hold = watch.plannedOff.get(targetSubject(target.name))
    const isQuiet = hold !== undefined && (hold.until === undefined || Date.parse(hold.until) > now)
    if (isQuiet !== (wanted.state === 'stopped'))
      complain(`${target.name} is ${target.state}, and its alarms are ${isQuiet ? '' : 'not '}held`)
    if (target.noun === 'group' && wanted.state === 'running') judgeSize(target, start, wanted.size, watch, since)
  }
  judgeSavings(story, cloud, watch, now)
}
