import { decodeOnce } from '../../../shared/firewall/paths.ts'
import type { EvidenceLine } from './counts.ts'
import { copyShort, viewOf } from './seek.ts'
import type { LineReader, Spans } from './spans.ts'

/** Bytes that are kept of a part of a line, and of all that a line has. */
export const longestParts = { method: 16, host: 128, path: 256, agent: 256 } as const
const longestLine = 656

/** Bytes of all lines that are kept before a piece is cut. */
const room = 8 * 1024 ** 2

/** Numbers that are kept of each line: when, its status and number, where its text begins, and from where to where each part lies in it. */
const width = 13

export interface Evidence {
  /** Keeps a line. @returns its number */
  readonly keep: (spans: Spans, line: number) => number
  /** A number of one's own, whose line may be replaced. */
  readonly reserve: () => number
  /** Keeps a line instead of what the number stood for. */
  readonly replace: (reserved: number, spans: Spans, line: number) => void
  readonly show: (kept: number, reader: Pick<LineReader, 'undo'>) => EvidenceLine
  readonly isFull: () => boolean
  /** Forgets all lines. */
  readonly clear: () => void
}

/** Lines as they stand in the log, until somebody asks for them: most are never shown. */
export const makeEvidence = (): Evidence => {
  let text = Buffer.allocUnsafeSlow(64 * 1024)
  let view = new DataView(text.buffer)
  let end = 0
  let kept = 0
  let about = new Int32Array(256 * width)
  /** What agents of this piece are shown as, of which there are few. */
  const agents = new Map<string, string>()

  const agentShown = (latin1: string): string => {
    const known = agents.get(latin1)
    if (known !== undefined) return known
    const text = utf8Of(decodeOnce(latin1))
    agents.set(latin1, text)
    return text
  }

  const makeRoom = (bytes: number): void => {
    if (end + bytes > text.length) {
      const larger = Buffer.allocUnsafeSlow(text.length * 2)
      text.copy(larger, 0, 0, end)
      text = larger
      view = new DataView(text.buffer)
    }
    if ((kept + 1) * width <= about.length) return
    const larger = new Int32Array(about.length * 2)
    larger.set(about)
    about = larger
  }

  const notePart = (base: number, part: number, from: number, to: number): void => {
    about[base + 5 + part * 2] = from
    about[base + 6 + part * 2] = to
  }

  /** Copies one part. @returns how far the text reaches */
  const copyPart = (bytes: Buffer, from: number, to: number, most: number, start: number, used: number): number => {
    if (from < 0) return used
    const end = Math.min(to, from + most)
    copyShort(viewOf(bytes), from, view, start + used, end - from)
    return used + end - from
  }

  /** Copies the parts to a place, all at once where they stand together. @returns how many bytes they take */
  const copy = (spans: Spans, start: number, base: number): number => {
    const { bytes, methodFrom, pathFrom, agentFrom } = spans
    const isNamed = saysSomething(bytes, spans.hostFrom, spans.hostTo)
    const hasOther = !isNamed && saysSomething(bytes, spans.nameFrom, spans.nameTo)
    const hostFrom = isNamed ? spans.hostFrom : hasOther ? spans.nameFrom : -1
    const hostTo = isNamed ? spans.hostTo : spans.nameTo
    const whole = spans.agentTo - methodFrom
    const inOrder = methodFrom >= 0 && methodFrom < pathFrom && pathFrom < agentFrom
    if (inOrder && whole <= longestLine - longestParts.host) {
      copyShort(viewOf(bytes), methodFrom, view, start, whole)
      const end = copyPart(bytes, hostFrom, hostTo, longestParts.host, start, whole)
      notePart(base, 0, 0, spans.methodTo - methodFrom)
      notePart(base, 1, whole, hostFrom < 0 ? -1 : end)
      notePart(base, 2, pathFrom - methodFrom, spans.pathTo - methodFrom)
      notePart(base, 3, agentFrom - methodFrom, whole)
      return end
    }
    const method = copyPart(bytes, methodFrom, spans.methodTo, longestParts.method, start, 0)
    notePart(base, 0, 0, methodFrom < 0 ? -1 : method)
    const host = copyPart(bytes, hostFrom, hostTo, longestParts.host, start, method)
    notePart(base, 1, method, hostFrom < 0 ? -1 : host)
    const path = copyPart(bytes, pathFrom, spans.pathTo, longestParts.path, start, host)
    notePart(base, 2, host, pathFrom < 0 ? -1 : path)
    const agent = copyPart(bytes, agentFrom, spans.agentTo, longestParts.agent, start, path)
    notePart(base, 3, path, agentFrom < 0 ? -1 : agent)
    return agent
  }

  const note = (base: number, spans: Spans, line: number): void => {
    about[base] = spans.minute
    about[base + 1] = spans.ms
    about[base + 2] = spans.status
    about[base + 3] = line
  }

  return {
    keep: (spans, line) => {
      makeRoom(longestLine)
      const base = kept * width
      note(base, spans, line)
      about[base + 4] = end
      end += copy(spans, end, base)
      kept += 1
      return kept - 1
    },
    reserve: () => {
      makeRoom(longestLine)
      about[kept * width + 4] = end
      end += longestLine
      kept += 1
      return kept - 1
    },
    replace: (reserved, spans, line) => {
      const base = reserved * width
      note(base, spans, line)
      copy(spans, about[base + 4] ?? 0, base)
    },
    show: (number, { undo }) => {
      const base = number * width
      const part = (index: number, most: number): string | undefined => {
        const start = (about[base + 4] ?? 0) + (about[base + 5 + index * 2] ?? 0)
        const to = about[base + 6 + index * 2] ?? -1
        if (to < 0) return undefined
        const latin1 = text.toString('latin1', start, Math.min((about[base + 4] ?? 0) + to, start + most))
        return latin1 === '-' ? undefined : undo(latin1)
      }
      const { method, host, path, agent } = {
        method: part(0, longestParts.method),
        host: part(1, longestParts.host),
        path: part(2, longestParts.path),
        agent: part(3, longestParts.agent),
      }
      return {
        at: new Date((about[base] ?? 0) * 60_000 + (about[base + 1] ?? 0)).toISOString(),
        method: shown(method),
        host: shown(host),
        path: path === '' ? '/' : shown(path),
        status: about[base + 2] ?? 0,
        agent: agent === undefined ? undefined : agentShown(agent),
        line: about[base + 3] ?? 0,
      }
    },
    isFull: () => end > room,
    clear: () => {
      end = 0
      kept = 0
      agents.clear()
    },
  }
}

const dash = 45

/** Whether a part is there, and is more than a dash. */
const saysSomething = (bytes: Buffer, from: number, to: number): boolean =>
  from >= 0 && to > from && (to - from > 1 || bytes[from] !== dash)

const utf8Of = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

const shown = (latin1: string | undefined): string | undefined => (latin1 === undefined ? undefined : utf8Of(latin1))
