import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAnswer, readLocalState } from '../../../cli/deployment.ts'

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
