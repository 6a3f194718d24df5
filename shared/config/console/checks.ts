import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { field, list, missing, namesIn } from '../references.ts'

/** Who may sign in, by what they are known by there, such as `address mina@shop.example`. */
const nameOf = (entry: unknown): string | undefined => {
  const [address, group] = [field(entry, 'address'), field(entry, 'group')]
  if (typeof address === 'string') return `address ${address.toLowerCase()}`
  return typeof group === 'string' ? `group ${group}` : undefined
}

/** Entries that stand behind another for the same: of two the first counts. */
const doubles = (people: readonly unknown[]): string[] => {
  const names = people.map(nameOf)
  return names.flatMap((name, index) => {
    const first = names.indexOf(name)
    return name === undefined || first === index
      ? []
      : [
          problem(
            ['console', 'openId', 'people', index],
            name,
            `each of them once: people[${first}] is the same, and the first counts`,
          ),
        ]
  })
}

/** Responders whom an entry of `console.roles` or `console.openId.people` names and who are not there; people who are there twice. */
export const consoleChecks: ConfigChecks = {
  problems: ({ console: page, alerts }) => {
    const people = list(field(field(page, 'openId'), 'people'))
    const responders = namesIn(field(alerts, 'responders'))
    const unknown = (path: readonly PropertyKey[], entries: readonly unknown[]): string[] =>
      entries.flatMap((entry, index) =>
        missing([...path, index, 'responder'], field(entry, 'responder'), responders, 'the name of a responder'),
      )
    return [
      ...unknown(['console', 'roles'], list(field(page, 'roles'))),
      ...unknown(['console', 'openId', 'people'], people),
      ...doubles(people),
    ]
  },
  warnings: ({ console: { openId } }) =>
    openId?.issuer.startsWith('http:')
      ? [
          `console.openId.issuer: ${JSON.stringify(openId.issuer)} is a provider on this machine: on AWS nobody could sign in by it; name an https:// address before you deploy there`,
        ]
      : [],
}
