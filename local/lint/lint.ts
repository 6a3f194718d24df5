import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { InstalledEmulator } from '../emulator-install.ts'

/** Something that cfn-lint has against a template. */
export interface Finding {
  /** Name of the template. */
  readonly template: string
  /** `E3002`, for example: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md */
  readonly rule: string
  /** `Resources/Table/Properties/TableName` */
  readonly path: string
  readonly message: string
}

interface Reported {
  readonly Filename: string
  readonly Location: { readonly Path: readonly (string | number)[] | null }
  readonly Message: string
  readonly Rule: { readonly Id: string }
}

/** What a template of ours has on purpose: a rule, the words of its finding, and why it is well. */
const meant: readonly { readonly rule: string; readonly message: RegExp; readonly reason: string }[] = [
  {
    rule: 'W3005',
    message: /already enforced/,
    reason: 'CDK writes DependsOn for a role and its policies, beside the reference: it is twice, and not wrong',
  },
  {
    rule: 'W3691',
    message: /^Engine version '\d+' /,
    reason: 'a major version alone is RDS\'s newest of its minor ones, and cfn-lint\'s list has each as "deprecated"',
  },
  {
    rule: 'E3006',
    message: /^Resource type 'AWS::Lambda::Url' does not exist in 'mx-central-1'/,
    reason:
      "AWS's page on function URLs does not exclude that region: the config warns of it (shared/config/regions.ts)",
  },
]

const isMeant = ({ rule, message }: Finding): boolean =>
  meant.some((each) => each.rule === rule && each.message.test(message))

/** cfn-lint ends with bits of 2, 4 and 8 for errors, warnings and notes; with others where it could not do its work. */
const linted = (code: unknown): boolean => typeof code === 'number' && (code & ~14) === 0

const run = async (
  { python, pythonPath }: InstalledEmulator,
  args: readonly string[],
): Promise<readonly Reported[]> => {
  const program = 'import sys; from cfnlint.runner import main; sys.exit(main())'
  const child = spawn(python, ['-c', program, ...args], {
    env: { ...process.env, ...(pythonPath ? { PYTHONPATH: pythonPath } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (!linted(code)) throw new Error(`cfn-lint ended with ${code}: ${complained || said}`)
  return JSON.parse(said) as readonly Reported[]
}

/**
 * Holds templates against CloudFormation's schemas as they are in these regions, and against what cfn-lint knows beside them.
 * @param templates by any name
 * @returns findings of every level, but those that are meant
 * @throws Error where cfn-lint cannot do its work, for example since it does not know a region
 */
export const lintTemplates = async (
  installed: InstalledEmulator,
  templates: Readonly<Record<string, object>>,
  regions: readonly string[],
): Promise<readonly Finding[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-lint-'))
  try {
    const files = new Map(
      Object.entries(templates).map(([name, template], index) => {
        const file = join(directory, `${index}.json`)
        writeFileSync(file, JSON.stringify(template))
        return [file, name]
      }),
    )
    const reported = await run(installed, ['--format', 'json', '--regions', ...regions, '--', ...files.keys()])
    return reported
      .map(({ Filename, Location, Message, Rule }) => ({
        template: files.get(Filename) ?? Filename,
        rule: Rule.Id,
        path: (Location.Path ?? []).join('/'),
        message: Message,
      }))
      .filter((finding) => !isMeant(finding))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
