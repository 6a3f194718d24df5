import { type AccessRequest, type Decision, evaluate, type PolicyStatement } from '../../../../local/iam/evaluate.ts'
import { matchesPattern } from '../../../../local/iam/pattern.ts'

const allow = (more: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...more,
})
const deny = (more: Partial<PolicyStatement>): PolicyStatement => ({ ...allow(more), Effect: 'Deny' })
const get = (more: Partial<AccessRequest> = {}): AccessRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::shop/a/b',
  ...more,
})
const no: Decision = 'not allowed by any statement'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
test.each<[string, readonly PolicyStatement[], Decision]>([
  ['nothing is granted', [], no],
  ['an allow', [allow({})], 'allowed'],
  ['a deny beside an allow, in whichever order', [allow({}), deny({})], 'denied by a statement'],
  ['a deny before an allow', [deny({}), allow({})], 'denied by a statement'],
  ['a deny alone', [deny({})], 'denied by a statement'],
  ['a deny of something else', [allow({}), deny({ Action: 's3:PutObject' })], 'allowed'],
  ['another action', [allow({ Action: ['s3:PutObject', 's3:ListBucket'] })], no],
  ['one action of several', [allow({ Action: ['s3:PutObject', 's3:GetObject'] })], 'allowed'],
  ['an action in other letters', [allow({ Action: 'S3:getobject' })], 'allowed'],
  ['an action by a pattern', [allow({ Action: 's3:Get*' })], 'allowed'],
  ['a longer action', [allow({ Action: 's3:Get' })], no],
  ['every action', [allow({ Action: '*' })], 'allowed'],
  ['every action but others', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], 'allowed'],
  ['every action but this', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }], no],
  ['the bucket is not its objects', [allow({ Resource: 'arn:aws:s3:::shop' })], no],
  ['its objects', [allow({ Resource: 'arn:aws:s3:::shop/*' })], 'allowed'],
  ['resources are case-sensitive', [allow({ Resource: 'arn:aws:s3:::Shop/*' })], no],
  ['every resource but others', [{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::hr/*' }], 'allowed'],
  [
    'a deny of all but this',
    [allow({}), { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::shop/*' }],
    'allowed',
  ],
  [
    'a deny of all but others',
    [allow({}), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::hr/*' }],
    'denied by a statement',
  ],
])('%s', (_, statements, decision) => {
  expect(evaluate(statements, get())).toBe(decision)
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
test.each<[string, NonNullable<PolicyStatement['Condition']>, NonNullable<AccessRequest['conditions']>, Decision]>([
  ['the value', { StringEquals: { 'a:k': 'x' } }, { 'a:k': ['x'] }, 'allowed'],
  ['keys are not case-sensitive', { StringEquals: { 'A:K': 'x' } }, { 'a:k': ['x'] }, 'allowed'],
  ['values are', { StringEquals: { 'a:k': 'x' } }, { 'a:k': ['X'] }, no],
  ['unless it says otherwise', { StringEqualsIgnoreCase: { 'a:k': 'x' } }, { 'a:k': ['X'] }, 'allowed'],
  ['one of several values', { StringEquals: { 'a:k': ['y', 'x'] } }, { 'a:k': ['x'] }, 'allowed'],
  ['all of several keys', { StringEquals: { 'a:k': 'x', 'a:l': 'x' } }, { 'a:k': ['x'], 'a:l': ['z'] }, no],
  [
    'all of several operators',
    { StringEquals: { 'a:k': 'x' }, Bool: { 'a:b': 'true' } },
    { 'a:k': ['x'], 'a:b': ['false'] },
    no,
  ],
  ['a key that is not there', { StringEquals: { 'a:k': 'x' } }, {}, no],
  ['…IfExists', { StringEqualsIfExists: { 'a:k': 'x' } }, {}, 'allowed'],
  ['…IfExists, and it does', { StringEqualsIfExists: { 'a:k': 'x' } }, { 'a:k': ['y'] }, no],
  ['a negated operator without the key', { StringNotEquals: { 'a:k': 'x' } }, {}, 'allowed'],
  ['a negated operator', { StringNotEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': ['y'] }, no],
  ['a star is a star', { StringEquals: { 'a:k': 'x*' } }, { 'a:k': ['xy'] }, no],
  ['a pattern', { StringLike: { 'a:k': 'x*' } }, { 'a:k': ['xy'] }, 'allowed'],
  ['not a pattern', { StringNotLike: { 'a:k': 'x*' } }, { 'a:k': ['xy'] }, no],
  [
    'a star does not cross a part of an ARN',
    { ArnLike: { 'a:k': 'arn:aws:sns:*:alarms' } },
    { 'a:k': ['arn:aws:sns:r:1:alarms'] },
    no,
  ],
  [
    'a star for each part',
    { ArnLike: { 'a:k': 'arn:aws:sns:*:*:al?rms' } },
    { 'a:k': ['arn:aws:sns:r:1:alarms'] },
    'allowed',
  ],
  ['ArnEquals is ArnLike', { ArnEquals: { 'a:k': 'arn:*:sns:r:1:*' } }, { 'a:k': ['arn:aws:sns:r:1:a:b'] }, 'allowed'],
  ['Null true: it is not there', { Null: { 'a:k': 'true' } }, {}, 'allowed'],
  ['Null true, and it is', { Null: { 'a:k': 'true' } }, { 'a:k': ['x'] }, no],
  ['Null false: it is there', { Null: { 'a:k': 'false' } }, { 'a:k': ['x'] }, 'allowed'],
  ['a number', { NumericLessThanEquals: { 'a:k': '10' } }, { 'a:k': ['9'] }, 'allowed'],
  ['a number above', { NumericLessThan: { 'a:k': '10' } }, { 'a:k': ['10'] }, no],
  ['ForAllValues: all', { 'ForAllValues:StringLike': { 'a:k': ['x#*', 'y#*'] } }, { 'a:k': ['x#1', 'y#2'] }, 'allowed'],
  ['ForAllValues: one is not', { 'ForAllValues:StringLike': { 'a:k': ['x#*'] } }, { 'a:k': ['x#1', 'y#2'] }, no],
  ['ForAllValues without the key', { 'ForAllValues:StringEquals': { 'a:k': 'x' } }, {}, 'allowed'],
  ['ForAnyValue: one is', { 'ForAnyValue:StringEquals': { 'a:k': 'x' } }, { 'a:k': ['z', 'x'] }, 'allowed'],
  ['ForAnyValue: none is', { 'ForAnyValue:StringEquals': { 'a:k': 'x' } }, { 'a:k': ['z'] }, no],
  ['ForAnyValue without the key', { 'ForAnyValue:StringEquals': { 'a:k': 'x' } }, {}, no],
])('condition: %s', (_, Condition, conditions, decision) => {
  expect(evaluate([allow({ Condition })], get({ conditions }))).toBe(decision)
})

test('an operator that is not known is no silent yes or no', () => {
  const Condition = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }
  expect(() => evaluate([allow({ Condition })], get())).toThrow('"IpAddress" is not known')
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
test.each([
  [`arn:aws:s3:::shop/\${aws:username}/*`, 'arn:aws:s3:::shop/mina/a', { 'aws:username': ['mina'] }, true],
  [`arn:aws:s3:::shop/\${aws:username}/*`, 'arn:aws:s3:::shop/joon/a', { 'aws:username': ['mina'] }, false],
  [`arn:aws:s3:::shop/\${aws:username}/*`, 'arn:aws:s3:::shop/a/a', {}, false],
  [`arn:aws:s3:::shop/\${aws:username, 'all'}/*`, 'arn:aws:s3:::shop/all/a', {}, true],
  [`a\${*}b\${?}\${$}`, 'a*b?$', {}, true],
  [`a\${*}b`, 'axxb', {}, false],
  ['a.b', 'axb', {}, false],
  ['a?c', 'abc', {}, true],
  ['a?c', 'ac', {}, false],
  ['*', 'a\nb', {}, true],
])('%s against %s', (pattern, text, values, matches) => {
  expect(matchesPattern(pattern, text, values)).toBe(matches)
})
