type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

/** Takes a subnet's part of the VPC's IPv6 range out: the emulator gives a VPC none, so that the function that divides it would fail. */
export const withoutIpv6Ranges = <Found extends Resource>(
  resources: Readonly<Record<string, Found>>,
): Readonly<Record<string, Found>> =>
  Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      if (resource.Type !== 'AWS::EC2::Subnet' || typeof resource.Properties?.Ipv6CidrBlock !== 'object')
        return [id, resource]
      const { Ipv6CidrBlock, ...Properties } = resource.Properties
      return [id, { ...resource, Properties }]
    }),
  )
