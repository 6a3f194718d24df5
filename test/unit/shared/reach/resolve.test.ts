import { type Resource, resolverOf, resourcesOf } from '../../../../shared/reach/templates/resolve.ts'

/** As `Fn::Sub` has it. */
const placeholder = (name: string): string => ['$', '{', name, '}'].join('')
const nested = (times: number, inner: unknown): unknown =>
  times === 0 ? inner : nested(times - 1, { 'Fn::Join': ['', [inner]] })
const chain = Object.fromEntries(
  Array.from({ length: 30 }, (_, n) => [
    `O${n}`,
    { Value: n === 0 ? 'end' : { 'Fn::GetStackOutput': { StackName: 'other', OutputName: `O${n - 1}` } } },
  ]),
)
const other = {
  name: 'other',
  region: 'ap-northeast-1',
  template: {
    Resources: { Vpc: { Type: 'AWS::EC2::VPC' } },
    Outputs: {
      ...chain,
      Named: { Value: { Ref: 'Vpc' }, Export: { Name: 'vpc' } },
      Deep: { Value: nested(19, 'deep'), Export: { Name: nested(19, 'deep') } },
      Deeper: { Value: nested(20, 'deeper'), Export: { Name: 'deeper' } },
      Buried: { Value: 'buried', Export: { Name: nested(20, 'buried') } },
      Unknown: { Value: 'of a name that only AWS knows', Export: { Name: { 'Fn::Sub': `${placeholder('A')}-x` } } },
    },
  },
}
const own = {
  name: 's',
  region: 'ap-northeast-2',
  template: {
    Resources: { Vpc: { Type: 'AWS::EC2::VPC' } },
    Parameters: { Text: { Default: 'text' }, Number: { Default: 7 }, Asked: {} },
  },
}
const { text, texts } = resolverOf([own, other])
const output = (StackName: unknown, OutputName: unknown) => ({ 'Fn::GetStackOutput': { StackName, OutputName } })

test.each<[unknown, string | undefined]>([
  ['as it stands', 'as it stands'],
  [7, '7'],
  [false, 'false'],
  [null, undefined],
  [['a'], undefined],
  [[{ Ref: 'Vpc' }], undefined],
  [{ Ref: 'AWS::Region' }, 'ap-northeast-2'],
  [{ Ref: 'AWS::StackName' }, 's'],
  [{ Ref: 'Vpc' }, 's/Vpc'],
  [{ Ref: 'Elsewhere' }, undefined],
  [{ Ref: 7 }, undefined],
  [{ Ref: 'Text' }, 'text'],
  [{ Ref: 'Number' }, undefined],
  [{ Ref: 'Asked' }, undefined],
  [{ 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] }, 's/Vpc.DefaultSecurityGroup'],
  [{ 'Fn::GetAtt': 'Vpc.DefaultSecurityGroup' }, 's/Vpc.DefaultSecurityGroup'],
  [{ 'Fn::GetAtt': 'Vpc.VpcId' }, 's/Vpc'],
  [{ 'Fn::GetAtt': ['Elsewhere', 'DefaultSecurityGroup'] }, undefined],
  [{ 'Fn::GetAtt': 7 }, undefined],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Vpc' }]] }, 'a-s/Vpc'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Elsewhere' }]] }, undefined],
  [{ 'Fn::Join': [7, ['a']] }, undefined],
  [{ 'Fn::Join': ['-', 'ab'] }, undefined],
  [{ 'Fn::Join': 'ab' }, undefined],
  [{ 'Fn::Sub': 'plain' }, 'plain'],
  [{ 'Fn::Sub': placeholder('Vpc') }, undefined],
  [{ 'Fn::Sub': ['plain', {}] }, undefined],
  [{ 'Fn::Base64': 'plain' }, undefined],
  [output('other', 'Named'), 'other/Vpc'],
  [output('other', 7), undefined],
  [output('nowhere', 'Named'), undefined],
  [output(['other'], 'Named'), undefined],
  [{ 'Fn::GetStackOutput': null }, undefined],
  [output('other', 'O19'), 'end'],
  [output('other', 'O20'), undefined],
  [{ 'Fn::ImportValue': 'vpc' }, 'other/Vpc'],
  [{ 'Fn::ImportValue': nested(19, 'vpc') }, 'other/Vpc'],
  [{ 'Fn::ImportValue': nested(20, 'vpc') }, undefined],
  [{ 'Fn::ImportValue': 'deep' }, 'deep'],
  [{ 'Fn::ImportValue': 'deeper' }, undefined],
  [{ 'Fn::ImportValue': 'buried' }, undefined],
  [{ 'Fn::ImportValue': 'nobody exports it' }, undefined],
  [{ 'Fn::ImportValue': { Ref: 'Elsewhere' } }, undefined],
  [nested(20, 'a'), 'a'],
  [nested(21, 'a'), undefined],
])('%j is %s', (value, meaning) => {
  expect(text(own, value)).toBe(meaning)
})

test('a list is without what is not known, and what is no list is none', () => {
  expect(texts(own, ['a', { Ref: 'Elsewhere' }, { Ref: 'Vpc' }])).toEqual(['a', 's/Vpc'])
  expect(texts(own, 'a')).toEqual([])
})

test('a resource is read by its properties', () => {
  const Properties = { On: true, Off: 'false', Port: '80', Word: 'port', List: [{ Port: 1 }], Part: { Port: 2 } }
  const Resources: Readonly<Record<string, Resource>> = { Thing: { Type: 'AWS::X', Properties } }
  const [read] = resourcesOf([
    { ...own, template: { Resources } },
    { ...own, template: {} },
  ])
  expect([read?.id, read?.type, read?.raw('Port')]).toEqual(['s/Thing', 'AWS::X', '80'])
  expect(['On', 'Off', 'Nothing'].map((each) => read?.flag(each))).toEqual([true, false, undefined])
  expect(['Port', 'Word', 'Nothing'].map((each) => read?.number(each))).toEqual([80, undefined, undefined])
  expect(read?.items('List').map((each) => each.number('Port'))).toEqual([1])
  expect([read?.items('Part'), read?.part('Part').number('Port')]).toEqual([[], 2])
})
