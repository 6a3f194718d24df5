import { GetIPSetCommand, type IPSetSummary, ListIPSetsCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import { setLimit } from '../../../functions/firewall/rules/slice-of.ts'
import { scopesOf } from '../../../shared/firewall/scopes.ts'
import { type FirewallScope, regionOfScope, setNames } from '../../../shared/firewall/sets.ts'
import { type Account, isDeployed } from '../account.ts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

/** Sets of one scope in an account and region. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const mostSets = 100

/** A set with so much of its places taken is nearly full. */
const nearlyFull = 0.8

/** Pages that are read of a list: 100 sets are all that an account has, unless AWS gave it more. */
const mostPages = 50

const whereOf = (scope: FirewallScope, region: string): string =>
  scope === 'CLOUDFRONT' ? 'for CloudFront' : `in ${region}`

const listSets = async ({ connect, config, call }: Account, Scope: FirewallScope): Promise<IPSetSummary[]> => {
  const client = connect(WAFV2Client, regionOfScope(Scope, config.region))
  const found: IPSetSummary[] = []
  let NextMarker: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const input = { Scope, Limit: 100, NextMarker }
    const answer = await ask('wafv2:ListIPSets', () => client.send(new ListIPSetsCommand(input), call))
    const { IPSets = [] } = answer
    found.push(...IPSets)
    NextMarker = answer.NextMarker
    if (NextMarker === undefined || IPSets.length === 0) break
  }
  return found
}

/** The sets of one scope: how many the account has, and of ours how many entries each has (nothing: it is gone). */
export interface SeenSets {
  readonly scope: FirewallScope
  readonly all: number
  readonly ours: ReadonlyMap<string, number | undefined>
}

/** Whether there is room for the sets of a first deployment. */
export const quotaFindings = (seen: readonly SeenSets[], region: string): Finding[] =>
  seen.map(({ scope, all, ours }) => {
    const missing = [...ours.values()].filter((entries) => entries === undefined).length
    const found = `The account has ${all} of ${mostSets} IP sets ${whereOf(scope, region)}, and the firewall needs ${missing} more.`
    if (all + missing > mostSets)
      return problem(
        found,
        'The deployment would fail: WAF refuses more.',
        'Delete sets that nobody uses, or ask for more: Service Quotas console, AWS WAF, IP sets.',
      )
    return ok(found)
  })

/** What is wrong with the sets of what is deployed. */
export const setFindings = (seen: readonly SeenSets[], region: string): Finding[] =>
  seen.flatMap(({ scope, ours }) => {
    const where = whereOf(scope, region)
    const gone = [...ours].flatMap(([name, entries]) => (entries === undefined ? [name] : []))
    const full = [...ours].flatMap(([name, entries = 0]) =>
      entries >= setLimit * nearlyFull
        ? [
            warning(
              `${name} ${where} has ${entries.toLocaleString('en')} of ${setLimit.toLocaleString('en')} entries.`,
              'When it is full the worst offenders stay, and the others are not blocked.',
              'Block networks as ranges ("nightshift firewall block"), raise thresholds, and take out entries of your own that nobody needs.',
            ),
          ]
        : [],
    )
    if (gone.length > 0)
      return [
        problem(
          `Gone ${where}: ${gone.join(', ')}.`,
          'Nobody is put into them: whoever should be blocked is not.',
          'Deploy again. If CloudFormation believes that they are there: "nightshift drift" says so, and a change of the set\'s description makes it anew.',
        ),
        ...full,
      ]
    return full.length > 0 ? full : [ok(`All ${ours.size} IP sets are there ${where}, with room.`)]
  })

const seeSets = async (account: Account, scope: FirewallScope, withEntries: boolean): Promise<SeenSets> => {
  const { connect, config, call } = account
  const all = await listSets(account, scope)
  const client = connect(WAFV2Client, regionOfScope(scope, config.region))
  const ours = await Promise.all(
    setNames(config.name).map(async (Name) => {
      const found = all.find((each) => each.Name === Name)
      if (!found || !withEntries) return [Name, found && 0] as const
      const command = new GetIPSetCommand({ Name, Id: found.Id, Scope: scope })
      const { IPSet } = await ask('wafv2:GetIPSet', () => client.send(command, call))
      return [Name, IPSet?.Addresses?.length ?? 0] as const
    }),
  )
  return { scope, all: all.length, ours: new Map(ours) }
}

/** Scopes whose stack is not there yet. */
const freshScopes = async (account: Account): Promise<FirewallScope[]> => {
  const stacks = await account.stacks()
  return scopesOf(account.config).filter((scope) => {
    const part = scope === 'CLOUDFRONT' ? 'firewall-edge' : 'firewall'
    return !isDeployed(stacks.find((each) => each.part === part)?.status)
  })
}

const deployedScopes = async (account: Account): Promise<FirewallScope[]> => {
  const fresh = await freshScopes(account)
  return scopesOf(account.config).filter((scope) => !fresh.includes(scope))
}

const hasFirewall = ({ firewall }: Account['config']): boolean => firewall !== undefined

/** Room for the sets, before they are made. */
export const quota = defineCheck({
  name: 'firewall-quotas',
  about: 'whether WAF has room for the sets',
  when: hasFirewall,
  ask: async (account) => Promise.all((await freshScopes(account)).map((scope) => seeSets(account, scope, false))),
  decide: (seen: readonly SeenSets[], { config }) => quotaFindings(seen, config.region),
})

/** Whether the sets are there, and how full. */
export const sets = defineCheck({
  name: 'firewall-sets',
  about: 'whether the IP sets are there, and how full they are',
  when: hasFirewall,
  onceDeployed: true,
  ask: async (account) => Promise.all((await deployedScopes(account)).map((scope) => seeSets(account, scope, true))),
  decide: (seen: readonly SeenSets[], { config }) => setFindings(seen, config.region),
})
