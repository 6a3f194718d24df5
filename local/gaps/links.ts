/** `https://<id>.lambda-url.<region>.on.aws/` as the emulator serves it by path, at its own host. */
const byPath = (url: object, endpoint: string) => ({
  'Fn::Join': [
    '',
    [
      `${endpoint}/_aws/lambda-url/`,
      { 'Fn::Select': [0, { 'Fn::Split': ['.', { 'Fn::Select': [2, { 'Fn::Split': ['/', url] }] }] }] },
    ],
  ],
})

const isFunctionUrl = (value: object): boolean => {
  const attribute = (value as { readonly 'Fn::GetAtt'?: unknown })['Fn::GetAtt']
  return Array.isArray(attribute) && attribute[1] === 'FunctionUrl'
}

const isDistribution = (value: object): boolean =>
  (value as { readonly Type?: unknown }).Type === 'AWS::CloudFront::Distribution'

/**
 * Has every address of a function, wherever it stands in a template, be one that a browser on this machine can open: the host
 * in the emulator's own leads to AWS. The emulator's CloudFront finds the functions behind it by that host, which stays there.
 */
export const openLinks = <Value>(value: Value, endpoint: string): Value => {
  if (Array.isArray(value)) return value.map((part) => openLinks(part, endpoint)) as Value
  if (typeof value !== 'object' || value === null || isDistribution(value)) return value
  if (isFunctionUrl(value)) return byPath(value, endpoint) as Value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, openLinks(part, endpoint)])) as Value
}
