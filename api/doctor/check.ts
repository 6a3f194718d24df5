import type { Config } from '../../shared/config/schema.ts'
import type { Account } from './account.ts'
import { NotSeenError } from './ask.ts'
import type { Finding } from './finding.ts'

/** What a decision may look at beside AWS's answers. */
export interface Facts {
  readonly config: Config
  readonly now: Date
}

/** One thing that is looked at: AWS is asked, and what the answers mean is decided of them alone. */
interface Look<Answers> {
  /** One word, the same over releases. */
  readonly name: string
  /** What is looked at, to follow "not known here: ". */
  readonly about: string
  /** Whether the config has what needs it. Default: always. */
  readonly when?: (config: Config) => boolean
  /** The emulator knows it too. Default: only an account does. */
  readonly onLaptop?: true
  /** There is nothing to look at before the first deployment: it needs the outputs. */
  readonly onceDeployed?: true
  readonly decide: (answers: Answers, facts: Facts) => readonly Finding[]
}

/** A look, with what it asks. `outputs` are those of what is deployed, for a look that needs them, and else none. @throws NotSeenError */
interface Asking<Answers> {
  readonly ask: (account: Account, outputs: Readonly<Record<string, string>>) => Promise<Answers>
}

/** One check, whatever its answers are. */
export type Check = Look<never> & Asking<unknown>

/** What one capability, or what all of them stand on, adds to `nightshift doctor`. */
export type DoctorContribution = readonly Check[]

/** A check, with the types of its answers. */
export const defineCheck = <Answers>(check: Look<Answers> & Asking<Answers>): Look<Answers> & Asking<Answers> => check

/** What was looked at, as `nightshift doctor --json` prints it. */
export interface DoctorRow {
  readonly check: string
  /**
   * `warning`: it works, but worse than it should or not for long. `unknown`: AWS did not say. `not known here`: the laptop cannot
   * know it. `not known yet`: there is nothing to look at before the first deployment.
   */
  readonly state: Finding['state'] | 'unknown' | 'not known here' | 'not known yet'
  readonly found: string
  readonly meaning?: string
  readonly fix?: string
}

const unknownRow = (check: string, error: NotSeenError): DoctorRow => ({
  check,
  state: 'unknown',
  found: `${error.message}.`,
  meaning: 'It may be well or not: nobody has looked.',
  fix: error.fix,
})

/**
 * Looks at one thing. What cannot be looked at is a row that says so, and is never `ok`.
 * @throws what is a fault of ours
 */
export const lookAt = async (check: Check, account: Account): Promise<DoctorRow[]> => {
  const { name, about } = check
  const { config, local } = account
  if (check.when?.(config) === false) return []
  if (local && !check.onLaptop)
    return [
      {
        check: name,
        state: 'not known here',
        found: `The laptop cannot know ${about}.`,
        meaning: 'The emulator has no such setting of an account, or takes anything.',
        fix: 'With credentials of the account, and after "npm stop", the doctor looks there.',
      },
    ]
  try {
    const outputs = check.onceDeployed ? await account.outputs() : {}
    if (outputs === undefined)
      return [{ check: name, state: 'not known yet', found: `Before the first deployment nobody knows ${about}.` }]
    const answers = await check.ask(account, outputs)
    return check
      .decide(answers as never, { config, now: account.now() })
      .map((finding) => ({ check: name, ...finding }))
  } catch (error) {
    if (error instanceof NotSeenError) return [unknownRow(name, error)]
    throw error
  }
}
