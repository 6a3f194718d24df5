import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contactChannels, lastResort } from '../../../functions/alerts/channels/index.ts'
import { projectRoot } from '../../../local/places.ts'

/** Where a channel is known by its name: in its own file, and in the list. */
const home = 'functions/alerts/channels/'

const names = [...Object.keys(contactChannels), lastResort].join('|')
// `z.email` is zod's own.
const known = new RegExp(
  `(['"\`])(${names})\\1|(?<!\\bz)\\??\\.(${Object.keys(contactChannels).join('|')})\\b(?!\\.ts|-)|#(${names})\\b`,
)

/** A text without its comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

test('no other code than its own file, and the list of all, knows a channel by its name', () => {
  const files = globSync(
    ['functions', 'api', 'shared', 'infra', 'cli', 'local'].map((folder) => `${folder}/**/*.ts`),
    { cwd: projectRoot },
  ).filter((file) => !file.startsWith(home))
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) =>
    codeOf(readFileSync(join(projectRoot, file), 'utf8'))
      .split('\n')
      .flatMap((line) => (known.test(line) ? [`${file}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})

test('the test sees a name where there is one', () => {
  for (const line of ["channel === 'sms'", 'responder?.email', 'config.sms', `digest#\${to}#topic`])
    expect([line, known.test(line)]).toEqual([line, true])
  for (const line of ["from './sms.ts'", "'mina@corner-shop.example'", 'sms-regions'])
    expect([line, known.test(line)]).toEqual([line, false])
})
