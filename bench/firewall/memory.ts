import { writeSync } from 'node:fs'
import { createGzip } from 'node:zlib'
import { countLog } from '../../functions/firewall/logs/count-log.ts'
import { rules } from './contestants.ts'
import { arrivedAt } from './corpus.ts'

// node bench/firewall/memory.ts BYTES     counts an object of so many bytes unpacked, and prints its peak memory; a process of its own

const bytes = Number(process.argv[2])

/** Lines of a million clients, none like the one before. */
const block = (from: number): string => {
  const lines: string[] = []
  for (let index = from; index < from + 500; index += 1) {
    const client = `${60 + (index % 90)}.${(index >> 7) & 255}.${(index >> 15) & 255}.${index & 255}`
    const time = `08:${String(Math.floor(index / 60_000) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`
    lines.push(
      `2026-11-30\t${time}\tFRA56-P1\t${index}\t${client}\tGET\td111111abcdef8.cloudfront.net\t/products/${index}\t${index % 9 ? 200 : 404}\t-\tMozilla/5.0%20(X11;%20Linux)\t-\t-\tHit\t${index}==\twww.example.com\thttps\t260\t0.01\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t50000\t0.01\tHit\ttext/html\t1234\t-\t-\n`,
    )
  }
  return lines.join('')
}

async function* object(): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 1 })
  const write = async () => {
    let written = 0
    for (let from = 0; written < bytes; from += 500) {
      const text = block(from)
      written += text.length
      if (!gzip.write(text)) await new Promise((resolve) => gzip.once('drain', resolve))
    }
    gzip.end()
  }
  const writing = write()
  for await (const chunk of gzip) yield chunk as Uint8Array
  await writing
}

let lines = 0
let pieces = 0
let peak = 0
const options = { rules, customers: ['/checkout/*'], proxies: [], ipv6: 64, arrivedAt } as const
const began = performance.now()
const look = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 20)
for await (const piece of countLog(object(), options)) {
  lines += piece.tally.lines
  pieces += 1
  peak = Math.max(peak, process.memoryUsage.rss())
}
clearInterval(look)
writeSync(1, JSON.stringify({ lines, pieces, peak, seconds: (performance.now() - began) / 1_000 }))
