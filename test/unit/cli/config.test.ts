import { jest } from '@jest/globals'
import { Command } from 'commander'
import { configVersion } from '../../../api/config-version.ts'
import { registerConfig } from '../../../cli/config.ts'
import { fakeDeployment } from '../api/deployment.ts'

const version = configVersion(fakeDeployment({}).config)

const run = async (outputs: Record<string, string>, ...words: string[]) => {
  const printed: string[] = []
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  const program = new Command('nightshift').exitOverride()
  registerConfig(program, async () => fakeDeployment({ outputs }))
  // Another file of the same worker may have left one.
  process.exitCode = undefined
  await program.parseAsync(['config', ...words], { from: 'user' })
  const { exitCode } = process
  process.exitCode = undefined
  return { printed, exitCode }
}

afterEach(() => jest.restoreAllMocks())

test('what is deployed is the checkout', async () => {
  expect(await run({ ConfigVersion: version })).toEqual({
    printed: [`The same: version ${version} is deployed.`],
    exitCode: undefined,
  })
})

test('it differs: which versions, what to do, and exit 1', async () => {
  const { printed, exitCode } = await run({ ConfigVersion: '000000000000' })
  expect(printed).toEqual([expect.stringContaining('deployed is 000000000000. To deploy it: npm run deploy')])
  expect(exitCode).toBe(1)
  expect((await run({})).printed).toEqual([expect.stringContaining('one that does not say its version')])
})

test('--json', async () => {
  const { printed } = await run({ ConfigVersion: version }, '--json')
  expect(JSON.parse(printed[0] ?? '')).toEqual([{ checkout: version, deployed: version, same: true }])
})
