import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { jest } from '@jest/globals'
import type { Work } from '../../../functions/thumbnails/decode/work.ts'
import { decode, type Limits, startDecoder, stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { scanBomb } from '../../../local/tour/scan-bomb.ts'
import { makeValid } from '../../corpus/make.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

// Processes are started and killed, on machines that may have much else to do.
jest.setTimeout(30_000)

/** Where the system tells of its processes. */
const onLinux = process.platform === 'linux' ? test : test.skip

const work: Work = { type: 'jpeg', recipe: plainRecipe, watermark: undefined }
const generous: Limits = { milliseconds: 30_000, bytes: 1e9 }
const { jpeg: photo } = await makeValid()
// Takes half a minute, and cannot be stopped by libvips: nobody looks at a clock inside of it.
const bomb = scanBomb(7000, 7000, 2647)

const decoded = (bytes: Uint8Array, limits = generous) => decode({ head: work, parts: [bytes] }, limits)

/** Numbers of the processes that this thread has started and that run the decoder; another thread's suites have their own. */
const decoders = (): string[] =>
  readFileSync('/proc/thread-self/children', 'latin1')
    .split(' ')
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('decode/child.ts')
      } catch {
        return false
      }
    })

const expectThumbnail = async (bytes: Uint8Array = photo) =>
  expect(await decoded(bytes)).toMatchObject({
    state: 'answered',
    answer: { head: { thumbnails: [{ name: 'small', width: 20, height: 15 }] } },
  })

afterAll(stopDecoder)

onLinux('one process makes many pictures, one after the other, however many are asked for at once', async () => {
  startDecoder()
  startDecoder()
  await Promise.all([expectThumbnail(), expectThumbnail(), expectThumbnail()])
  expect(decoders()).toHaveLength(1)
})

onLinux('what takes too long is killed, and the next picture is made', async () => {
  const poisoned = decoded(bomb, { ...generous, milliseconds: 700 })
  const neighbour = expectThumbnail()
  expect(await poisoned).toEqual({ state: 'too-slow' })
  await neighbour
  expect(decoders()).toHaveLength(1)
})

onLinux('what takes too much memory is killed, and the next picture is made', async () => {
  expect(await decoded(bomb, { ...generous, bytes: 150e6 })).toEqual({ state: 'too-much-memory' })
  await expectThumbnail()
})

onLinux('an answer that comes after the deadline does not leave a dying process for the next picture', async () => {
  await expectThumbnail()
  const late = decoded(photo, { ...generous, milliseconds: 1 })
  await new Promise(process.nextTick)
  // The answer lies in the pipe when the deadline is seen: nothing else can run in between.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  expect(await late).toEqual({ state: 'too-slow' })
  await expectThumbnail()
})

onLinux.each([
  ['SIGSEGV', 'the picture has done it', { state: 'crashed' }],
  ['SIGABRT', 'the picture has done it', { state: 'crashed' }],
])('a decoder that dies of %s: %s', async (signal, _, ending) => {
  await expectThumbnail()
  const poisoned = decoded(bomb)
  await new Promise(setImmediate)
  for (const pid of decoders()) process.kill(Number(pid), signal as NodeJS.Signals)
  expect(await poisoned).toEqual(ending)
  await expectThumbnail()
})

onLinux('a decoder that is killed from outside is no fault of the picture', async () => {
  await expectThumbnail()
  const unlucky = decoded(bomb)
  await new Promise(setImmediate)
  for (const pid of decoders()) process.kill(Number(pid), 'SIGKILL')
  await expect(unlucky).rejects.toMatchObject({ name: 'TransientError' })
  await expectThumbnail()
})

onLinux('a picture that needs a fresh process gets one, and only where the old one was used', async () => {
  stopDecoder()
  startDecoder()
  await decoded(photo, { ...generous, fresh: true })
  const [first] = decoders()
  await decoded(photo)
  expect(decoders()).toEqual([first])
  await decoded(photo, { ...generous, fresh: true })
  expect(decoders()).not.toContain(first)
})

test.each([
  ['png', photo],
  ['jpeg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')],
])('where a %s was seen, no other loader runs', async (type, bytes) => {
  await expectThumbnail()
  const ending = await decode({ head: { ...work, type }, parts: [bytes] }, generous)
  expect(ending).toMatchObject({ answer: { head: { fault: expect.stringContaining('unsupported'), decoded: false } } })
})

onLinux('a decoder has none of the function’s environment', async () => {
  process.env.AWS_SESSION_TOKEN = 'secret'
  stopDecoder()
  await expectThumbnail()
  const [pid] = decoders()
  const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
  delete process.env.AWS_SESSION_TOKEN
  expect(environment).not.toContain('AWS')
  expect(environment).toContain('MALLOC_ARENA_MAX=2')
})

test('a function that ends leaves no decoder behind', () => {
  const script = `
    import { decode } from './functions/thumbnails/world/decoder.ts'
    const { state } = await decode({ head: ${JSON.stringify(work)}, parts: [Buffer.from('${photo.toString('base64')}', 'base64')] }, ${JSON.stringify(generous)})
    console.log(state)`
  const options = { encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH } } as const
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim()).toBe('answered')
})
