import { problem } from '../explain.ts'
import { field, list } from '../references.ts'

/** Parts of the estate that a job may use. */
export const usableParts = ['database', 'cache'] as const

/** Whether any job uses a part of the estate. */
export const usesPart = (
  jobs: Readonly<Record<string, { readonly uses: readonly string[] }>>,
  part: (typeof usableParts)[number],
): boolean => Object.values(jobs).some(({ uses }) => uses.includes(part))

/** Parts that a job uses and the config does not have. */
export const usesProblems = ([name, job]: readonly [name: string, job: unknown], estate: unknown): string[] =>
  list(field(job, 'uses')).flatMap((part, index) =>
    usableParts.some((each) => each === part) && field(estate, String(part)) === undefined
      ? [problem(['jobs', name, 'uses', index], part, `nothing: estate.${String(part)} is not configured`)]
      : [],
  )
