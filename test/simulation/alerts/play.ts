import { wording } from '../../../functions/alerts/delivery/deliver.ts'
import { changes, linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import { takePosted } from '../../../functions/alerts/engine/posted.ts'
import { act } from '../../../functions/alerts/engine/progress.ts'
import { react } from '../../../functions/alerts/engine/react.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { digests, sweep, wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import { takeOver } from '../../../functions/alerts/engine/take-over.ts'
import type { Message } from '../../../functions/alerts/message/index.ts'
import type { LinkActions } from '../../../functions/alerts/page/view.ts'
import type { HandOver } from '../../../functions/alerts/rules/hand-over.ts'
import type { Action, Happening } from '../../../functions/alerts/rules/incident.ts'
import type { Wake } from '../../../functions/alerts/rules/timers.ts'
import type { LinkWorld } from '../../../functions/alerts/world/link-world.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HeartbeatRecord, keys, type LinkRecord } from '../../../shared/ledger/records.ts'
import { makeAgenda } from '../engine/agenda.ts'
import { makeRandom } from '../engine/random.ts'
import type { Played } from '../engine/simulation.ts'
import { makeCaller } from './calls.ts'
import type { Deed } from './deeds.ts'
import { judge } from './judge.ts'
import type { Delivery, Story } from './story.ts'
import { makeWatch } from './watch.ts'

const minute = 60_000
// What the engine loads when it first needs it: the first world of a process is to be played as every other.
await Promise.all([changes(), digests(), wording(), import('../../../functions/alerts/message/index.ts')])

/** Minutes of calm after the last fault, in which everything owed must be done. */
const calmMinutes = 30
/** Minutes after which also the longest policy has come to its end. */
const patientMinutes = 240

const linkPattern = /https:\/\/ns\.example\/([\w-]{16})/

const linksOf = (world: World, handOver: LinkWorld['handOver']): LinkActions =>
  linkActions((now) => ({ ...world, now, handOver }))

/** What is played: the functions' own engine, or a broken one that the judge has to notice. */
export interface Engine {
  readonly react: typeof react
  readonly sweep: typeof sweep
  readonly wakeUp: typeof wakeUp
}

const engineOfTheFunctions: Engine = { react, sweep, wakeUp }

/**
 * Plays a story to its end, in virtual time, and says what must not have happened. The same story plays the same: `trace`
 * is one number made of all that was sent.
 */
export const play = async (
  story: Story,
  engine = engineOfTheFunctions,
): Promise<Played & { readonly trace: number }> => {
  const random = makeRandom(story.seed ^ 0x5bd1e995)
  const watch = makeWatch(story)
  const ledger = memoryLedger([], { frozen: true })
  const agenda = makeAgenda<() => Promise<void>>()
  const until = story.calmFrom + (story.patient ? patientMinutes : calmMinutes) * minute
  let clock = story.begin
  let calls = 0
  let trace = 0
  const note = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) trace = (Math.imul(trace, 31) + text.charCodeAt(index)) >>> 0
  }

  const hands = makeRandom(story.seed ^ 0x1b873593)
  /** One that somebody has is given to somebody else, taken by them, or snoozed. */
  const giveAway = (token: string, by: string, at: number): void => {
    const [to, takes] = [hands.pick(['mina', 'joon', 'ada', 'boss']), hands.chance(0.3)]
    const snoozed = hands.chance(0.3) ? hands.between(minute, 40 * minute) : undefined
    const happening = (): Happening => {
      if (snoozed !== undefined) return { kind: 'snoozed', by, until: new Date(at + snoozed).toISOString() }
      return takes ? { kind: 'taken-over', by: to } : { kind: 'handed-over', by, to }
    }
    agenda.add(at, async () => {
      const link = await ledger.get<LinkRecord>(keys.link(token))
      if (link) await run('hand-over', (world) => act(link.incident, happening(), world))
    })
  }

  const onMessage = (to: string, channel: string, message: Message): void => {
    note(`${clock} ${to} ${channel} ${message.subject}`)
    const token = (linkPattern.exec(message.short) ?? linkPattern.exec(message.text))?.[1]
    if (token === undefined || !random.chance(story.answering)) return
    const action = random.pick<Action>(['acknowledge', 'acknowledge', 'acknowledge', 'resolve', 'escalate'])
    const taps = random.chance(0.2) ? 2 : 1
    const after = random.chance(0.4) ? random.between(1_000, minute) : random.between(minute, 15 * minute)
    note(`${to} ${action}`)
    // Drawn from a source of its own, so that the rest of the world is as it was.
    if (action === 'acknowledge' && hands.chance(0.15)) giveAway(token, to, clock + after + 700)
    for (let tap = 0; tap < taps; tap += 1)
      agenda.add(clock + after + tap * 500, () =>
        run('link', (world) => linksOf(world, handOver).act(token, action, world.now)),
      )
  }

  // The queue brings a message again half a minute later, with another id, and gives up after the third time.
  const onWake = (wake: Wake, seconds: number, late: number): void => {
    const bring = (tries: number) => async (): Promise<void> => {
      if (!(await call(nameOf('wake'), (world) => engine.wakeUp(wake, world))) && tries > 1)
        agenda.add(clock + minute / 2, bring(tries - 1))
    }
    agenda.add(clock + seconds * 1000 + late, bring(3))
  }

  /** It comes at once, perhaps twice, or again while it fails; some are lost, as where the queue does not answer. */
  const handOver = async (order: HandOver): Promise<void> => {
    const asked = 'escalate' in order
    // Whoever asked would be shown that it has not happened; what is owed, the sweep finds.
    if (!asked && random.chance(0.05)) throw new Error('the queue does not answer')
    const bring = (tries: number) => async (): Promise<void> => {
      if (!(await call(nameOf('taken over'), (world) => takeOver(order, world), asked)) && tries > 1)
        agenda.add(clock + minute / 2, bring(tries - 1))
    }
    for (let copies = random.chance(0.1) ? 2 : 1; copies > 0; copies -= 1)
      agenda.add(clock + random.between(20, 900), bring(3))
  }

  const nameOf = (what: string): string => {
    calls += 1
    return `${what}-${calls}`
  }
  const call = makeCaller({ story, ledger, watch, random, clock: () => clock, onMessage, onWake })
  const run = async (what: string, work: (world: World) => Promise<unknown>, asked = false): Promise<void> => {
    await call(nameOf(what), work, asked)
  }

  // Lambda tries an asynchronous call again after one and two minutes, with the same id; then somebody replays the queue.
  const deliver =
    (delivery: Delivery, callId: string, tries = 0) =>
    async (): Promise<void> => {
      const { transition, letter } = delivery
      const take = (world: World) =>
        letter ? takePosted([letter], world, engine.react) : engine.react(transition, world)
      if (await call(callId, take)) return
      if (tries < 2) agenda.add(clock + (tries + 1) * minute, deliver(delivery, callId, tries + 1))
      else agenda.add(clock + random.between(5, 20) * minute, deliver(delivery, `${callId} again`))
    }
  // Whoever asks hears that it failed, and asks again: with the same request, as a form does that is sent again.
  const request =
    (deed: Deed, tries = 3) =>
    async (): Promise<void> => {
      if (!(await call(nameOf('request'), (world) => doRequest(deed.event, world))) && tries > 1)
        agenda.add(clock + 2_000, request(deed, tries - 1))
    }
  for (const deed of story.deeds)
    for (let copy = 0; copy < deed.copies; copy += 1) agenda.add(deed.at + copy * 300, request(deed))
  for (const [index, delivery] of story.deliveries.entries()) agenda.add(delivery.at, deliver(delivery, `sns-${index}`))
  for (let at = story.begin; at < until; at += minute) agenda.add(at, () => run('sweep', engine.sweep))
  // What the last sign of life leaves to the sweep must have its minute before the world ends.
  for (let at = story.begin; at < until; at += random.between(5, 40) * minute)
    if (at < until - 2 * minute)
      agenda.add(at + 1_234, async () => {
        const record = await ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
        if (record) await run('beat', (world) => linksOf(world, handOver).beat(record.token, world.now))
      })

  for (let first = agenda.next(); first && first.at <= until; first = agenda.next()) {
    clock = first.at
    // What happens within half a second happens side by side.
    const together = [first.act()]
    while ((agenda.nextAt() ?? Number.POSITIVE_INFINITY) <= clock + 500) {
      const other = agenda.next()
      if (other) together.push(other.act())
    }
    await Promise.all(together)
  }
  clock = until
  const ends = await judge(story, watch, ledger, new Date(until))
  return {
    violations: watch.violations,
    places: story.places,
    events: story.transitions.length,
    counts: { deliveries: story.deliveries.length, incidents: watch.incidents.size, ...watch.counts(), ...ends },
    peaks: watch.peaks(),
    trace,
  }
}
