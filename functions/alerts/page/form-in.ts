/** Fields of a form that hold a whole report: GitHub's, and Uptime Kuma's where its body is "form-data". */
const wholes = ['payload', 'data'] as const

/** Fields of our own form, for whoever sends them one by one, as with `curl -d key=disk -d state=firing`. */
const ownFields = ['key', 'dedup', 'title', 'summary', 'text', 'details']

/** Most fields of a form that are read. */
const mostFields = 100

/** The fields of a form, the first of each name. https://www.rfc-editor.org/rfc/rfc7578 */
const fieldsOf = (text: string, boundary: string | undefined): Map<string, string> => {
  const pairs: readonly (readonly [string, string])[] =
    boundary === undefined
      ? [...new URLSearchParams(text)]
      : text.split(`--${boundary}`, mostFields).flatMap((part) => {
          const [, head = '', value = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(part) ?? []
          const name = /^content-disposition:.*;\s*name="([^"]*)"/im.exec(head)?.[1]
          return name === undefined ? [] : [[name, value] as const]
        })
  return new Map(pairs.slice(0, mostFields).toReversed())
}

/**
 * The JSON that a form holds: in one of its fields, or made of the fields of our own form. Nothing where it is none: curl says of JSON that it is a form.
 * @param boundary of a multipart form; nothing for an urlencoded one
 */
export const formIn = (text: string, boundary?: string): string | undefined => {
  const fields = fieldsOf(text, boundary)
  const whole = wholes.map((name) => fields.get(name)).find((value) => value !== undefined)
  if (whole !== undefined) return whole
  return ownFields.some((name) => fields.has(name)) ? JSON.stringify(Object.fromEntries(fields)) : undefined
}
