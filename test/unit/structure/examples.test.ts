import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'

const page = readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8')
const section = page.slice(page.indexOf('## For programs that hold the pure engines'))
const examples = [
  ...section.matchAll(/```ts\n((?:(?!```)[\s\S])*)```\n\nIt prints:\n\n```text\n((?:(?!```)[\s\S])*)```/g),
]

test.each([
  ['calendars', 'calendarOf'],
  ['the firewall', 'firewallReplay'],
  ['lifecycle', 'simulateKey'],
  ['credential reports', 'auditCredentials'],
  ['addresses of pictures', 'verifyAddress'],
])('the example of %s prints what the page says', (_, name) => {
  const [, code = '', printed = ''] = examples.find(([whole]) => whole.includes(name)) ?? []
  expect(code).toContain(name)
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: projectRoot,
    encoding: 'utf8',
    // Nothing of the environment is needed.
    env: {},
  })
  expect(stderr).toBe('')
  expect(stdout).toBe(printed)
})
