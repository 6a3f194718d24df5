import { remoteShellProblems } from '../../../../shared/reach/estate/remote-shell.ts'
import type { GroupRule } from '../../../../shared/reach/model.ts'

const peer = { cidr: '203.0.113.0/24' }
const found = (rule: Omit<GroupRule, 'peer'>, id = 'sg-web') =>
  remoteShellProblems({ groups: [{ id, vpc: 'vpc', inward: [{ ...rule, peer }] }] })

test.each<[Omit<GroupRule, 'peer'>, boolean]>([
  [{ protocol: 'all' }, true],
  [{ protocol: 'all', from: 80, to: 80 }, true],
  [{ protocol: 'tcp' }, true],
  [{ protocol: 6, from: 22, to: 22 }, true],
  [{ protocol: 'tcp', from: 22 }, true],
  [{ protocol: 'tcp', from: 21, to: 23 }, true],
  [{ protocol: 'tcp', to: 22 }, true],
  [{ protocol: 'tcp', from: 23, to: 80 }, false],
  [{ protocol: 'tcp', from: 1, to: 21 }, false],
  [{ protocol: 'tcp', to: 21 }, false],
  [{ protocol: 'tcp', from: 23 }, false],
  [{ protocol: 'udp', from: 22, to: 22 }, false],
  [{ protocol: 7, from: 22, to: 22 }, false],
])('%j lets in SSH: %s', (rule, lets) => {
  expect(found(rule)).toHaveLength(lets ? 1 : 0)
})

test('it says which rule of which group, and to whom', () => {
  const fix =
    'expected no group that lets in SSH. Use Session Manager, which needs no port: estate.access and nightshift connect (docs/estate.md)'
  expect(found({ protocol: 'all' })).toEqual([`estate: port 22 is open in sg-web to 203.0.113.0/24 (sg-web): ${fix}`])
  expect(found({ protocol: 'all', resource: 's/Rule' })).toEqual([
    `estate: port 22 is open in sg-web to 203.0.113.0/24 (s/Rule): ${fix}`,
  ])
  expect(found({ protocol: 'all' }, 's/Vpc.DefaultSecurityGroup')).toEqual([])
  expect(remoteShellProblems({})).toEqual([])
})
