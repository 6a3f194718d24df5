import { type MergeInput, mergeSet } from '../../../../functions/firewall/rules/set-entries.ts'

const merge = (more: Partial<MergeInput>) =>
  mergeSet({ family: 'ipv4', seen: [], ours: [], wanted: [], limit: 10, ...more })

test.each<[string, Partial<MergeInput>, Partial<ReturnType<typeof merge>>]>([
  ['nothing', {}, { entries: [], ours: [], cut: [], changed: false }],
  [
    'what is wanted, with its mask, each once',
    { wanted: ['192.0.2.1', '192.0.2.1/32'] },
    { ours: ['192.0.2.1/32'], changed: true },
  ],
  ['only of its family', { wanted: ['192.0.2.1', '2001:db8::/64'] }, { ours: ['192.0.2.1/32'] }],
  ['not all of the internet', { wanted: ['0.0.0.0/0', '0.0.0.0/1'] }, { ours: ['0.0.0.0/1'] }],
  ['no text that is not an address', { wanted: ['x'] }, { ours: [], changed: false }],
  [
    'not what another one of ours covers',
    { wanted: ['192.0.2.1', '192.0.2.0/24', '192.0.2.0/25'] },
    { ours: ['192.0.2.0/24'] },
  ],
  [
    'theirs first, as they are written',
    { seen: ['9.9.9.9/32', 'x'], wanted: ['192.0.2.1'] },
    { entries: ['9.9.9.9/32', 'x', '192.0.2.1/32'] },
  ],
  ['not what is theirs already', { seen: ['192.0.2.1/32'], wanted: ['192.0.2.1'] }, { ours: [], changed: false }],
  [
    'not what of ours is wanted no more',
    { seen: ['192.0.2.1/32'], ours: ['192.0.2.1'] },
    { entries: [], changed: true },
  ],
  [
    'what is there',
    { seen: ['192.0.2.1/32'], ours: ['192.0.2.1'], wanted: ['192.0.2.1'] },
    { entries: ['192.0.2.1/32'], changed: false },
  ],
  [
    'another one in its place',
    { seen: ['192.0.2.1/32'], ours: ['192.0.2.1'], wanted: ['192.0.2.2'] },
    { entries: ['192.0.2.2/32'], changed: true },
  ],
  [
    'as much as has a place',
    { seen: ['9.9.9.9/32'], wanted: ['192.0.2.1', '192.0.2.2'], limit: 2 },
    { ours: ['192.0.2.1/32'], cut: ['192.0.2.2/32'] },
  ],
  [
    'none where theirs are more than have a place',
    { seen: ['9.9.9.9/32', '8.8.8.8/32'], wanted: ['192.0.2.1', '192.0.2.2'], limit: 1 },
    { ours: [], cut: ['192.0.2.1/32', '192.0.2.2/32'], changed: false },
  ],
])('a set holds %s', (_, more, expected) => {
  expect(merge(more)).toMatchObject(expected)
})

test('IPv6 goes by the same rules', () => {
  expect(merge({ family: 'ipv6', wanted: ['2001:db8::/64', '192.0.2.1', '::/0'] }).entries).toEqual(['2001:db8::/64'])
})
