import type { Answer, Refusal } from './answer.ts'
import type { Call } from './call.ts'
import type { Outcome } from './rule.ts'

type Input = Call['input']

const inOrder = (keys: readonly string[]): string[] =>
  keys.toSorted((a, b) => Number(/(\d+)/.exec(a)?.[1] ?? 0) - Number(/(\d+)/.exec(b)?.[1] ?? 0))

/**
 * A list of the query protocols: `InstanceId.1` of EC2, `Name.member.1` or `Filters.Filter.1` of the others.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const listOf = (input: Input, name: string): string[] => {
  const pattern = new RegExp(`^${name}\\.(?:\\w+\\.)?\\d+$`)
  return inOrder(Object.keys(input).filter((key) => pattern.test(key))).map((key) => String(input[key]))
}

/** The filters of a call, by their names, whether `Filter.1.Value.2` or `Filters.Filter.1.Values.Value.2`. */
export const filtersOf = (input: Input): ReadonlyMap<string, readonly string[]> => {
  const names = Object.keys(input).filter((key) => /^Filters?\.(?:\w+\.)?\d+\.Name$/.test(key))
  return new Map(
    names.map((key) => {
      const stem = key.slice(0, -'.Name'.length).replaceAll('.', '\\.')
      const values = inOrder(Object.keys(input).filter((each) => new RegExp(`^${stem}\\.Values?\\.`).test(each)))
      return [String(input[key]), values.map((each) => String(input[each]))]
    }),
  )
}

/** A value of an answer: an absent one is left out, a list has the element that its name says. */
export type Value = string | number | boolean | Date | undefined | readonly Value[] | { readonly [name: string]: Value }

const escapeText = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** What the members of a list are called, by the list's name; `fallback` for all others. */
export type ElementNames = (list: string) => string

const inner = (value: Exclude<Value, undefined>, name: string, element: ElementNames): string => {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((each: Value) => tag(element(name), each, element)).join('')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([each, part]) => tag(each, part as Value, element))
      .join('')
  return escapeText(String(value))
}

const tag = (name: string, value: Value, element: ElementNames): string =>
  value === undefined ? '' : `<${name}>${inner(value, name, element)}</${name}>`

const xml = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': '00000000-0000-4000-8000-0000000000fb' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
})

/** Success in EC2's protocol, where every list is of `item`s. */
export const ec2Answer = (action: string, value: { readonly [name: string]: Value }): Answer =>
  xml(`<${action}Response>${inner(value, '', () => 'item')}</${action}Response>`)

/** Success in the query protocol. @param element names of list members; `member` by default */
export const resultAnswer = (
  action: string,
  value: { readonly [name: string]: Value },
  element: ElementNames = () => 'member',
): Answer =>
  xml(`<${action}Response><${action}Result>${inner(value, '', element)}</${action}Result></${action}Response>`)

/** What a played service throws to refuse a call. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(status: number, code: string, message: string) {
    super(message)
    this.refusal = { status, code, message }
  }
}

/** The outcome of a played call: its answer, or its refusal. */
export const played = (play: () => Answer): Outcome => {
  try {
    return { answer: play() }
  } catch (error) {
    if (error instanceof Refused) return { refuse: error.refusal }
    throw error
  }
}

/** One page of a list. @param token where the page begins, as it was given for the page before */
export const pageOf = <Item>(
  items: readonly Item[],
  token: unknown,
  size: number,
): { readonly page: readonly Item[]; readonly next: string | undefined } => {
  const from = typeof token === 'string' && token !== '' ? Number(token) : 0
  return {
    page: items.slice(from, from + size),
    next: from + size < items.length ? String(from + size) : undefined,
  }
}
