import type { Import } from './imports.ts'

/** The rooms of a capability in the order in which one may import another: each imports only those before it, and itself. */
const order = ['rules', 'world', 'delivery', 'engine', 'asked', 'entry']

/**
 * Rooms that answer a person's question with what the engine and the world have, and change nothing: who would have been told
 * (the engine, on a ledger in memory), what would be written to a bucket, what a backfill finds. `api` may import these beside
 * rules and subject rooms, so that it need not reach into `engine` or `world` itself.
 */
const asked = ['rehearsal', 'preview', 'backfill']

/** Where a file of a capability stands. A room with a subject of its own, such as `message`, stands beside the rules. */
const roomOf = (file: string) => {
  const [, capability = '', ...rest] = file.split('/')
  const room = rest.length === 1 ? 'entry' : (rest[0] ?? '')
  return { capability, room, level: Math.max(0, order.indexOf(asked.includes(room) ? 'asked' : room)) }
}

const topOf = (file: string): string => file.split('/')[0] ?? ''

/** What a top folder may import, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  functions: ['shared'],
  api: ['functions', 'shared'],
  infra: ['functions', 'shared'],
  cli: ['api', 'shared', 'local'],
  local: ['api', 'functions', 'shared', 'infra'],
}

/** What a decision must not have: the answer would depend on more than its arguments. */
const impure = /^(@aws-sdk\/|node:(fs|net|http|https|child_process|process|timers))/

/** What `api` must not have, which runs in a terminal and in a function alike. */
const effects = /^node:(fs|os|child_process|process|readline)/

/** Why an import is not allowed, or nothing. */
const faultOf = ({ from, to, typeOnly }: Import): string | undefined => {
  if (from.startsWith('api/') && effects.test(to)) return 'api runs in a function too: effects come in as arguments'
  if (from.includes('/rules/') && impure.test(to) && !typeOnly) return 'rules are pure: they use no SDK and no effect'
  const [here, there] = [topOf(from), topOf(to)]
  const known = allowed[here]
  if (!known || !(there in allowed)) return undefined
  if (here === there && here === 'functions') return withinFunctions(from, to)
  if (from.startsWith('local/tour/') && there === 'functions') return 'the tour does not import functions'
  if (here === 'api' && there === 'functions') return fromApi(from, to)
  if (here === 'api' && there === 'api') return withinApi(from, to)
  if (here === 'functions' && there === 'api' && roomOf(from).capability === 'console') return undefined
  if (saysItsOwnConfig(from, to)) return undefined
  if (here !== there && !known.includes(there)) return `${here} does not import ${there}`
  return undefined
}

/** The schema of a capability is put together from its parts, each of which says its own config: a collector, a channel, a kind of target. */
const saysItsOwnConfig = (from: string, to: string): boolean => {
  const [, capability] = /^shared\/config\/([a-z]+)\/schema\.ts$/.exec(from) ?? []
  return (
    capability !== undefined &&
    new RegExp(`^functions/${capability}/(collectors|channels|targets)/index\\.ts$`).test(to)
  )
}

/** What every capability's part of `api` stands on. */
const apiFoundation = ['call', 'deployment', 'usage-error']

/** Names in the path of a file of `api`: that of its capability is one of them, as in `api/jobs/runs.ts`, `api/status/jobs.ts`. */
const namesIn = (file: string): string[] => file.replace(/\.ts$/, '').split('/').slice(1)

const fromApi = (from: string, to: string): string | undefined => {
  const { capability, room, level } = roomOf(to)
  if (!namesIn(from).includes(capability)) return `api imports its own capability alone, not ${capability}`
  if (level > 0 && !asked.includes(room)) return `api does not import ${room}`
  return undefined
}

const withinApi = (from: string, to: string): string | undefined => {
  const [subject = ''] = namesIn(to)
  if (apiFoundation.includes(subject) || namesIn(from).includes(subject)) return undefined
  return `api imports its own capability alone, not ${subject}`
}

const withinFunctions = (from: string, to: string): string | undefined => {
  const [here, there] = [roomOf(from), roomOf(to)]
  if (here.capability !== there.capability)
    return 'a capability does not import another: what two need moves to shared/'
  if (there.level > here.level) return `${here.room} does not import ${there.room}`
  return undefined
}

/** Every import that goes against the directions of the rooms, as a sentence each. Source: docs/architecture.md, "Rooms". */
export const wrongDirections = (imports: readonly Import[]): string[] =>
  imports.flatMap((each) => {
    const fault = faultOf(each)
    return fault === undefined ? [] : [`${each.from} imports ${each.to}: ${fault}`]
  })

/** Files that import each other, directly or round about, as the way from one to itself. */
export const circles = (imports: readonly Import[]): string[] => {
  const next = Map.groupBy(imports, ({ from }) => from)
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file)
    if (at >= 0) found.push([...way.slice(at), file].join(' → '))
    if (at >= 0 || done.has(file)) return
    for (const { to } of next.get(file) ?? []) if (next.has(to)) visit(to, [...way, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return found
}
