import type { Import } from './imports.ts'

/** The rooms of a capability in the order in which one may import another: each imports only those before it, and itself. */
const order = ['rules', 'world', 'delivery', 'engine', 'rehearsal', 'entry']

/** Where a file of a capability stands. A room with a subject of its own, such as `message`, stands beside the rules. */
const roomOf = (file: string) => {
  const [, capability = '', ...rest] = file.split('/')
  const room = rest.length === 1 ? 'entry' : (rest[0] ?? '')
  return { capability, room, level: Math.max(0, order.indexOf(room)) }
}

const topOf = (file: string): string => file.split('/')[0] ?? ''

/** What a top folder may import, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  functions: ['shared'],
  api: ['functions', 'shared'],
  infra: ['functions', 'shared'],
  cli: ['api', 'functions', 'shared', 'infra', 'local'],
  local: ['api', 'functions', 'shared', 'infra', 'cli'],
}

/** What a decision must not have: the answer would depend on more than its arguments. */
const impure = /^(@aws-sdk\/|node:(fs|net|http|https|child_process|process|timers))/

/** Why an import is not allowed, or nothing. */
const faultOf = ({ from, to, typeOnly }: Import): string | undefined => {
  if (from.includes('/rules/') && impure.test(to) && !typeOnly) return 'rules are pure: they use no SDK and no effect'
  const [here, there] = [topOf(from), topOf(to)]
  const known = allowed[here]
  if (!known || !(there in allowed)) return undefined
  if (here === there && here === 'functions') return withinFunctions(from, to)
  if (here === 'functions' && there === 'api' && roomOf(from).capability === 'console') return undefined
  if (saysItsOwnConfig(from, to)) return undefined
  if (here !== there && !known.includes(there)) return `${here} does not import ${there}`
  return undefined
}

/** The schema of a capability is put together from its parts, each of which says its own config: a collector, a channel. */
const saysItsOwnConfig = (from: string, to: string): boolean => {
  const [, capability] = /^shared\/config\/([a-z]+)\/schema\.ts$/.exec(from) ?? []
  return capability !== undefined && new RegExp(`^functions/${capability}/(collectors|channels)/index\\.ts$`).test(to)
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
