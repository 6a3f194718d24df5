import type { Answer, Refusal } from './answer.ts'
import type { Call } from './call.ts'

/** What happens to a call. Without an outcome it reaches the emulator, and its answer the caller. */
export type Outcome =
  /** It is refused and does nothing. */
  | { readonly refuse: Refusal }
  /** It is answered in the emulator's place and does nothing. */
  | { readonly answer: Answer }
  /** No answer: the connection is cut, before the call acts or after it. */
  | { readonly cut: 'before it acts' | 'after it acted' }
  /** It is passed on after so many milliseconds. */
  | { readonly delay: number }

/** What came back for a call: JSON and XML as text. */
export interface Answered {
  readonly status: number
  readonly body: string
}

/** One way in which AWS answers otherwise than the emulator. */
export interface Rule {
  /** As it stands in the record of the calls that it met. */
  readonly name: string
  /** Decides on a call before it acts. The first rule that says something counts. */
  readonly before?: (call: Call) => Outcome | undefined
  /** Sees what the emulator answered, cut or not, and may give another body. Not for bodies that stream. */
  readonly after?: (call: Call, answered: Answered) => string | undefined
}

/** What the rules do with a call, together. */
export interface Met {
  /** Of the rule that counts, as it stands in the record. */
  readonly rule?: string
  /** What is said in the emulator's place; nothing where the call is passed on. */
  readonly outcome?: Extract<Outcome, { readonly refuse: Refusal } | { readonly answer: Answer }>
  /** Its connection is cut: before anything acted, or after. */
  readonly cut?: 'before it acts' | 'after it acted'
  /** Milliseconds for which it is held. */
  readonly delay?: number
}

/** The first rule that says something counts. A call that is only held, or whose answer is lost, acts: it meets the rules behind too. */
export const meet = (rules: readonly Rule[], call: Call): Met => {
  for (const [index, { name, before }] of rules.entries()) {
    const outcome = before?.(call)
    if (outcome === undefined) continue
    if ('refuse' in outcome || 'answer' in outcome) return { rule: name, outcome }
    if ('cut' in outcome && outcome.cut === 'before it acts') return { rule: name, cut: outcome.cut }
    return { ...meet(rules.slice(index + 1), call), rule: name, ...outcome }
  }
  return {}
}

/** Which calls a rule is about. */
export interface Which {
  readonly service?: string
  /** One operation or several. */
  readonly action?: string | readonly string[]
  /** The function that calls. */
  readonly caller?: string
  /** What else the input must be. */
  readonly where?: (input: Call['input']) => boolean
}

/** Whether a call is one of those. */
export const isOne = (call: Call, { service, action, caller, where }: Which): boolean =>
  (service === undefined || service === call.service) &&
  (action === undefined || [action].flat().includes(call.action)) &&
  (caller === undefined || caller === call.caller) &&
  (where === undefined || where(call.input))

/** A rule that has one outcome for each of those calls. */
export const always = (name: string, which: Which, outcome: Outcome): Rule => ({
  name,
  before: (call) => (isOne(call, which) ? outcome : undefined),
})

/** A rule that speaks up so many times, and lets pass what comes after. */
export const times = (count: number, rule: Rule): Rule => {
  let left = count
  return {
    ...rule,
    before: (call) => {
      const outcome = left > 0 ? rule.before?.(call) : undefined
      if (outcome) left -= 1
      return outcome
    },
  }
}

/** The rule with a certain share of what it would say; the draws are the same for the same seed. */
export const sometimes = (share: number, rule: Rule, seed = 1): Rule => {
  let state = seed
  const draw = (): number => {
    // A linear congruential generator, Numerical Recipes' constants.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return {
    ...rule,
    before: (call) => {
      const outcome = rule.before?.(call)
      return outcome && draw() < share ? outcome : undefined
    },
  }
}
