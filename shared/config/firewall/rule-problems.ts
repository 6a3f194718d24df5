import { durationSeconds } from '../../duration.ts'
import { comparedPattern } from '../../firewall/paths.ts'
import { fits } from '../../wildcards.ts'
import { problem } from '../explain.ts'
import { entries, field, list } from '../references.ts'
import { readWithoutUnknownKeys } from '../unknown-keys.ts'
import { type FirewallRuleConfig, ruleSchema } from './schema.ts'

type Path = readonly PropertyKey[]

/** Names that the firewall's own have: a block by hand, and who was a customer. */
const reservedNames: Readonly<Record<string, string>> = {
  manual: 'blocks by hand have it',
  customers: 'it stands for the paths of firewall.customers',
}

/** What nearly every visitor asks for. */
const ordinaryPaths = ['/', '/favicon.ico']

/** User agents of Chrome, Firefox, Safari and of Safari on a phone. */
const ordinaryAgents = [
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/142.0.0.0 safari/537.36',
  'mozilla/5.0 (windows nt 10.0; win64; x64; rv:144.0) gecko/20100101 firefox/144.0',
  'mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko) version/26.0 safari/605.1.15',
  'mozilla/5.0 (iphone; cpu iphone os 18_7 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/26.0 mobile/15e148 safari/604.1',
]

const isNarrow = ({ hosts, under }: FirewallRuleConfig): boolean =>
  (hosts !== undefined && !hosts.some((host) => /^\*+$/.test(host))) ||
  (under !== undefined && !under.some((start) => /^[/*]+$/.test(start)))

/** Where a rule says something that every visitor does, at the first request. */
const everybody = (path: Path, rule: FirewallRuleConfig): string[] => {
  if ('agents' in rule) {
    const whole = rule.agents.findIndex((agent) => /^\*+$/.test(agent))
    if (whole >= 0)
      return [
        problem(
          [...path, 'agents', whole],
          rule.agents[whole],
          'a user agent such as *sqlmap*: this one is everybody; requests: true counts every request',
        ),
      ]
  }
  if (rule.threshold > 1 || isNarrow(rule)) return []
  const wrong = (key: string, index: number, value: unknown, text: string): string[] => [
    problem([...path, key, index], value, `${text}: with threshold 1 this blocks everybody`),
  ]
  if ('requests' in rule)
    return [
      problem([...path, 'threshold'], rule.threshold, 'more than 1: the first request of anybody would block them'),
    ]
  if ('paths' in rule)
    return rule.paths.flatMap((each, index) => {
      const asked = ordinaryPaths.find((ordinary) => fits(comparedPattern(each), ordinary))
      return asked === undefined
        ? []
        : wrong('paths', index, each, `a path that no visitor asks for, as they do for ${asked}`)
    })
  if ('agents' in rule)
    return rule.agents.flatMap((each, index) =>
      ordinaryAgents.every((agent) => fits(each.toLowerCase(), agent))
        ? wrong('agents', index, each, 'a user agent that browsers do not have')
        : [],
    )
  return []
}

const escalationProblems = (path: Path, { block, escalate }: FirewallRuleConfig): string[] => {
  const { most } = escalate ?? {}
  return most !== undefined && durationSeconds(most) < durationSeconds(block)
    ? [problem([...path, 'escalate', 'most'], most, `at least block, which is ${block}`)]
    : []
}

const blankAgents = (path: Path, rule: FirewallRuleConfig): string[] =>
  'agents' in rule
    ? rule.agents.flatMap((agent, index) =>
        agent !== '' && agent.trim() === ''
          ? [
              problem(
                [...path, 'agents', index],
                agent,
                "a user agent such as *sqlmap*, or '' for one that says nothing",
              ),
            ]
          : [],
      )
    : []

/** The same value twice in one list. */
const doubled = (path: Path, written: unknown): string[] =>
  ['errors', 'paths', 'agents', 'hosts', 'under'].flatMap((key) => {
    const values = list(field(written, key)).map((each) =>
      key === 'paths' || key === 'under' ? comparedPattern(String(each)) : String(each).toLowerCase(),
    )
    return values.flatMap((each, index) =>
      values.indexOf(each) < index
        ? [
            problem(
              [...path, key, index],
              list(field(written, key))[index],
              `no second ${JSON.stringify(each)}: ${key}[${values.indexOf(each)}] says the same`,
            ),
          ]
        : [],
    )
  })

/** Faults of rules that no single value shows. @param rules as they were written */
export const ruleProblems = (rules: unknown): string[] =>
  entries(rules as Readonly<Record<string, unknown>> | undefined).flatMap(([name, written]) => {
    const path = ['firewall', 'rules', name]
    const taken = Object.hasOwn(reservedNames, name)
      ? [problem([...path], name, `another name: ${reservedNames[name]}`)]
      : []
    const rule = readWithoutUnknownKeys(ruleSchema, written)
    if (!rule) return taken
    return [
      ...taken,
      ...everybody(path, rule),
      ...escalationProblems(path, rule),
      ...blankAgents(path, rule),
      ...doubled(path, written),
    ]
  })

/** Requests of one visitor within a minute that are nothing out of the ordinary: a page with its pictures. */
const ordinaryRequests = 60

const remarks = (rule: FirewallRuleConfig): string[] => {
  const minutes = durationSeconds(rule.window) / 60
  const texts: string[] = []
  if ('requests' in rule && rule.threshold < ordinaryRequests)
    texts.push(
      `${rule.threshold} requests in ${rule.window} is what one page with its pictures may take; replay last week before you block by it`,
    )
  if ('requests' in rule && minutes <= 10 && !isNarrow(rule))
    texts.push(
      `WAF counts plain rates by itself, and sooner than logs come: managed: [{ rate: ${Math.max(10, rule.threshold)}, window: '5 minutes' }]`,
    )
  if ('errors' in rule && rule.threshold < 5 && !isNarrow(rule))
    texts.push(`${rule.threshold === 1 ? 'one broken link' : 'a few broken links'} of your own would do for a block`)
  if ('agents' in rule)
    for (const each of rule.agents)
      if (each !== '' && ordinaryAgents.some((agent) => fits(each.toLowerCase(), agent)))
        texts.push(`${JSON.stringify(each)} is also what ordinary browsers say`)
  if ('paths' in rule)
    for (const each of rule.paths)
      if (comparedPattern(each) !== each.toLowerCase())
        texts.push(`${JSON.stringify(each)} is compared as ${JSON.stringify(comparedPattern(each))}: write it so`)
  if (durationSeconds(rule.block) < 600)
    texts.push(
      `a block of ${rule.block} is mostly over before the log has come: a load balancer's takes 5 minutes, CloudFront's up to an hour`,
    )
  return texts
}

/** What a rule allows and probably does not mean. */
export const ruleWarnings = (rules: Readonly<Record<string, FirewallRuleConfig>>): { name: string; text: string }[] =>
  Object.entries(rules).flatMap(([name, rule]) => remarks(rule).map((text) => ({ name, text })))
