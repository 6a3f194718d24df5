import { gunzipSync } from 'node:zlib'
import { countLog } from '../../functions/firewall/logs/count-log.ts'
import type { CountedPiece } from '../../functions/firewall/logs/counts.ts'
import type { Rule } from '../../functions/firewall/rules/rule.ts'
import { arrivedAt, type Corpus } from './corpus.ts'

const customers = ['/checkout/*']

const rule = (name: string, match: Rule['match'], rest: Partial<Rule> = {}): Rule => ({
  name,
  match,
  threshold: 50,
  windowMinutes: 5,
  blockSeconds: 3_600,
  mode: 'block',
  escalate: { factor: 2, mostSeconds: 86_400, decaySeconds: 86_400 },
  ...rest,
})

/** Rules of every kind. */
export const rules: readonly Rule[] = [
  rule('errors', { errors: ['4xx'] }),
  rule('failures', { errors: ['5xx'] }, { under: ['/api/'] }),
  rule('flood', { requests: true }, { threshold: 2_000 }),
  rule(
    'probes',
    {
      paths: [
        '/wp-login.php',
        '/xmlrpc.php',
        '*/.env',
        '*/.git/*',
        '/phpmyadmin/*',
        '/vendor/phpunit/*',
        '/admin.php',
        '*.sql',
      ],
    },
    { threshold: 5 },
  ),
  rule('tools', { agents: ['*sqlmap*', '*nikto*', '*zgrab*', 'python-requests/*', 'masscan*', ''] }, { threshold: 20 }),
  rule('checkout', { requests: true }, { hosts: ['www.example.com'], under: ['/checkout/'], threshold: 100 }),
]

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

/** The whole way: unpack, parse, all rules, counts out. */
export const ours = async ({ packed }: Corpus): Promise<CountedPiece[]> => {
  const pieces: CountedPiece[] = []
  const options = { rules, customers, proxies: ['198.51.100.0/24'], ipv6: 64, arrivedAt } as const
  for await (const piece of countLog(chunksOf(packed), options)) pieces.push(piece)
  return pieces
}

/** Bare Node: unpacked at once. */
export const unpack = ({ packed }: Corpus): Buffer => gunzipSync(packed)

/** Bare Node: unpacked at once, and every byte looked at, for the ends of fields and of lines. */
export const unpackAndScan = ({ packed, format }: Corpus): number => {
  const bytes = gunzipSync(packed)
  const between = format === 'alb' ? 32 : 9
  let lines = 0
  let fields = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === 10) lines += 1
    else if (byte === between) fields += 1
  }
  return lines + fields * 0
}
