/** No rule. */
export const noRules = 0

/**
 * Numbers for the sets of rules that lines match. There are few of them, so that what is counted by set is counted once a line, whatever
 * number of rules it matches.
 */
export interface RuleSets {
  /** @param rules numbers of rules, in order */
  readonly numberOf: (rules: readonly number[]) => number
  readonly rulesOf: (set: number) => readonly number[]
}

export const makeRuleSets = (): RuleSets => {
  const sets: (readonly number[])[] = [[]]
  const numbers = new Map([['', noRules]])
  return {
    numberOf: (rules) => {
      const key = rules.join()
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, sets.length)
      return sets.push(rules) - 1
    },
    rulesOf: (set) => sets[set] ?? [],
  }
}
