import { clientMeant, longestReason, parseRequest } from '../../../../functions/firewall/rules/request.ts'

const raw = (more: object = {}) => ({ action: 'block', address: '192.0.2.1', by: 'mina', ...more })
const malformed = expect.objectContaining({ reason: 'malformed-event' })

test('a request has a reason, which may be empty, and an end, where one is given', () => {
  expect(parseRequest(raw())).toEqual({ action: 'block', address: '192.0.2.1', by: 'mina', why: '', until: undefined })
  const until = '2026-11-30T10:00:00+01:00'
  expect(parseRequest(raw({ action: 'release', until, why: 'x' }))).toMatchObject({
    action: 'release',
    until: new Date('2026-11-30T09:00:00Z'),
    why: 'x',
  })
})

test.each([
  ['address', 100],
  ['by', 200],
  ['why', 300],
])('%s has %d characters at most', (name, most) => {
  expect(parseRequest(raw({ [name]: 'x'.repeat(most) }))).toHaveProperty(name, 'x'.repeat(most))
  expect(() => parseRequest(raw({ [name]: 'x'.repeat(most + 1) }))).toThrow(malformed)
  expect(longestReason).toBe(300)
})

test.each([
  [{ address: '' }],
  [{ by: '' }],
  [{ action: 'forgive' }],
  [{ until: 'tomorrow' }],
  [{ until: '2026-02-30T10:00:00Z' }],
])('%j is refused', (more) => {
  expect(() => parseRequest(raw(more))).toThrow(malformed)
})

test('a text of one character is enough', () => {
  expect(parseRequest(raw({ address: 'x', by: 'm' }))).toMatchObject({ address: 'x', by: 'm' })
})

test.each([
  ['192.0.2.1', 64, '192.0.2.1'],
  ['192.0.2.7/24', 64, '192.0.2.0/24'],
  ['8.0.0.0/8', 64, '8.0.0.0/8'],
  ['2001:db8::7', 64, '2001:db8::/64'],
  ['2001:db8::7', 128, '2001:db8::7'],
  ['2001:db8::7/128', 64, '2001:db8::/64'],
  ['2001:db8::/127', 64, '2001:db8::/127'],
  ['2001::/16', 64, '2001::/16'],
] as const)('%s of %d bits is %s', (address, ipv6, client) => {
  expect(clientMeant(address, { ipv6 })).toMatchObject({ client })
})

test.each([
  ['8.0.0.0/7', 'the widest range is a /8.'],
  ['2000::/15', 'the widest range is a /16.'],
  ['example.org', 'That is not an address.'],
])('%s is refused: %s', (address, words) => {
  expect(clientMeant(address, { ipv6: 64 })).toEqual({ refused: expect.stringContaining(words) })
})
