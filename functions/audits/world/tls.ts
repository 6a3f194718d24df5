import type { Endpoint } from '../../../shared/config/audits/endpoints.ts'
import type { ShownCertificate } from '../checks/check.ts'

/** Milliseconds for an endpoint to answer. */
const patienceMs = 10_000

/**
 * Asks an endpoint for its certificate by a TLS handshake, as a browser would, and closes. One that is not trusted is read too: why is
 * answered beside it.
 * @throws Error when nothing answers there in ten seconds, or not by TLS
 */
export const connectTls = async ({ host, port }: Endpoint): Promise<ShownCertificate> => {
  const [{ connect }, { isIP }] = await Promise.all([import('node:tls'), import('node:net')])
  const { promise, resolve, reject } = Promise.withResolvers<ShownCertificate>()
  // A server can be asked for the certificate of a name (SNI), and not of an address.
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket = connect({ host, port, ...name, rejectUnauthorized: false, timeout: patienceMs }, () => {
    const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate()
    if (validTo === undefined) reject(new Error(`${host}:${port} shows no certificate`))
    else
      resolve({
        subject: String(subject?.CN ?? host),
        issuer: String(issuer?.O ?? issuer?.CN ?? 'unknown'),
        validTo: new Date(validTo),
        ...(socket.authorized ? {} : { distrust: String(socket.authorizationError) }),
      })
    socket.end()
  })
  socket.on('timeout', () =>
    socket.destroy(new Error(`${host}:${port} does not answer within ${patienceMs / 1_000} seconds`)),
  )
  socket.on('error', reject)
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}
