import type { Command } from 'commander'
import { encryptDatabase, endEncryption, type PlanLine, type ProcessRow, planEncryption } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { terminal } from '../../shared/terminal.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printRows } from '../print.ts'

interface EncryptOptions extends JsonOption {
  readonly key?: string
  readonly confirm?: boolean
  readonly finish?: boolean
  readonly back?: boolean
}

const aboutText: Readonly<Record<PlanLine['about'], string>> = {
  you: 'You',
  step: 'Step',
  stops: 'Stops',
  changes: 'Changes',
  lost: 'Lost',
  stays: 'Stays',
}

const printPlan = (lines: readonly PlanLine[], name: string, key: string, json: boolean): void => {
  printRows(
    lines,
    { json },
    { What: ({ about }) => aboutText[about], Of: ({ text }) => text },
    'There is nothing to be done.',
  )
  if (!json) console.log(`\nNothing is done yet. Do it: ${terminal} backups encrypt ${name} --key ${key} --confirm`)
}

const printProcess = (row: ProcessRow, json: boolean): void =>
  printRows(
    [row],
    { json },
    { Id: ({ id }) => id, Of: ({ target }) => target, Step: ({ step }) => step, Since: ({ since }) => since },
    '',
  )

/** One thing at a time: the plan, its confirmation, or its end. @throws UsageError when it is not clear which */
const wayOf = ({ key, confirm, finish, back }: EncryptOptions): 'plan' | 'encrypt' | 'finish' | 'back' => {
  const ends = [finish ? 'finish' : '', back ? 'back' : ''].filter((each) => each !== '') as ('finish' | 'back')[]
  const [end, ...others] = ends
  if (others.length > 0)
    throw new UsageError('Either --finish, which deletes the original, or --back, which gives it its name again.')
  if (end && (key !== undefined || confirm)) throw new UsageError(`--${end} goes without --key and --confirm.`)
  if (end) return end
  if (key === undefined)
    throw new UsageError(
      'By which key? --key ARN shows the plan; of one that is under way, --finish or --back ends it.',
    )
  return confirm ? 'encrypt' : 'plan'
}

/** `backups encrypt`: without `--confirm` it only says what would be done. */
export const registerEncrypt = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('encrypt')
    .argument(
      '<name>',
      'an instance or an Aurora cluster that is not encrypted: shop, rds-instance/shop or rds-cluster/shop',
    )
    .description('encrypt a database by a copy of it: says what that means, and does it when it is confirmed')
    .option('--key <arn>', 'ARN of the KMS key')
    .option('--confirm', 'begin: the plan is read, and nothing writes to the database any more')
    .option('--finish', 'delete the original, which was kept beside the encrypted one')
    .option('--back', 'take it back: the original keeps its name, or gets it again')
    .option(...jsonOption)
    .action(async (name: string, _: EncryptOptions, self: Command) => {
      const options = self.optsWithGlobals<EncryptOptions>()
      const { json = false, key = '' } = options
      const way = wayOf(options)
      const deployment = await find()
      const by = asker()
      if (way === 'plan') printPlan(await planEncryption(deployment, { name, key, by }), name, key, json)
      else if (way === 'encrypt') printProcess(await encryptDatabase(deployment, { name, key, by }), json)
      else printProcess(await endEncryption(deployment, way, { name, by }), json)
    })
}
