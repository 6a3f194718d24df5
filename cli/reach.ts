import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import {
  deployedGround,
  type Ground,
  type NeedRow,
  provenNeeds,
  templateGround,
  unusedParts,
  type WayRow,
  waysBetween,
} from '../api/reach.ts'
import { UsageError } from '../api/usage-error.ts'
import { readAssembly } from '../local/assembly.ts'
import { localDirectory } from '../local/places.ts'
import { synthesize } from '../local/synthesize.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import type { StackTemplate } from '../shared/reach/templates/resolve.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, wholeOption } from './options.ts'
import { paint, printable, printRows } from './print.ts'

interface Options extends JsonOption {
  readonly port?: number
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'all'
  readonly ipv6?: boolean
  readonly unused?: boolean
  readonly deployed?: boolean
}

interface Asked {
  readonly config: Config
  readonly ground: Ground
}

/** What is deployed, as its account has it. What could not be read is said, and what depends on it is not known. */
const deployed = async (): Promise<Asked> => {
  const deployment = await findDeployment()
  const ground = await deployedGround(deployment)
  for (const text of ground.unseen) console.error(`${text.replace(/^c/, 'C')}.`)
  return { config: deployment.config, ground }
}

/** The templates of the checkout, made without the code of functions, and whether or not they are proven. */
const templates = async (): Promise<Asked> => {
  const config = parseConfig(await writtenConfig(), new Date())
  if (!config.estate) throw new UsageError('nightshift.config.ts has no estate: there is no network to ask about.')
  const directory = join(localDirectory, 'reach', 'cdk.out')
  await synthesize(directory, { 'aws:cdk:bundling-stacks': [], 'nightshift:unproven': true })
  const { stacks } = readAssembly(directory, { account: '', region: config.region })
  return { config, ground: templateGround(stacks as readonly StackTemplate[], config) }
}

const protocolOption = (text: string): string => {
  if (!['tcp', 'udp', 'icmp', 'all'].includes(text))
    throw new InvalidArgumentError(`"${text}" is none of tcp, udp, icmp and all.`)
  return text
}

const stateOf = ({ holds }: NeedRow): string => (holds === true ? 'ok' : holds === false ? 'wrong' : 'unknown')

const isWell = ({ holds }: NeedRow): boolean => holds !== false

const showNeeds = (rows: readonly NeedRow[], { json = false }: Options): void => {
  if (!rows.every(isWell)) process.exitCode = 1
  printRows(
    rows,
    { json },
    {
      Need: ({ need, wanted }) => (wanted === 'never' ? `never ${need}` : need),
      State: stateOf,
      Why: ({ why = '', fix = '' }) => `${why} ${fix}`.trim(),
    },
    'Nothing of this config has to reach anything.',
  )
}

const headOf = ({ from, to, protocol, port, family, reachable }: WayRow): string => {
  const what = `${from} → ${to} by ${protocol}${port === undefined ? '' : ` ${port}`}${family === 'ipv6' ? ' over IPv6' : ''}`
  if (reachable === true) return `${paint('green', '✔')} ${what}: reachable`
  return reachable === false
    ? `${paint('red', '✘')} ${what}: not reachable`
    : `${paint('yellow', '?')} ${what}: not known`
}

const printWay = (row: WayRow): void => {
  console.log(headOf(row))
  row.way.forEach(({ what, resource, direction }, index) => {
    const isEnd = index === row.way.length - 1 && row.reachable === false
    const arrow = direction === 'there' ? '→' : '←'
    console.log(`  ${isEnd ? paint('red', '✘') : arrow} ${printable(what)}  ${paint('dim', printable(resource))}`)
  })
  if (row.why)
    console.log(
      `\n  ${printable(row.why)}${row.fix ? `\n  ${printable(row.fix)}` : ''}${row.code ? `  (${row.code})` : ''}`,
    )
}

const showWay = (rows: readonly WayRow[], { json = false }: Options): void => {
  if (rows.some(({ reachable }) => reachable !== true)) process.exitCode = 1
  if (json) printRows(rows, { json }, {}, '')
  else rows.forEach(printWay)
}

const ask = async (from: string | undefined, to: string | undefined, options: Options): Promise<void> => {
  if (from !== undefined && to === undefined) throw new UsageError(`Where to? Write: nightshift reach ${from} TO`)
  const { config, ground } = await (options.deployed ? deployed() : templates())
  if (from !== undefined && to !== undefined)
    showWay(
      waysBetween(config, ground, {
        from,
        to,
        port: options.port,
        protocol: options.protocol,
        family: options.ipv6 ? 'ipv6' : 'ipv4',
      }),
      options,
    )
  else if (options.unused)
    printRows(
      unusedParts(config, ground),
      { json: options.json ?? false },
      { Sort: ({ sort }) => sort, What: ({ what }) => what, Resource: ({ resource }) => resource },
      'Everything that is open is needed.',
    )
  else showNeeds(provenNeeds(config, ground), options)
}

/** `reach` shows whom everything must, and must never, reach; `reach FROM TO` draws one way, over the templates of the checkout. */
export const registerReach = (program: Command): void => {
  program
    .command('reach [from] [to]')
    .description(
      'who reaches whom in the network that nightshift.config.ts makes, before it is deployed: every need, or one way hop by hop',
    )
    .option('--port <number>', 'the port; default: those that TO listens on', wholeOption(0, 65_535))
    .option('--protocol <name>', 'tcp, udp, icmp or all; default tcp', protocolOption)
    .option('--ipv6', 'over IPv6')
    .option(
      '--deployed',
      'ask the account instead of the templates of the checkout; what it does not tell is not known',
    )
    .option('--unused', 'what is open, and no need would miss it')
    .option(...jsonOption)
    .action(ask)
}
