type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

/** Whatever refers to one of these secrets, by its ARN. */
const byArn = <Value>(value: Value, secrets: ReadonlySet<unknown>): Value => {
  if (Array.isArray(value)) return value.map((part) => byArn(part, secrets)) as Value
  if (typeof value !== 'object' || value === null) return value
  if ('Ref' in value && secrets.has(value.Ref)) return { 'Fn::GetAtt': [value.Ref, 'Id'] } as Value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, byArn(part, secrets)])) as Value
}

/**
 * On AWS a `Ref` of a secret is its ARN. The emulator gives its name, so that no statement about it would fit what a function asks for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export const permitSecretsByArn = <Each extends Resource>(
  resources: Readonly<Record<string, Each>>,
): Record<string, Each> => {
  const secrets = new Set(
    Object.entries(resources).flatMap(([id, { Type }]) => (Type === 'AWS::SecretsManager::Secret' ? [id] : [])),
  )
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [
      id,
      resource.Type.startsWith('AWS::IAM::') ? byArn(resource, secrets) : resource,
    ]),
  )
}
