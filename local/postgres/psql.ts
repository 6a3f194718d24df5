import { connect } from 'node:net'
import { parseArgs } from 'node:util'

// psql as far as the check of a restored database calls it, for laptops that have none: one question, its rows without a table around them, and
// psql's exit codes: 1 for an error of SQL, 2 for no connection. Trusted connections and passwords in clear text; no encryption.

const { values } = parseArgs({
  options: {
    'no-psqlrc': { type: 'boolean', short: 'X' },
    'no-align': { type: 'boolean', short: 'A' },
    'tuples-only': { type: 'boolean', short: 't' },
    'no-password': { type: 'boolean', short: 'w' },
    variable: { type: 'string', short: 'v' },
    command: { type: 'string', short: 'c' },
  },
})
const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres', PGDATABASE = PGUSER, PGPASSWORD = '' } = process.env

const end = (code: number, words?: string): void => {
  if (words !== undefined) process.stderr.write(`${words}\n`)
  process.exitCode = code
  socket.destroy()
}

const message = (letter: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(letter), length, body])
}

const startup = (): Buffer => {
  const version = Buffer.alloc(4)
  version.writeInt32BE(196_608)
  return message('', Buffer.concat([version, Buffer.from(`user\0${PGUSER}\0database\0${PGDATABASE}\0\0`)]))
}

const rowText = (body: Buffer): string => {
  let at = 2
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const length = body.readInt32BE(at)
    at += 4 + Math.max(0, length)
    return length < 0 ? '' : body.subarray(at - length, at).toString()
  }).join('|')
}

/** Fields of an error: each a letter and a text. */
const errorText = (body: Buffer): string => {
  const fields = Object.fromEntries(
    body
      .toString()
      .split('\0')
      .map((field) => [field[0] ?? '', field.slice(1)]),
  )
  return `${fields.S ?? 'ERROR'}:  ${fields.M ?? ''}`
}

let asked = false
let failed = false
const handle = (letter: string, body: Buffer): void => {
  if (letter === 'R' && body.readInt32BE(0) === 3) socket.write(message('p', Buffer.from(`${PGPASSWORD}\0`)))
  else if (letter === 'R' && body.readInt32BE(0) !== 0) end(2, 'psql: error: this stand-in knows no such way to log in')
  else if (letter === 'D') process.stdout.write(`${rowText(body)}\n`)
  else if (letter === 'E' && asked) {
    failed = true
    process.stderr.write(`${errorText(body)}\n`)
  } else if (letter === 'E') end(2, `psql: error: connection to server failed: ${errorText(body)}`)
  else if (letter === 'Z' && asked) end(failed ? 1 : 0)
  else if (letter === 'Z') {
    asked = true
    socket.write(message('Q', Buffer.from(`${values.command ?? ''}\0`)))
  }
}

let pending: Buffer = Buffer.alloc(0)
const socket = connect(Number(PGPORT), PGHOST, () => socket.write(startup()))
socket.setTimeout(Number(process.env.PGCONNECT_TIMEOUT ?? '30') * 1_000, () =>
  end(2, `psql: error: connection to server at "${PGHOST}", port ${PGPORT} failed: timeout expired`),
)
socket.on('error', ({ message: words }) =>
  end(2, `psql: error: connection to server at "${PGHOST}", port ${PGPORT} failed: ${words}`),
)
socket.on('data', (chunk) => {
  pending = Buffer.concat([pending, typeof chunk === 'string' ? Buffer.from(chunk) : chunk])
  while (pending.length >= 5 && pending.length > pending.readInt32BE(1)) {
    const length = pending.readInt32BE(1)
    handle(String.fromCharCode(pending[0] ?? 0), pending.subarray(5, length + 1))
    pending = pending.subarray(length + 1)
  }
})
