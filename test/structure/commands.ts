import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { projectRoot } from '../../local/places.ts'
import { terminal } from '../../shared/terminal.ts'

/** Operations of the AWS CLI that are its own and no call of an API. */
const custom: Readonly<Record<string, readonly string[]>> = {
  s3: ['cp', 'sync', 'ls', 'rm', 'rb', 'mb'],
  logs: ['tail'],
  cloudtrail: ['validate-logs'],
  cloudformation: ['wait'],
}

/** Services of the AWS CLI whose client has another name, or that the project has no client for: those with what is known of them. */
const clients: Readonly<Record<string, string | readonly string[]>> = {
  logs: 'cloudwatch-logs',
  autoscaling: 'auto-scaling',
  resourcegroupstaggingapi: 'resource-groups-tagging-api',
  s3api: 's3',
  elbv2: 'elastic-load-balancing-v2',
  events: 'eventbridge',
  secretsmanager: 'secrets-manager',
  // https://docs.aws.amazon.com/cli/latest/reference/account/
  account: ['enableregion'],
}

const operationsOf = (service: string): readonly string[] => {
  const known = clients[service] ?? service
  if (typeof known !== 'string') return known
  const folder = join(projectRoot, 'node_modules', '@aws-sdk', `client-${known}`, 'dist-types', 'commands')
  try {
    return readdirSync(folder).map((file) => file.replace(/Command\.d\.ts$/, '').toLowerCase())
  } catch {
    return []
  }
}

/** Words such as "AWS Systems Manager", where no service of that name is known. */
const isProse = (service: string, operation: string): boolean =>
  !operation.includes('-') && operationsOf(service).length === 0

/** Words of a text with the line that they stand in. */
const lines = (text: string): string[] => text.split('\n')

/** Calls of the AWS CLI in a text that the CLI does not have: `service operation` each. */
export const unknownAwsCalls = (text: string): string[] =>
  lines(text).flatMap((line) =>
    [...line.matchAll(/\baws ([a-z0-9-]+) ([a-z0-9]+(?:-[a-z0-9]+)*)(?=[\s`'",;.)]|$)/g)].flatMap(
      ([, service = '', operation = '']) =>
        custom[service]?.includes(operation) ||
        operationsOf(service).includes(operation.replaceAll('-', '')) ||
        isProse(service, operation)
          ? []
          : [`aws ${service} ${operation}`],
    ),
  )

/** Calls of the command line in a text, each as its words: to the end of the code that it stands in, or to its explanation. */
export const nightshiftCalls = (text: string): string[][] =>
  lines(text).flatMap((line) =>
    line
      .split(terminal)
      .slice(1)
      .map((rest) => rest.split(/[`|;#"…)]|\s{2,}|, /)[0] ?? '')
      .map((rest) => (rest.split(' -- ')[0] ?? '').trim().replace(/\.$/, '').split(/\s+/))
      .filter(([noun = '']) => /^[a-z]/.test(noun)),
  )

/** What is wrong with a call: a noun, verb or option that there is not. Nothing where all is well. */
export const faultOfCall = (program: Command, words: readonly string[]): string | undefined => {
  let command = program
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word)
    if (next) {
      command = next
      continue
    }
    if (word.startsWith('--')) {
      const name = word.replace(/=.*$/, '')
      if (!command.options.some(({ long }) => long === name) && name !== '--help')
        return `${command.name()} has no ${name}`
    } else if (command.commands.length > 0 && command.registeredArguments.length === 0 && /^[a-z]/.test(word)) {
      // The value of an option before it is no verb.
      const before = words[words.indexOf(word) - 1] ?? ''
      if (!before.startsWith('--')) return `${command.name()} has no ${word}`
    }
  }
  return undefined
}
