import { createServer, type Socket } from 'node:net'

/** A PostgreSQL on loopback. */
export interface LocalPostgres {
  readonly port: number
  readonly stop: () => Promise<void>
}

const sslRequest = 80_877_103
const gssRequest = 80_877_104
const cancelRequest = 80_877_102

/** Whole messages of the wire protocol out of what has come so far. The first of a connection has no letter in front. */
const takeMessages = (
  buffer: Buffer,
  started: boolean,
): { readonly messages: readonly Buffer[]; readonly rest: Buffer } => {
  const messages: Buffer[] = []
  let at = 0
  let plain = !started
  while (buffer.length - at >= (plain ? 8 : 5)) {
    const length = buffer.readInt32BE(at + (plain ? 0 : 1)) + (plain ? 0 : 1)
    if (buffer.length - at < length) break
    const message = buffer.subarray(at, at + length)
    messages.push(message)
    at += length
    // After a request for encryption, which is declined, the real first message follows.
    plain = plain && [sslRequest, gssRequest].includes(message.readInt32BE(4))
  }
  return { messages, rest: buffer.subarray(at) }
}

/**
 * Starts a PostgreSQL (PGlite: PostgreSQL's own code as WebAssembly) that speaks the wire protocol on loopback, to everybody there and without a
 * password. It lives in memory and in this process. One connection is served at a time; others wait.
 * @param options `port` to listen on, 0 or left out: any; `seed`: SQL that it begins with
 * @throws Error where the package is not there, or the port is taken
 */
export const startPostgres = async (
  options: { readonly port?: number; readonly seed?: string } = {},
): Promise<LocalPostgres> => {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create()
  if (options.seed) await database.exec(options.seed)
  const sockets = new Set<Socket>()
  let turn: Promise<unknown> = Promise.resolve()

  const serve = async (socket: Socket): Promise<void> => {
    let pending: Buffer = Buffer.alloc(0)
    let started = false
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const { messages, rest } = takeMessages(Buffer.concat([pending, chunk]), started)
      pending = rest
      for (const message of messages) {
        const code = started ? 0 : message.readInt32BE(4)
        if (code === sslRequest || code === gssRequest) {
          socket.write('N')
          continue
        }
        if (code === cancelRequest) return
        started = true
        if (message[0] === 'X'.charCodeAt(0) && code === 0) return
        socket.write(await database.execProtocolRaw(new Uint8Array(message)))
      }
    }
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    turn = turn
      .then(() => serve(socket))
      .catch(() => {})
      .finally(() => {
        sockets.delete(socket)
        socket.end()
      })
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject).listen(options.port ?? 0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stop: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      for (const socket of sockets) socket.destroy()
      await closed.promise
      await database.close()
    },
  }
}
