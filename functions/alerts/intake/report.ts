import * as z from '../../../shared/shape.ts'
import { signalSource } from '../../../shared/signals.ts'
import { clean, letterOf } from './text.ts'

const schema = z.object({
  source: z.literal(signalSource),
  detail: z.object({
    mood: z.literal('report'),
    severity: z.optional(z.enum(['critical', 'warning'])),
    id: z.string().check(z.minLength(1), z.maxLength(200)),
    title: z.string(),
    body: z.string(),
    inLanguage: z.optional(z.object({ ko: z.optional(z.object({ title: z.string(), body: z.string() })) })),
    to: z.string(),
  }),
})

/** What one person gets by email, and nobody is called for. */
export interface Report {
  /** The same for every delivery. */
  readonly id: string
  readonly title: string
  /** Lines; where there are empty ones, they part its paragraphs. */
  readonly body: string
  /** How bad what it says is; nothing where all is well. */
  readonly severity?: 'critical' | 'warning' | undefined
  /** The same in Korean. */
  readonly ko?: { readonly title: string; readonly body: string } | undefined
  /** A responder, or a rotation: whoever is on call then. */
  readonly to: string
}

/** Reads a signal that is a report, or nothing where an event is none. */
export const reportOf = (raw: unknown): Report | undefined => {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) return undefined
  const { id, title, body, to, inLanguage, severity } = parsed.data.detail
  const ko = inLanguage?.ko
  return {
    id,
    title: clean(title),
    body: letterOf(body),
    ...(severity ? { severity } : {}),
    ...(ko ? { ko: { title: clean(ko.title), body: letterOf(ko.body) } } : {}),
    to,
  }
}
