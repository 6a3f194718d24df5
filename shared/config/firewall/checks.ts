import type { ConfigChecks } from '../checks.ts'
import { pathText } from '../explain.ts'
import { aclProblems } from './acl-problems.ts'
import { listProblems } from './list-problems.ts'
import { ruleProblems, ruleWarnings } from './rule-problems.ts'
import type { FirewallConfig } from './schema.ts'
import { sourceProblems } from './source-problems.ts'

const warnings = ({ rules, customers, ipv6, managed, block, webAcl }: FirewallConfig): string[] => {
  const blocking = Object.entries(rules).filter(([, { mode }]) => mode === 'block')
  const line = (path: readonly PropertyKey[], text: string): string => `${pathText(['firewall', ...path])}: ${text}`
  return [
    ...ruleWarnings(rules).map(({ name, text }) => line(['rules', name], text)),
    ...(blocking.length > 0 && customers.length === 0
      ? [
          line(
            ['customers'],
            `missing, while ${blocking.map(([name]) => name).join(', ')} ${blocking.length === 1 ? 'blocks' : 'block'}: nobody can say whether a blocked client was a customer; name paths such as '/checkout/*'`,
          ),
        ]
      : []),
    ...(ipv6 === 128
      ? [
          line(
            ['ipv6'],
            '128 counts each IPv6 address alone; whoever has one has a whole /64 of them, and fills the set with it',
          ),
        ]
      : []),
    ...(Object.keys(rules).length + managed.length + block.length === 0
      ? [line(['rules'], 'there is no rule, no list and nothing managed: nobody will ever be blocked')]
      : []),
    ...(webAcl !== undefined && managed.length > 0
      ? [
          line(
            ['managed'],
            `not added to ${webAcl}, which is yours: add these groups there; a web ACL that is made has them`,
          ),
        ]
      : []),
  ]
}

export const firewallChecks: ConfigChecks = {
  problems: (config, now) =>
    config.firewall === undefined
      ? []
      : [
          ...sourceProblems(config),
          ...ruleProblems(config.firewall?.rules),
          ...listProblems(config.firewall, now),
          ...aclProblems(config),
        ],
  warnings: ({ firewall }) => (firewall ? warnings(firewall) : []),
}
