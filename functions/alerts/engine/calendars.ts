import { suggestion } from '../../../shared/config/explain.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type CalendarRecord, keys } from '../../../shared/ledger/records.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { type Refusal, refused } from '../rules/answers.ts'
import { calendarHash, makeCalendarToken } from '../rules/calendar-token.ts'
import type { RequestOf } from '../rules/request.ts'
import { commit, transact, type World } from '../world/world.ts'
import { changeWrite } from './change-write.ts'

/** Most feeds of one name at a time. */
const mostFeeds = 10

/** The feeds of a name that answer. */
const feedsOf = async (name: string, { ledger }: Pick<World, 'ledger'>): Promise<Stored<CalendarRecord>[]> =>
  (await ledger.children<CalendarRecord>(keys.calendar('').pk)).filter((each) => each.name === name)

const calendarChange = (
  { action, name, ...asked }: RequestOf<'calendar'> | RequestOf<'revoke-calendar'>,
  summary: string,
  world: World,
): Write => changeWrite(asked, { target: `calendar/${name}`, summary, event: { action, name } }, world)

/**
 * Makes an address of a feed, which is shown this once: the ledger keeps a hash of it.
 * @param random bytes that nobody can foresee. Default: the platform's
 */
export const makeCalendar = async (
  request: RequestOf<'calendar'>,
  world: World,
  random?: (bytes: number) => Uint8Array,
): Promise<{ readonly token: string } | Refusal> => {
  const { name, by } = request
  const { config, now } = world
  const names = [...Object.keys(config.responders), ...Object.keys(config.rotations)]
  if (!names.includes(name))
    return refused(
      `"${name}" is neither a responder nor a rotation; there is: ${names.join(', ')}${suggestion(name, names)}`,
    )
  if ((await feedsOf(name, world)).length >= mostFeeds)
    return refused(`${name} has ${mostFeeds} addresses already: revoke them, and make new ones`)
  const token = makeCalendarToken(random)
  const of = named(config.responders, name) ? 'responder' : 'rotation'
  const item: CalendarRecord = {
    ...keys.calendar(calendarHash(token)),
    kind: 'calendar',
    at: now.toISOString(),
    name,
    of,
    by,
  }
  await world.ledger.commit(
    [{ item, expect: 'absent' }, calendarChange(request, `an address of the calendar of ${name}`, world)],
    now,
  )
  return { token }
}

/** Ends every address of a name. @returns how many there were */
export const revokeCalendars = (
  request: RequestOf<'revoke-calendar'>,
  world: World,
): Promise<{ readonly revoked: number }> =>
  transact(async () => {
    const feeds = await feedsOf(request.name, world)
    if (feeds.length === 0) return { done: { revoked: 0 } }
    const keepUntil = world.now.toISOString()
    const writes: Write[] = feeds.map((feed) => ({ item: { ...feed, keepUntil }, expect: feed.version }))
    const change = calendarChange(
      request,
      `${feeds.length} addresses of the calendar of ${request.name} revoked`,
      world,
    )
    return (await commit(world, [...writes, change])) ? { done: { revoked: feeds.length } } : 'again'
  })
