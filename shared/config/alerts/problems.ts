import { firings, ratePeriod, scheduleProblem } from '../../schedule.ts'
import { pathText, problem } from '../explain.ts'
import { scheduleHint } from '../offers/crontab.ts'
import { entries, field, list, missing, namesIn } from '../references.ts'
import { durationSchema, durationSeconds, zoneSchema } from '../values.ts'
import { severities } from './defaults.ts'
import { channels, type Fault, type Written } from './schema.ts'

type Path = readonly PropertyKey[]
type Keyed = { readonly [key: string]: unknown }

/** The named objects of a part of the config. */
const parts = (alerts: unknown, key: string) => entries(field(alerts, key) as Keyed | undefined)

/** Severities that a rule of a person is for: all where it names none. */
const severitiesOf = (rule: unknown): readonly unknown[] => {
  const named = field(rule, 'severity')
  return named === undefined ? severities : list(named)
}

/** A person is notified by contacts that they have, and by each once. */
const deliverProblems = (alerts: unknown): string[] =>
  parts(alerts, 'responders').flatMap(([name, responder]) => {
    const rules = list(field(responder, 'deliver'))
    return rules.flatMap((rule, index) => {
      const channel = field(rule, 'channel')
      const path = ['alerts', 'responders', name, 'deliver', index, 'channel']
      if (typeof channel !== 'string' || !channels.some(([each]) => each === channel)) return []
      if (field(responder, channel) === undefined)
        return [
          problem(path, channel, `a channel that ${name} has a contact for, or the key ${channel} beside deliver`),
        ]
      const first = rules.findIndex(
        (other) =>
          field(other, 'channel') === channel && severitiesOf(other).some((each) => severitiesOf(rule).includes(each)),
      )
      return first >= 0 && first < index
        ? [
            problem(
              path,
              channel,
              `another channel, or another severity, than deliver[${first}] has: a step calls by each channel once`,
            ),
          ]
        : []
    })
  })

/** The layers of a rotation, each with its place. */
const layersIn = (rotation: unknown, path: Path): [Path, unknown][] => {
  const layers = field(rotation, 'layers')
  return layers === undefined
    ? [[path, rotation]]
    : list(layers).map((layer, index) => [[...path, 'layers', index], layer])
}

interface Names {
  readonly responders: readonly string[]
  readonly rotations: readonly string[]
  readonly policies: readonly string[]
}

/** A step names rotations and responders, an alarm's route policies and rotations: there one name may not be two things. */
const twiceNamed = ({ responders, rotations, policies }: Names): string[] => [
  ...rotations
    .filter((name) => responders.includes(name))
    .map((name) => problem(['alerts', 'rotations', name], name, 'a name that no responder has')),
  ...policies
    .filter((name) => rotations.includes(name))
    .map((name) => problem(['alerts', 'policies', name], name, 'a name that no rotation has')),
]

const rotationProblems = (alerts: unknown, { responders }: Names): string[] =>
  parts(alerts, 'rotations').flatMap(([name, rotation]) =>
    layersIn(rotation, ['alerts', 'rotations', name]).flatMap(([path, layer]) =>
      missing([...path, 'responders'], field(layer, 'responders'), responders, 'a responder'),
    ),
  )

/** A policy cannot call a policy, so none can go round in a circle. */
const policyProblems = (alerts: unknown, { responders, rotations, policies }: Names): string[] =>
  parts(alerts, 'policies').flatMap(([name, policy]) =>
    list(field(policy, 'steps')).flatMap((step, index) => {
      const path = ['alerts', 'policies', name, 'steps', index, 'notify']
      return list(field(step, 'notify')).flatMap((target, place) =>
        typeof target === 'string' && policies.includes(target) && ![...rotations, ...responders].includes(target)
          ? [
              problem(
                [...path, place],
                target,
                `a rotation or a responder, because policies that call policies could go round in a circle: ${[...rotations, ...responders].join(', ')}`,
              ),
            ]
          : missing([...path, place], target, [...rotations, ...responders], 'a rotation or a responder'),
      )
    }),
  )

const peopleOf = (alerts: unknown, rotation: unknown): string[] => {
  const written = typeof rotation === 'string' ? field(field(alerts, 'rotations'), rotation) : undefined
  const people = layersIn(written, []).flatMap(([, layer]) => list(field(layer, 'responders')))
  return [...new Set(people.filter((name) => typeof name === 'string'))]
}

/** Everybody on call in a rotation, by its layers that are no shadows and by overrides. */
const onCallIn = (alerts: unknown, name: string): unknown[] => [
  ...layersIn(field(field(alerts, 'rotations'), name), [])
    .filter(([, layer]) => field(layer, 'shadow') !== true)
    .flatMap(([, layer]) => list(field(layer, 'responders'))),
  ...list(field(alerts, 'overrides'))
    .filter((override) => field(override, 'rotation') === name)
    .map((override) => field(override, 'responder')),
]

/** Where more people must acknowledge than a policy can call, nobody's acknowledgement would ever stop its steps. */
const acknowledgementProblems = (alerts: unknown, { rotations }: Names): string[] =>
  parts(alerts, 'policies').flatMap(([name, policy]) => {
    const needed = field(policy, 'acknowledgements')
    if (typeof needed !== 'number') return []
    const targets = list(field(policy, 'steps')).flatMap((step) => list(field(step, 'notify')))
    const people = new Set(
      targets.flatMap((target) =>
        typeof target === 'string' && rotations.includes(target) ? onCallIn(alerts, target) : [target],
      ),
    )
    return people.size === 0 || needed <= people.size
      ? []
      : [
          problem(
            ['alerts', 'policies', name, 'acknowledgements'],
            needed,
            `at most ${people.size}, because the steps of ${name} call no more people: ${[...people].join(', ')}`,
          ),
        ]
  })

/** Whether two overrides put the same person in the same place at the same time. */
const isRepeated = (one: unknown, other: unknown): boolean => {
  const [from, until, otherFrom, otherUntil] = [
    field(one, 'from'),
    field(one, 'until'),
    field(other, 'from'),
    field(other, 'until'),
  ].map((instant) => Date.parse(String(instant)))
  return (
    (['rotation', 'responder', 'instead'] as const).every((key) => field(one, key) === field(other, key)) &&
    Math.max(from ?? Number.NaN, otherFrom ?? Number.NaN) < Math.min(until ?? Number.NaN, otherUntil ?? Number.NaN)
  )
}

const overrideProblems = (alerts: unknown, { responders, rotations }: Names): string[] => {
  const overrides = list(field(alerts, 'overrides'))
  return overrides.flatMap((override, index) => {
    const path = ['alerts', 'overrides', index]
    const [rotation, responder, instead] = ['rotation', 'responder', 'instead'].map((key) => field(override, key))
    const known = typeof rotation === 'string' && rotations.includes(rotation)
    const first = overrides.findIndex((other) => isRepeated(other, override))
    return [
      ...missing([...path, 'rotation'], rotation, rotations, 'a rotation'),
      ...missing([...path, 'responder'], responder, responders, 'a responder'),
      ...(known
        ? missing([...path, 'instead'], instead, peopleOf(alerts, rotation), `a responder of ${rotation}`)
        : []),
      ...(typeof instead === 'string' && instead === responder
        ? [problem([...path, 'instead'], instead, 'another person than the responder')]
        : []),
      ...(first >= 0 && first < index
        ? [
            problem(
              path,
              override,
              `a period that overrides[${first}], which says the same, does not cover: make them one`,
            ),
          ]
        : []),
    ]
  })
}

/** How many firings of a silence's schedule are looked at: a month of weekdays, two years of months. */
const looks = 24

/** What is wrong with a silence that comes again: it must come, and it must end before it does. */
const silenceProblems = (alerts: unknown, now: Date): string[] =>
  list(field(alerts, 'silences')).flatMap((silence, index) => {
    const path = ['alerts', 'silences', index]
    const [schedule, zone = 'UTC', lasts] = ['schedule', 'zone', 'lasts'].map((key) => field(silence, key))
    if (typeof schedule !== 'string' || !zoneSchema.safeParse(zone).success) return []
    const wrong =
      ratePeriod(schedule) === undefined
        ? scheduleProblem(schedule, String(zone), now)
        : 'cron(minute hour day-of-month month day-of-week year), because a rate says no time of day'
    if (wrong !== undefined) return [problem([...path, 'schedule'], schedule, `${wrong}${scheduleHint(schedule, now)}`)]
    if (!durationSchema.safeParse(lasts).success) return []
    const until = new Date(now.getTime() + 2 * 366 * 86_400_000)
    const times = firings({ schedule, zone: String(zone) }, { after: now, until, since: now, limit: looks })
    const pauses = times.slice(1).map((at, place) => at.getTime() - (times[place]?.getTime() ?? 0))
    const shortest = Math.min(...pauses) / 1000
    return durationSeconds(String(lasts)) < shortest
      ? []
      : [problem([...path, 'lasts'], lasts, `less than the ${shortest} seconds until it begins again, so that it ends`)]
  })

/** Products of which nothing is known to sign what they send. */
const unsigned = ['alertmanager', 'healthchecks', 'uptime-kuma']

/** A source leads somewhere, and has a secret only where its product signs. */
const sourceProblems = (alerts: unknown, goals: readonly string[]): string[] =>
  parts(alerts, 'sources').flatMap(([name, source]) => {
    const [kind, secret] = [field(source, 'kind'), field(source, 'secret')]
    return [
      ...missing(['alerts', 'sources', name, 'to'], field(source, 'to'), goals, 'a policy or a rotation'),
      ...(secret !== undefined && typeof kind === 'string' && unsigned.includes(kind)
        ? [
            problem(
              ['alerts', 'sources', name, 'secret'],
              secret,
              `no secret, because ${kind} signs nothing: leave it out, its address is the key`,
            ),
          ]
        : []),
    ]
  })

/** The responders who have a contact for a channel. */
const peopleWith = (alerts: unknown, name: string): string[] =>
  parts(alerts, 'responders').flatMap(([person, responder]) => (field(responder, name) === undefined ? [] : [person]))

/** What the channels find wrong with their parts. */
const channelFaults = (
  alerts: unknown,
  faultsOf: (channel: (typeof channels)[number][1], written: Written) => readonly Fault[],
): string[] =>
  channels.flatMap(([name, channel]) =>
    faultsOf(channel, { alerts, people: peopleWith(alerts, name) }).map(({ path, value, expected }) =>
      problem(path, value, expected),
    ),
  )

/** Why SNS by itself does not reach somebody by a channel from a region, or nothing. */
const whyNotDirect = ({ direct }: (typeof channels)[number][1], region: string): string | undefined =>
  typeof direct === 'string' ? direct : direct.whyNot?.(region)

/** The fallback topic stands in the deployment's region, and an alarm can use no other: SNS itself has to reach people from there. */
const fallbackProblems = (region: string, alerts: unknown): string[] =>
  list(field(alerts, 'fallback')).flatMap((name, index) => {
    const responder = typeof name === 'string' ? field(field(alerts, 'responders'), name) : undefined
    const theirs = channels.filter(([key]) => field(responder, key) !== undefined)
    const reasons = theirs.map(([, channel]) => whyNotDirect(channel, region))
    if (reasons.length === 0 || reasons.includes(undefined)) return []
    const better = channels
      .filter(([, channel]) => whyNotDirect(channel, region) === undefined)
      .map(([, { article }]) => article)
      .join(' or ')
    return [
      problem(
        ['alerts', 'fallback', index],
        name,
        `a responder with ${better}: alarms reach the fallback from ${region} alone, and ${reasons.join(', and ')}. Give ${pathText(['alerts', 'responders', String(name)])} ${better}, or name another responder`,
      ),
    ]
  })

/** What the channels and the fallback lack in a region. @param alerts as it was written */
export const channelRegionProblems = (region: string, alerts: unknown): string[] => [
  ...channelFaults(alerts, ({ regionProblems }, written) => regionProblems?.(written, region) ?? []),
  ...fallbackProblems(region, alerts),
]

/**
 * Faults of the alerts that no single value shows: names that lead nowhere or to two things, overrides that do nothing,
 * silences that never come or never end.
 * @param alerts as it was written: any part may be missing or of another type
 */
export const alertsProblems = (alerts: unknown, now: Date): string[] => {
  const names: Names = {
    responders: namesIn(field(alerts, 'responders')),
    rotations: namesIn(field(alerts, 'rotations')),
    policies: namesIn(field(alerts, 'policies')),
  }
  const goals = [...new Set([...names.policies, ...names.rotations])]
  return [
    ...twiceNamed(names),
    ...rotationProblems(alerts, names),
    ...overrideProblems(alerts, names),
    ...policyProblems(alerts, names),
    ...acknowledgementProblems(alerts, names),
    ...missing(['alerts', 'onCall'], field(alerts, 'onCall'), goals, 'a policy or a rotation'),
    ...list(field(alerts, 'routes')).flatMap((route, index) =>
      missing(['alerts', 'routes', index, 'to'], field(route, 'to'), goals, 'a policy or a rotation'),
    ),
    ...deliverProblems(alerts),
    ...sourceProblems(alerts, goals),
    ...silenceProblems(alerts, now),
    ...missing(['alerts', 'fallback'], field(alerts, 'fallback'), names.responders, 'a responder'),
    ...channelFaults(alerts, ({ problems }, written) => problems?.(written) ?? []),
  ]
}
