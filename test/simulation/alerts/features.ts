import type { AlertsConfig, Layer, Severity } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { allLayersOf } from '../../../shared/on-call/on-call.ts'
import type { Random } from '../engine/random.ts'

const minute = 60_000

type Deliver = NonNullable<AlertsConfig['responders'][string]['deliver']>

/** Who is called as a shadow alone, unless somebody puts them on call. */
const eve = { sms: '+12025550105', email: 'eve@corner-shop.example', language: 'en', zone: 'Europe/Berlin' } as const

/** A layer of which the turns change by the month, at a time of this night or of another. */
const monthly = (layer: Layer, begin: number, random: Random): Layer => {
  const zone = random.pick(['UTC', 'Asia/Seoul'])
  // As the clock on the wall there shows it; neither has DST in these years.
  const local = new Date(begin + random.between(-30, 90) * minute + (zone === 'UTC' ? 0 : 9 * 60 * minute))
  const [day, at] = [local.getUTCDate(), local.toISOString().slice(11, 16)]
  const from = `2025-${random.chance(0.5) ? '01' : '03'}-${String(day).padStart(2, '0')}`
  return { ...layer, zone, from, at, every: random.pick(['month', 'month', '2 months']) }
}

const shadow = (random: Random): Layer => ({
  shadow: true,
  zone: random.pick(['Asia/Seoul', 'Europe/Berlin']),
  every: random.pick(['1 hour', 'day', 'month']),
  from: '2026-01-05',
  at: random.pick(['09:00', '02:30']),
  responders: random.pick([['eve'], ['eve', 'ada'], ['boss', 'eve']]),
})

/** Rules of a person by severity: what is critical comes by one of them at once, something else may wait. */
const rulesOf = (responder: object, random: Random): Deliver | undefined => {
  const [first, ...others] = (['email', 'webhook', 'sms'] as const).filter((name) => name in responder)
  if (first === undefined || others.length === 0) return undefined
  return [
    { channel: first },
    ...others.map((channel) => ({
      channel,
      ...(random.chance(0.7) ? { after: random.pick(['10 seconds', '1 minute', '4 minutes']) } : {}),
      ...(random.chance(0.5)
        ? { severity: random.pick<Severity[]>([['critical'], ['critical', 'info'], ['warning']]) }
        : {}),
    })),
  ]
}

/**
 * What not every team has: several people who must acknowledge, shadows, turns of months, notices before a turn, and people with rules of their own.
 * @param begin of the night, in milliseconds since 1970
 */
export const enriched = (base: AlertsConfig, begin: number, random: Random): AlertsConfig => {
  const policies = Object.entries(base.policies).map(([name, policy]) => [
    name,
    random.chance(0.35) ? { ...policy, acknowledgements: random.pick([2, 2, 3]) } : policy,
  ])
  const primary = base.rotations.primary
  const layers = primary ? allLayersOf(primary) : []
  const isMonthly = random.chance(0.25)
  const turning = layers.map((layer, index) => (isMonthly && index === 0 ? monthly(layer, begin, random) : layer))
  const shadowed = random.chance(0.4) ? [...turning, shadow(random)] : turning
  const shiftNotice = random.chance(0.4) ? random.pick(['1 hour', '2 hours', '1 day']) : undefined
  const responders = Object.entries(base.responders).map(([name, responder]) => {
    const deliver = random.chance(0.2) ? rulesOf(responder, random) : undefined
    return [name, deliver ? { ...responder, deliver } : responder]
  })
  return {
    ...base,
    policies: Object.fromEntries(policies),
    rotations: { ...base.rotations, primary: { layers: shadowed } },
    responders: { ...Object.fromEntries(responders), ...(shadowed === turning ? {} : { eve }) },
    ...(shiftNotice ? { shiftNotice } : {}),
  }
}

/** Milliseconds of a duration of the config; 0 where there is none. */
export const msOf = (duration: string | undefined): number =>
  duration === undefined ? 0 : durationSeconds(duration) * 1000
