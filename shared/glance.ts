import { errorName } from './errors.ts'

/** Asks AWS one thing; what fails or comes too late is noted and gives undefined. */
export type Glance = <Answer>(
  what: string,
  ask: (options: { abortSignal: AbortSignal }) => Promise<Answer>,
) => Promise<Answer | undefined>

/** Glances that together end after so many milliseconds, and what they could not see. */
export const makeGlance = (withinMs: number): { readonly glance: Glance; readonly unseen: string[] } => {
  const unseen: string[] = []
  const abortSignal = AbortSignal.timeout(withinMs)
  const late = new Promise<never>((_, reject) => {
    abortSignal.addEventListener('abort', () => reject(abortSignal.reason), { once: true })
  })
  // Nobody may be waiting when it ends.
  late.catch(() => {})
  return {
    unseen,
    glance: async (what, ask) => {
      try {
        return await Promise.race([ask({ abortSignal }), late])
      } catch (error) {
        const why = abortSignal.aborted ? 'no answer in time' : errorName(error)
        unseen.push(`could not be looked at: ${what} (${why})`)
        return undefined
      }
    },
  }
}
