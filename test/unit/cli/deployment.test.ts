import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../../api/usage-error.ts'
import { expectAnswer, readConfigFile, readLocalState } from '../../../cli/deployment.ts'

describe("where the laptop's Nightshift is", () => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-state-'))
  const file = join(directory, 'local.json')
  afterAll(() => rmSync(directory, { recursive: true }))

  test('nobody knows without the file, and a damaged one is no answer', () => {
    expect(readLocalState(file)).toBeUndefined()
    writeFileSync(file, '{')
    expect(() => readLocalState(file)).toThrow(/local\.json cannot be read .*: delete it/)
  })

  test('whoever listens there is enough, and nobody is told with what to do', async () => {
    const server = createServer((_, answer) => answer.writeHead(404).end()).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(expectAnswer({ endpoint })).resolves.toBeUndefined()
    await new Promise((resolve) => server.close(resolve))
    await expect(expectAnswer({ endpoint })).rejects.toThrow(/nobody answers at .*npm stop/)
  })
})

describe('a config of another file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-config-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const example = join(import.meta.dirname, '..', '..', '..', 'nightshift.config.ts')

  test('is read with its defaults', async () => {
    expect(await readConfigFile(example)).toMatchObject({ name: 'corner-shop', firewall: { ipv6: 64 } })
  })

  test('one that is not there, and what is wrong in one, are said with its name', async () => {
    const missing = join(directory, 'missing.ts')
    await expect(readConfigFile(missing)).rejects.toBeInstanceOf(UsageError)
    await expect(readConfigFile(missing)).rejects.toThrow(`${missing} cannot be read: there is no such file`)
    const wrong = join(directory, 'wrong.mjs')
    writeFileSync(wrong, 'export const config = { name: "shop" }')
    await expect(readConfigFile(wrong)).rejects.toThrow(`${wrong}: `)
    const none = join(directory, 'none.mjs')
    writeFileSync(none, 'export const other = 1')
    await expect(readConfigFile(none)).rejects.toThrow('exports `other`')
  })
})
