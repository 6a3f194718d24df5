import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diedHere } from '../../../cli/status.ts'
import { ownProcesses } from '../../../local/own-processes.ts'
import { describeProcess, hasLivingGroup, identifyProcess, isStillOurs, stopProcess } from '../../../local/processes.ts'
import {
  clearLocalState,
  noteTask,
  readLocalState,
  readProcesses,
  readTasks,
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

describe('the process of a task', () => {
  test('is known until its end, though its shell becomes another program', async () => {
    const { child, ours } = await startGroup('echo up; exec sleep 60')
    const forget = noteTask({ ...ours, identity: ours.identity.replace(/ .*/, ' sh') }, directory)
    expect(readTasks(directory).map(({ pid }) => pid)).toEqual([child.pid])
    expect(readTasks(directory).filter(hasLivingGroup)).toHaveLength(1)
    await stopProcess(ours)
    expect(readTasks(directory).filter(hasLivingGroup)).toEqual([])
    forget()
    expect(readTasks(directory)).toEqual([])
  })

  test('that has left children behind is not over', async () => {
    const { child, ours } = await startGroup('sleep 60 & echo up; sleep 0.5')
    if (child.exitCode === null) await once(child, 'exit')
    expect(isStillOurs(ours)).toBe(false)
    expect(hasLivingGroup(ours)).toBe(true)
    await stopProcess(ours)
    expect(hasLivingGroup(ours)).toBe(false)
  })

  test('is ended with the start that it belongs to, whoever started it', async () => {
    const [standIn, task] = [await startGroup('echo up; sleep 60'), await startGroup('echo up; sleep 60')]
    const { keep, stopAll } = ownProcesses(directory)
    keep(standIn.ours)
    noteTask(task.ours, directory)
    await stopAll()
    expect([isStillOurs(standIn.ours), hasLivingGroup(task.ours)]).toEqual([false, false])
    expect(readTasks(directory)).toEqual([])
  })
})

test('status says which process has died', async () => {
  const { ours } = await startGroup('echo up; sleep 60')
  expect(diedHere([ours])).toEqual([])
  await stopProcess(ours)
  expect(diedHere([ours])).toEqual([expect.stringContaining(`sample (process ${ours.pid}) has died`)])
})
