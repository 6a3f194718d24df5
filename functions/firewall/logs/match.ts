import { comparedGlob, comparedPath, comparedPattern, comparedText } from '../../../shared/firewall/paths.ts'
import type { Rule } from '../rules/rule.ts'
import type { CountOptions } from './options.ts'
import { repeatSlots } from './repeats.ts'
import type { RuleSets } from './rule-sets.ts'
import type { LineReader, Spans } from './spans.ts'
import { makeTester, noSet, type Tester } from './tester.ts'

const [dash, colon, dot] = [45, 58, 46]

/** A group of patterns that a part of the line has to match. */
interface Condition {
  readonly part: 'path' | 'agent' | 'host'
  readonly group: number
}

/** A rule, with its patterns as groups of testers. */
interface Compiled {
  /** By status, or for any. */
  readonly statuses: ReadonlySet<number> | undefined
  readonly conditions: readonly Condition[]
}

const statusesOf = (codes: readonly string[]): ReadonlySet<number> => {
  const all = Array.from({ length: 900 }, (_, index) => 100 + index)
  return new Set(
    codes.flatMap((code) =>
      /^\dxx$/i.test(code)
        ? all.filter((status) => String(status)[0] === code[0])
        : Number(code) >= 100
          ? Number(code)
          : [],
    ),
  )
}

const agentPattern = (pattern: string): string => (pattern === '-' ? '' : comparedGlob(pattern))

const answeredWell: ReadonlySet<number> = new Set(Array.from({ length: 200 }, (_, index) => 200 + index))

const compile = ({ rules, customers }: Pick<CountOptions, 'rules' | 'customers'>) => {
  const groups: Record<Condition['part'], (readonly string[])[]> = { path: [], agent: [], host: [] }
  const condition = (part: Condition['part'], patterns: readonly string[]): Condition => ({
    part,
    group: groups[part].push(patterns) - 1,
  })
  const compiled = rules.map(
    ({ match, hosts, under }: Rule): Compiled => ({
      statuses: 'errors' in match ? statusesOf(match.errors) : undefined,
      conditions: [
        ...(hosts ? [condition('host', hosts.map(comparedGlob))] : []),
        ...(under
          ? [
              condition(
                'path',
                under.map((start) => `${comparedPattern(start)}*`),
              ),
            ]
          : []),
        ...('paths' in match ? [condition('path', match.paths.map(comparedPattern))] : []),
        ...('agents' in match ? [condition('agent', match.agents.map(agentPattern))] : []),
      ],
    }),
  )
  const ofCustomers: readonly Compiled[] =
    customers.length === 0
      ? []
      : [{ statuses: answeredWell, conditions: [condition('path', customers.map(comparedPattern))] }]
  return { all: [...compiled, ...ofCustomers], groups }
}

/** The number of the set of rules that a line is for; the rule behind those of the options is that of the customers. */
export type Match = (spans: Spans, reader: LineReader) => number

/** Sets of patterns up to which the answer for all lines that look alike to the rules is kept in a table; a power of two. */
const keptSets = 16
const widthOfSet = Math.log2(keptSets)

/** What a table says where nobody has asked yet, and where the answer depends on the host. */
const [unknown, byHost] = [-1, -2]

/** Bits of what has to be looked at. */
const [looksAtPath, looksAtAgent] = [1, 2]

/** Statuses that no rule tells apart have one number. */
const classesOf = (all: readonly Compiled[]): Uint16Array => {
  const numbers = new Map<string, number>()
  return Uint16Array.from({ length: 1_000 }, (_, status) => {
    const key = all.map(({ statuses }) => (!statuses || statuses.has(status) ? 1 : 0)).join('')
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  })
}

/** Compiles the rules once; a line costs a look at what they need of it. */
export const makeMatch = (
  options: Pick<CountOptions, 'rules' | 'customers'>,
  { numberOf }: Pick<RuleSets, 'numberOf'>,
): Match => {
  const { all, groups } = compile(options)
  const path = makeTester({ groups: groups.path, decodes: true, isPath: true, repeats: false, compared: comparedPath })
  const agent = makeTester({
    groups: groups.agent,
    decodes: true,
    isPath: false,
    repeats: true,
    compared: comparedText,
  })
  const host = makeTester({ groups: groups.host, decodes: false, isPath: false, repeats: true, compared: comparedText })

  const bit = { path: looksAtPath, agent: looksAtAgent, host: 0 }
  /** By status: what the rules that are left have to look at. */
  const looks = Uint8Array.from({ length: 1_000 }, (_, status) =>
    all
      .filter(({ statuses }) => !statuses || statuses.has(status))
      .flatMap(({ conditions }) => conditions.map(({ part }) => bit[part]))
      .reduce((sum, each) => sum | each, 0),
  )

  /** Asks every rule. */
  const decide = (status: number, paths: number, agents: number, hosts: number, names: number): number => {
    const holds = ({ part, group }: Condition): boolean => {
      if (part === 'path') return path.has(paths, group)
      if (part === 'agent') return agent.has(agents, group)
      return host.has(hosts, group) || host.has(names, group)
    }
    const matching = all.flatMap(({ statuses, conditions }, index) =>
      (!statuses || statuses.has(status)) && conditions.every(holds) ? index : [],
    )
    return numberOf(matching)
  }

  const dependsOnHost = (status: number, paths: number, agents: number): boolean =>
    all.some(
      ({ statuses, conditions }) =>
        (!statuses || statuses.has(status)) &&
        conditions.some(({ part }) => part === 'host') &&
        conditions.every(
          ({ part, group }) => part === 'host' || (part === 'path' ? path.has(paths, group) : agent.has(agents, group)),
        ),
    )

  const decideHostless = (status: number, paths: number, agents: number): number =>
    dependsOnHost(status, paths, agents) ? byHost : decide(status, paths, agents, noSet, noSet)

  const classes = classesOf(all)
  /** By class of the status, path and agent: the answer where it does not depend on the host. Most lines need no more than one look. */
  const hostless = new Int32Array((Math.max(...classes) + 1) << (2 * widthOfSet)).fill(unknown)

  const findHostless = (status: number, paths: number, agents: number): number => {
    if (paths >= keptSets || agents >= keptSets) return decideHostless(status, paths, agents)
    const place = ((((classes[status] ?? 0) << widthOfSet) | paths) << widthOfSet) | agents
    const known = hostless[place] ?? unknown
    if (known !== unknown) return known
    const found = decideHostless(status, paths, agents)
    hostless[place] = found
    return found
  }

  const knownAgents = { numbers: new Int32Array(repeatSlots), sets: new Int32Array(repeatSlots) }

  /** Answers that depend on the host, too: they are rarer. */
  const kept = new Map<number, number>()

  const findByHost = (status: number, paths: number, agents: number, hosts: number, names: number): number => {
    if (Math.max(paths, agents, hosts, names) >= keptSets) return decide(status, paths, agents, hosts, names)
    const key =
      ((((classes[status] ?? 0) * keptSets + paths) * keptSets + agents) * keptSets + hosts) * keptSets + names
    const known = kept.get(key)
    if (known !== undefined) return known
    const found = decide(status, paths, agents, hosts, names)
    kept.set(key, found)
    return found
  }

  return (spans, { undo, readMore }) => {
    const { bytes, status } = spans
    const look = looks[status] ?? 0
    const paths = (look & looksAtPath) === 0 ? noSet : pathSet(path, bytes, spans.pathFrom, spans.pathTo, undo)
    const agentsOf = (look & looksAtAgent) === 0 ? noSet : agentSet(agent, knownAgents, spans, undo)
    const found = findHostless(status, paths, agentsOf)
    if (found !== byHost) return found
    readMore?.(spans)
    const hosts = hostSet(host, bytes, spans.hostFrom, spans.hostTo, undo)
    return findByHost(status, paths, agentsOf, hosts, hostSet(host, bytes, spans.nameFrom, spans.nameTo, undo))
  }
}

type Undo = LineReader['undo']

const isDash = (bytes: Buffer, from: number, to: number): boolean => to - from === 1 && bytes[from] === dash

const pathSet = (path: Tester, bytes: Buffer, from: number, to: number, undo: Undo): number =>
  from < 0 || isDash(bytes, from, to) ? noSet : path.test(bytes, from, to, undo)

/** What was said of agents by their number. */
interface KnownAgents {
  readonly numbers: Int32Array
  readonly sets: Int32Array
}

const agentSet = (agent: Tester, { numbers, sets }: KnownAgents, spans: Spans, undo: Undo): number => {
  const { bytes, agentFrom: from, agentTo: to, agentSlot: slot, agentNumber: number } = spans
  if (from < 0) return noSet
  if (slot >= 0 && numbers[slot] === number) return sets[slot] ?? noSet
  const set = agent.test(bytes, from, isDash(bytes, from, to) ? from : to, undo)
  if (slot >= 0) {
    numbers[slot] = number
    sets[slot] = set
  }
  return set
}

/** Without a port, and without the dot of a name that is written as a whole. */
const hostSet = (host: Tester, bytes: Buffer, from: number, to: number, undo: Undo): number => {
  if (from < 0 || isDash(bytes, from, to)) return noSet
  let end = to
  while (end > from && (bytes[end - 1] ?? 0) >= 48 && (bytes[end - 1] ?? 0) <= 57) end -= 1
  if (end === to || end === from || bytes[end - 1] !== colon) end = to
  else end -= 1
  if (end > from && bytes[end - 1] === dot) end -= 1
  return host.test(bytes, from, end, undo)
}
