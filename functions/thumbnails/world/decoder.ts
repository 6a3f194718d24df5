import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { TransientError } from '../../../shared/errors.ts'
import { frontOf, lengthsOf, type Message, messageOf, prefixBytes } from '../decode/message.ts'
import type { Done, Work } from '../decode/work.ts'

/** What one picture may take. Milliseconds, and bytes of the process's resident memory. */
export interface Limits {
  readonly milliseconds: number
  readonly bytes: number
  /** Whether the picture needs a process that has done nothing before: what others left behind adds up. */
  readonly fresh?: boolean
}

/** How a picture ended: with an answer, or with the decoder, which was killed or died of it. */
export type Ending =
  | { readonly state: 'answered'; readonly answer: Message<Done> }
  | { readonly state: 'too-slow' | 'too-much-memory' | 'crashed' }

interface Decoder {
  used: boolean
  readonly process: ChildProcess
  readonly input: Socket
  readonly output: Socket
}

/** The program of the decoder: a file beside this one, or beside the bundle that this one is in. */
const program = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../decode/child.ts' : 'decode.mjs')

/** How often the decoder's memory is looked at, in milliseconds: it grows by some 50 MB in that time. */
const lookEvery = 50

/** Above so many bytes of resident memory a decoder is replaced when it is done: libvips and malloc give little back. */
const heavy = 200e6

/** Signals with which a program ends that a picture has broken. */
const crashes = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP'])

let ready: Decoder | undefined

/** Nothing of the function's environment is passed on: what decodes strangers' files has no credentials. */
const environment = {
  // Lambda's Node.js finds its own libraries by it.
  ...(process.env.LD_LIBRARY_PATH && { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH }),
  // Two arenas keep the peak at 0.6 of what glibc's default makes it.
  MALLOC_ARENA_MAX: '2',
  VIPS_CONCURRENCY: '1',
  VIPS_BLOCK_UNTRUSTED: '1',
}

const spawnDecoder = (): Decoder => {
  const child = spawn(process.execPath, ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning', program], {
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  })
  const { stdin: input, stdio } = child
  const [, , , output] = stdio
  if (!(input instanceof Socket && output instanceof Socket)) throw new TypeError('A decoder without pipes')
  const decoder: Decoder = { used: false, process: child, input, output }
  const forget = () => {
    if (ready === decoder) ready = undefined
  }
  child.once('exit', forget).once('error', forget)
  // What a broken pipe means is told by the process's end.
  input.on('error', () => {})
  output.on('error', () => {})
  // A decoder that waits does not keep its function from ending; it ends itself when the pipe closes.
  for (const handle of [child, input, output]) handle.unref()
  return decoder
}

/**
 * Starts the process that decodes, unless it runs. That takes some 100 ms, so it is done while the original is still on its
 * way. It is kept from one picture to the next.
 */
export const startDecoder = (): void => {
  ready ??= spawnDecoder()
}

/** Ends the decoder at once, if there is one. */
export const stopDecoder = (): void => {
  ready?.process.kill('SIGKILL')
  ready = undefined
}

/** Resident memory in bytes; 0 where the system does not say (macOS). https://man7.org/linux/man-pages/man5/proc.5.html */
const residentBytes = (pid: number | undefined): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Reads one message; settles only when it is complete. */
const readAnswer = (output: Socket, done: (answer: Message<Done>) => void): (() => unknown) => {
  const chunks: Buffer[] = []
  let bytes = 0
  let wanted = prefixBytes
  const take = (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes < wanted) return
    const got = Buffer.concat(chunks.splice(0))
    chunks.push(got)
    const { head, parts } = lengthsOf(got)
    wanted = prefixBytes + head + parts
    if (bytes >= wanted)
      done(messageOf<Done>(got.subarray(prefixBytes, prefixBytes + head), got.subarray(prefixBytes + head)))
  }
  output.on('data', take)
  return () => output.off('data', take)
}

const send = (input: Socket, work: Message<Work>): void => {
  input.write(frontOf(work))
  for (const part of work.parts) input.write(part)
}

const decodeWith = ({ process: child, input, output }: Decoder, work: Message<Work>, limits: Limits): Promise<Ending> =>
  new Promise((resolve, reject) => {
    let killedFor: 'too-slow' | 'too-much-memory' | undefined
    const kill = (why: typeof killedFor) => {
      killedFor ??= why
      child.kill('SIGKILL')
    }
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      settle()
      if (killedFor) resolve({ state: killedFor })
      else if (signal && crashes.has(signal)) resolve({ state: 'crashed' })
      else reject(new TransientError(`The decoder ended by itself (${signal ?? `status ${code}`})`))
    }
    const failed = (error: Error) => {
      settle()
      reject(new TransientError(`The decoder cannot be started: ${error.message}`))
    }
    const look = setInterval(() => {
      if (residentBytes(child.pid) > limits.bytes) kill('too-much-memory')
    }, lookEvery)
    const deadline = setTimeout(() => kill('too-slow'), limits.milliseconds)
    const stopReading = readAnswer(output, (answer) => {
      // It came too late: the process is dying, and the next picture must not get it.
      if (killedFor) return
      settle()
      resolve({ state: 'answered', answer })
    })
    const settle = () => {
      clearInterval(look)
      clearTimeout(deadline)
      stopReading()
      child.off('exit', ended).off('error', failed)
    }
    child.once('exit', ended).once('error', failed)
    send(input, work)
  })

let last: Promise<unknown> = Promise.resolve()

const decodeNow = async (work: Message<Work>, limits: Limits): Promise<Ending> => {
  if (limits.fresh && ready?.used) stopDecoder()
  const decoder = ready ?? spawnDecoder()
  ready = decoder
  decoder.used = true
  const ending = await decodeWith(decoder, work, limits)
  if (ending.state === 'answered' && residentBytes(decoder.process.pid) > heavy) stopDecoder()
  return ending
}

/**
 * Has one picture decoded, in a process that is killed when it takes too long or too much: native code cannot be stopped in
 * any other way, nor by a worker's `terminate`. One at a time; others wait.
 * @throws TransientError when the process was ended from outside, or cannot be started
 */
export const decode = (work: Message<Work>, limits: Limits): Promise<Ending> => {
  const next = last.then(() => decodeNow(work, limits))
  last = next.catch(() => {})
  return next
}
