import { jsonAnswer } from './answer.ts'
import { always, type Rule } from './rule.ts'

/** An account without analyzers; the emulator does not know the service. */
export const noAnalyzers = (): Rule =>
  always(
    'access-analyzer: no analyzers',
    { service: 'access-analyzer', action: 'ListAnalyzers' },
    { answer: jsonAnswer({ analyzers: [] }) },
  )
