/** What one look at an account has found. */
export interface Finding {
  /** `warning`: it works, but worse than it should or not for long. */
  readonly state: 'ok' | 'warning' | 'problem'
  readonly found: string
  /** What that means for the deployment. */
  readonly meaning?: string
  /** A command, or where to look on AWS's pages. */
  readonly fix?: string
}

export const ok = (found: string): Finding => ({ state: 'ok', found })

export const warning = (found: string, meaning: string, fix: string): Finding => ({
  state: 'warning',
  found,
  meaning,
  fix,
})

export const problem = (found: string, meaning: string, fix: string): Finding => ({
  state: 'problem',
  found,
  meaning,
  fix,
})

/** Names as people list them: `mina`, `mina and joon`, `mina, joon and alex`. */
export const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
