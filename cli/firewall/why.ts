import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type BlockRow, type WhyRow, whyAddress } from '../../api/firewall.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, printableLines, printRows } from '../print.ts'
import { evidenceText, groundsOf } from './words.ts'

const blockLines = (block: BlockRow): string[] => {
  const {
    rule,
    mode,
    from,
    until,
    offendedAt,
    seenAt,
    releasedAt,
    releasedBy,
    customer,
    evidence,
    level,
    offences = [],
  } = block
  const more = [
    `  offended at ${offendedAt}${level ? `; longer by ${level} earlier ${level === 1 ? 'block' : 'blocks'}` : ''}`,
    ...offences.map(
      (each) =>
        `  ${each.rule}: ${each.count} in ${each.windowMinutes} min, threshold ${each.threshold}, ${each.first} to ${each.last}`,
    ),
    seenAt === undefined ? undefined : `  seen in the sets at ${seenAt}`,
    releasedAt === undefined ? undefined : `  released at ${releasedAt}${releasedBy ? ` by ${releasedBy}` : ''}`,
    customer ? '  it had been seen as a customer' : undefined,
    evidence && `  evidence: s3://${evidence.bucket}/${evidence.key}`,
    evidence?.first && `    first  ${evidenceText(evidence.first)}`,
    evidence?.last && `    last   ${evidenceText(evidence.last)}`,
  ]
  return [
    '',
    `${rule}${mode === 'count' ? ' (count only)' : ''}: ${groundsOf(block)}`,
    `  from ${localTime(from)} until ${localTime(until)}${block.state === 'late' ? ': over before its lines were known' : ''}`,
    ...more.filter((line) => line !== undefined && line !== ''),
  ] as string[]
}

const printWhy = (row: WhyRow): void => {
  const { address, state, words, level, customerAt, blocks } = row
  const lines = [
    `${address}  ${state}`,
    words,
    level ? `Blocks that are not forgotten: ${level}. The next one is longer by them.` : '',
    customerAt ? `It was last seen as a customer at ${localTime(customerAt)}.` : '',
    ...blocks.flatMap(blockLines),
  ]
  console.log(printableLines(lines.filter((line, index) => line !== '' || index > 3).join('\n')))
}

/** @param find the deployment that is asked */
export const registerWhy = (firewall: Command, find: () => Promise<Deployment>): void => {
  firewall
    .command('why <address>')
    .description('why an address is blocked, or is not: rule, count, lines of the log, person, list, until when')
    .option(...jsonOption)
    .action(async (address: string, _: JsonOption, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const row = await whyAddress(await find(), address)
      if (json) printRows([row], { json }, {}, '')
      else printWhy(row)
    })
}
