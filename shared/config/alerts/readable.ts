import type * as z from 'zod'
import { entries, field, list, namesIn } from '../references.ts'
import { readWithoutUnknownKeys } from '../unknown-keys.ts'
import { overrideSchema, rotationSchema } from './people.ts'
import { policySchema } from './policies.ts'
import { type AlertsConfig, type Responder, responderSchema } from './schema.ts'

type Readable = Pick<AlertsConfig, 'responders' | 'rotations' | 'overrides' | 'policies' | 'onCall' | 'routes'>
type Keyed = { readonly [key: string]: unknown }

/** Somebody who can always be reached, in place of a responder who cannot be read. */
const reachable: Responder = { sms: '+12025550100', language: 'en', zone: 'UTC' }
const somebody = 'somebody'

/** A rotation without a gap, in place of one that cannot be read. */
const gapless: AlertsConfig['rotations'][string] = {
  zone: 'UTC',
  every: 'week',
  from: '2026-01-05',
  at: '09:00',
  responders: [somebody],
}

const readEach = <Schema extends z.ZodType>(record: unknown, schema: Schema) =>
  entries(record as Keyed | undefined).map(([name, value]) => [name, readWithoutUnknownKeys(schema, value)] as const)

const texts = (value: unknown): string[] => list(value).filter((each): each is string => typeof each === 'string')

/** Everybody whom rotations, overrides and policies name, whether or not there are such responders. */
const mentioned = (alerts: unknown): string[] => [
  ...entries(field(alerts, 'rotations') as Keyed | undefined).flatMap(([, rotation]) =>
    [rotation, ...list(field(rotation, 'layers'))].flatMap((layer) => texts(field(layer, 'responders'))),
  ),
  ...texts(list(field(alerts, 'overrides')).map((override) => field(override, 'responder'))),
  ...entries(field(alerts, 'policies') as Keyed | undefined).flatMap(([, policy]) =>
    list(field(policy, 'steps')).flatMap((step) => texts(field(step, 'notify'))),
  ),
]

/**
 * The alerts as far as they can be read, so that what is clean can be checked for gaps while something else is wrong. What
 * cannot be read is taken for the best: a responder for reachable, a rotation for one without gaps, and so is a rotation of which an
 * override cannot be read. Its own fault is reported anyway.
 * @param alerts as it was written
 * @returns undefined where there is nothing to check
 */
export const readableAlerts = (alerts: unknown): Readable | undefined => {
  const overrides = list(field(alerts, 'overrides')).map((override) => ({
    rotation: field(override, 'rotation'),
    read: readWithoutUnknownKeys(overrideSchema, override),
  }))
  const unsure = overrides.flatMap(({ rotation, read }) => (read === undefined ? [rotation] : []))
  const rotations = Object.fromEntries(
    readEach(field(alerts, 'rotations'), rotationSchema).map(([name, rotation]) => [
      name,
      rotation === undefined || unsure.some((each) => each === name || typeof each !== 'string') ? gapless : rotation,
    ]),
  )
  const policies = Object.fromEntries(
    readEach(field(alerts, 'policies'), policySchema).flatMap(([name, policy]) => (policy ? [[name, policy]] : [])),
  )
  const goals = [...Object.keys(policies), ...Object.keys(rotations)]
  const [first] = goals
  if (first === undefined) return undefined
  const isGoal = (name: unknown): name is string => typeof name === 'string' && goals.includes(name)
  const onCall = field(alerts, 'onCall')
  const assumed = [somebody, ...mentioned(alerts)].filter((name) => !namesIn(field(alerts, 'rotations')).includes(name))
  return {
    responders: Object.fromEntries([
      ...assumed.map((name) => [name, reachable] as const),
      ...readEach(field(alerts, 'responders'), responderSchema).map(
        ([name, read]) => [name, read ?? reachable] as const,
      ),
    ]),
    rotations,
    overrides: overrides.flatMap(({ read }) => (read ? [read] : [])),
    policies,
    onCall: isGoal(onCall) ? onCall : first,
    routes: list(field(alerts, 'routes')).flatMap((route) => {
      const to = field(route, 'to')
      return isGoal(to) ? [{ match: { alarm: '*' }, to }] : []
    }),
  }
}
