import type { ReportRequest } from './view.ts'

const formType = 'application/x-www-form-urlencoded'

const isList = (value: unknown): boolean => typeof value === 'object' && value !== null

const articleOf = (value: unknown): string => (value === null ? 'null' : `a ${typeof value}`)

/**
 * The JSON that a report holds, as text: its body, or the field `payload` of a form, which is what GitHub sends by default.
 * @returns or what is wrong with it, for whoever sent it
 */
export const jsonIn = ({
  bytes,
  contentType,
}: Pick<ReportRequest, 'bytes' | 'contentType'>): { readonly text: string } | { readonly fault: string } => {
  if (bytes.length === 0)
    return { fault: 'the body is empty; expected JSON such as {"key":"disk","state":"firing","title":"disk 91 %"}' }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { fault: 'the body is not UTF-8' }
  }
  if (contentType === formType) {
    const payload = new URLSearchParams(text).get('payload')
    // curl --data says that JSON is a form.
    if (payload !== null) text = payload
  }
  try {
    const value: unknown = JSON.parse(text)
    return isList(value) ? { text } : { fault: `expected an object or a list of objects, got ${articleOf(value)}` }
  } catch (error) {
    return { fault: `the body is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
