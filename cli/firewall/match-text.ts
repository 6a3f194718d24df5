import type { RuleRow } from '../../api/firewall.ts'
import { shorten } from '../../shared/text.ts'

/** What a rule looks at, in a few words. */
export const matchText = (match: RuleRow['match']): string => {
  if ('errors' in match) return `answers ${match.errors.join(', ')}`
  if ('paths' in match) return `paths ${shorten(match.paths.join(', '), 60)}`
  if ('agents' in match) return `agents ${shorten(match.agents.map((each) => each || '(none)').join(', '), 60)}`
  return 'every request'
}
