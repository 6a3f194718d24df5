import { count, countsOf, legacy, legacyHead } from './scene.ts'

const clientsOf = async (addresses: readonly string[], rest: Parameters<typeof count>[1] = {}) => {
  const piece = await count(legacyHead + addresses.map((address) => legacy({ 'c-ip': address })).join(''), rest)
  return { clients: countsOf(piece).all ?? {}, tally: piece.tally }
}

test('two spellings are one client', async () => {
  const spellings = ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '[2001:db8::1]', '2001:0db8::0001']
  expect((await clientsOf(spellings)).clients).toEqual({ '2001:db8::1': 4 })
  expect((await clientsOf(['203.0.113.7', '::ffff:203.0.113.7'])).clients).toEqual({ '203.0.113.7': 2 })
})

test('IPv6 by /64 where it is so configured', async () => {
  const { clients } = await clientsOf(['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'], { ipv6: 64 })
  expect(clients).toEqual({ '2001:db8:1:2::/64': 2, '2001:db8:1:3::/64': 1 })
})

test('no address is nobody; something else is malformed', async () => {
  const { clients, tally } = await clientsOf(['-', 'unknown', '203.0.113.007', '1.2.3', '300.1.1.1', 'x'])
  expect(clients).toEqual({})
  expect(tally).toMatchObject({ lines: 6, unattributed: 2, malformed: 4 })
})

describe('X-Forwarded-For', () => {
  const proxies = ['198.51.100.0/24', '2001:db8:ffff::/48']
  const behind = async (header: string, peer = '198.51.100.9') => {
    const piece = await count(legacyHead + legacy({ 'c-ip': peer, 'x-forwarded-for': header }), { proxies })
    return piece.tally.unattributed > 0 ? 'nobody' : Object.keys(countsOf(piece).all ?? {})[0]
  }

  test.each([
    ['203.0.113.20', '203.0.113.20'],
    ['9.9.9.9,%20203.0.113.20', '203.0.113.20'],
    ['9.9.9.9,203.0.113.20,%20198.51.100.7', '203.0.113.20'],
    ['203.0.113.20:4711', '203.0.113.20'],
    ['[2001:db8:1::5]:443', '2001:db8:1::5'],
    ['2001:db8:1::5,%202001:db8:ffff::1', '2001:db8:1::5'],
    ['unknown', 'nobody'],
    ['203.0.113.20,%20unknown', 'nobody'],
    ['-', 'nobody'],
    ['198.51.100.1,198.51.100.2', 'nobody'],
  ])('of a proxy: %s is %s', async (header, client) => {
    expect(await behind(header)).toBe(client)
    expect(await behind(header, '2001:db8:ffff::7')).toBe(client)
  })

  test('of anyone else it is forged', async () => {
    expect(await behind('9.9.9.9', '203.0.113.7')).toBe('203.0.113.7')
  })
})
