import { fillStackOutputs } from '../../../local/gaps/stack-outputs.ts'

const wanted = (StackName: string, OutputName: string, Region?: string) => ({
  'Fn::GetStackOutput': { StackName, OutputName, ...(Region ? { Region } : {}) },
})
const deployed = new Map([['shop-edge', { Arn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1' }]])

test('an output of a stack in whichever region stands in its place, however deep, and the rest stays', () => {
  const template = {
    Resources: {
      View: { Properties: { Ids: ['a', { 'Fn::Join': ['', ['<', wanted('shop-edge', 'Arn', 'us-east-1'), '>']] }] } },
      Other: { Properties: { Name: { Ref: 'View' }, Size: 3, On: true, None: null } },
    },
  }
  expect(fillStackOutputs(template, deployed)).toEqual({
    Resources: {
      View: {
        Properties: {
          Ids: ['a', { 'Fn::Join': ['', ['<', 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1', '>']] }],
        },
      },
      Other: { Properties: { Name: { Ref: 'View' }, Size: 3, On: true, None: null } },
    },
  })
})

test.each([
  ['a stack that is not there', wanted('shop-web', 'Arn'), /shop-web is not deployed, or has no output Arn/],
  ['an output that it does not have', wanted('shop-edge', 'Url'), /shop-edge .* no output Url/],
])('%s is named', (_, value, words) => {
  expect(() => fillStackOutputs(value, deployed)).toThrow(words)
})
