import { gunzipSync } from 'node:zlib'
import { errorName } from '../../../shared/errors.ts'
import { formIn } from './form-in.ts'
import type { ReportRequest } from './view.ts'

/** Most bytes that a compressed body may have when it is not: as much as one that comes as it is. */
const mostBytes = 1_000_000

const isList = (value: unknown): boolean => typeof value === 'object' && value !== null

const articleOf = (value: unknown): string => (value === null ? 'null' : `a ${typeof value}`)

type Report = Pick<ReportRequest, 'bytes' | 'contentType' | 'boundary'>

/** The body as it was before somebody compressed it, whatever its header says. */
const inflated = (bytes: Uint8Array): Uint8Array | { readonly fault: string } => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch (error) {
    return {
      fault:
        errorName(error) === 'RangeError'
          ? `the body is compressed and has more than ${mostBytes} bytes when it is not`
          : 'the body begins as gzip does, and cannot be decompressed',
    }
  }
}

/**
 * The JSON that a report holds, as text: its body, compressed by gzip or not, or what a form holds, which is what GitHub sends by default.
 * @returns or what is wrong with it, for whoever sent it
 */
export const jsonIn = (report: Report): { readonly text: string } | { readonly fault: string } => {
  const { contentType, boundary } = report
  if (report.bytes.length === 0)
    return { fault: 'the body is empty; expected JSON such as {"key":"disk","state":"firing","title":"disk 91 %"}' }
  const bytes = inflated(report.bytes)
  if ('fault' in bytes) return bytes
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { fault: 'the body is not UTF-8' }
  }
  // curl --data says that JSON is a form.
  const isForm = contentType === 'application/x-www-form-urlencoded' && !/^\s*[[{]/.test(text)
  if (isForm || (contentType === 'multipart/form-data' && boundary !== undefined))
    text = formIn(text, isForm ? undefined : boundary) ?? text
  try {
    const value: unknown = JSON.parse(text)
    return isList(value) ? { text } : { fault: `expected an object or a list of objects, got ${articleOf(value)}` }
  } catch (error) {
    return { fault: `the body is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
