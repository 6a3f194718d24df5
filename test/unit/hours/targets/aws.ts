import type { Access, Found, Observed, Order, TargetKind } from '../../../../functions/hours/targets/target-kind.ts'
import type { Rule } from '../../../../local/faults/rule.ts'
import { wire } from '../../local/faults/wire.ts'

/** A clock that only tests move. */
export const makeClock = (start = '2026-11-30T18:00:00Z') => {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    pass: (seconds: number): void => {
      at += seconds * 1_000
    },
  }
}

/** AWS as rules play it: the unchanged SDK clients stand on a wire whose end they are. Each call is tried once. */
export const playAws = (rules: readonly Rule[], now: () => Date) => {
  const end = wire(rules)
  const made = new Map<unknown, unknown>()
  const make: Access['client'] = (Client) => {
    const known = made.get(Client) ?? new Client(end.client as never)
    made.set(Client, known)
    return known as InstanceType<typeof Client>
  }
  return {
    calls: end.calls,
    /** Names of the operations called so far, and forgets them. */
    takeActions: () => end.calls.splice(0).map(({ action }) => action),
    get access(): Access {
      return { client: make, requests: make, now: now() }
    },
  }
}

export type Aws = ReturnType<typeof playAws>

export const findAll = async (kind: TargetKind, selector: object, { access }: Aws): Promise<Found[]> => {
  const found: Found[] = []
  for await (const page of kind.find(selector, access)) found.push(...page)
  return found
}

export const observeOne = async (kind: TargetKind, id: string, { access }: Aws): Promise<Observed> => {
  const observed = (await kind.observe([id], access)).get(id)
  if (!observed) throw new Error(`${kind.kind} said nothing of ${id}`)
  return observed
}

/** Asks for one order as the engine does: an error of the call is the refusal of its one id. */
export const ask = async (kind: TargetKind, order: Order, { access }: Aws) => {
  try {
    return (await kind.request([order], access)).get(order.id)
  } catch (error) {
    return kind.refusalOf(error, order.id, order.action)
  }
}
