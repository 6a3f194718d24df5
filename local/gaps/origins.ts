type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

/** Whether something in a value is the address of this function: `{ 'Fn::GetAtt': [id, 'FunctionUrl'] }`. */
const names = (value: unknown, id: string): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const { 'Fn::GetAtt': attribute } = value as { readonly 'Fn::GetAtt'?: unknown }
  if (Array.isArray(attribute)) return attribute[0] === id && attribute[1] === 'FunctionUrl'
  return Object.values(value).some((part) => names(part, id))
}

/**
 * The emulator's CloudFront does not sign what it asks of a function, as origin access control has AWS's do, and the function then refuses it. So a Function
 * URL behind a distribution takes what is not signed. Its own address is known to nobody but the emulator.
 */
export const openOrigins = <Each extends Resource>(resources: Readonly<Record<string, Each>>): Record<string, Each> => {
  const distributions = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudFront::Distribution')
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const opens = resource.Type === 'AWS::Lambda::Url' && distributions.some((each) => names(each, id))
      return [id, opens ? { ...resource, Properties: { ...resource.Properties, AuthType: 'NONE' } } : resource]
    }),
  )
}
