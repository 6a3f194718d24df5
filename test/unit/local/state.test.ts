import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownProcesses } from '../../../local/own-processes.ts'
import { describeProcess, identifyProcess, isStillOurs, stopProcess } from '../../../local/processes.ts'
import {
  clearLocalState,
  readLocalState,
  readProcesses,
  writeLocalState,
  writeProcesses,
} from '../../../local/state.ts'

const directory = mkdtempSync(join(tmpdir(), 'nightshift-state-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A process with a child, in a group of its own. */
const startGroup = async (script: string) => {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = await once(child.stdout, 'data')
  return { child, said: String(said).trim(), ours: describeProcess('sample', child.pid ?? 0) }
}

test('nothing runs until something was written, and again after it was cleared', () => {
  expect([readLocalState(directory), readProcesses(directory)]).toEqual([undefined, []])
  const state = {
    endpoint: 'http://127.0.0.1:1',
    region: 'ap-northeast-2',
    account: '000000000000',
    outputs: { A: 'b' },
  }
  writeLocalState(state, directory)
  writeProcesses([{ name: 'emulator', pid: 1, identity: 'x' }], directory)
  expect(readLocalState(directory)).toEqual(state)
  expect(readProcesses(directory)).toHaveLength(1)
  clearLocalState(directory)
  expect([readLocalState(directory), readProcesses(directory)]).toEqual([undefined, []])
})

test('a file that is broken says what to do', () => {
  writeFileSync(join(directory, 'local.json'), '{')
  expect(() => readLocalState(directory)).toThrow(/local\.json cannot be read: delete it and start again/)
})

test('a process is known again, and its id in other hands is not', async () => {
  const { child, ours } = await startGroup('echo up; sleep 60')
  expect(isStillOurs(ours)).toBe(true)
  expect(isStillOurs({ ...ours, identity: `1 ${ours.identity}` })).toBe(false)
  const ended = once(child, 'exit')
  await stopProcess(ours)
  await ended
  expect(isStillOurs(ours)).toBe(false)
})

test('stopping ends the whole group, also who ignores SIGTERM, and removes the temporary directory', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'nightshift-'))
  const { child, ours, said } = await startGroup('trap "" TERM; sleep 60 & echo $!; wait; wait')
  const ended = once(child, 'exit')
  await stopProcess({ ...ours, temporary, graceMs: 100 })
  await ended
  expect(identifyProcess(Number(said))).toBeUndefined()
  expect(existsSync(temporary)).toBe(false)
})

test('a start that has started nothing leaves alone what another one runs', async () => {
  const processes = [{ name: 'emulator', pid: 1, identity: 'x' }]
  writeProcesses(processes, directory)
  await ownProcesses(directory).stopAll()
  expect(readProcesses(directory)).toEqual(processes)
})

test('a start ends and forgets what it has started', async () => {
  const { child, ours } = await startGroup('echo up; sleep 60')
  const ended = once(child, 'exit')
  const { keep, stopAll } = ownProcesses(directory)
  keep(ours)
  expect(readProcesses(directory)).toEqual([ours])
  await Promise.all([stopAll(), ended])
  expect([identifyProcess(ours.pid), readProcesses(directory)]).toEqual([undefined, []])
})

test('a process that has ended is nobody', () => {
  expect(identifyProcess(2 ** 30)).toBeUndefined()
  expect(() => describeProcess('ghost', 2 ** 30)).toThrow(/ghost .* ended as soon as it was started/)
})
