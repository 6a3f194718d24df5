// What CloudFormation cannot do for a peering, in the region of one side: the private addresses of names, and of the far side its routes.
// It runs inline, with the SDK that Lambda brings.
const sdk = require('@aws-sdk/client-ec2')

const ec2 = new sdk.EC2Client({})
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

const untilActive = async (id, tries = 30) => {
  const { VpcPeeringConnections: [found] = [] } = await ec2.send(
    new sdk.DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
  )
  const { Code: state, Message: message = '' } = found?.Status ?? {}
  if (state === 'active') return
  if (tries === 0 || !['initiating-request', 'pending-acceptance', 'provisioning'].includes(state))
    throw new Error(`The peering ${id} is ${state}. ${message}`)
  await pause(2000)
  await untilActive(id, tries - 1)
}

const tablesOf = async (vpc) => {
  const found = []
  const input = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] }
  for await (const { RouteTables = [] } of sdk.paginateDescribeRouteTables({ client: ec2 }, input))
    found.push(...RouteTables)
  return found
}

const lead = async ({ RouteTableId, Routes = [] }, { Cidr, PeeringId }) => {
  const route = { RouteTableId, DestinationCidrBlock: Cidr, VpcPeeringConnectionId: PeeringId }
  const there = Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === Cidr)
  if (!there) return ec2.send(new sdk.CreateRouteCommand(route))
  if (there.State === 'blackhole') return ec2.send(new sdk.ReplaceRouteCommand(route))
  if (there.VpcPeeringConnectionId !== PeeringId)
    throw new Error(`${RouteTableId} leads ${Cidr} elsewhere. Remove that route, or choose another range.`)
}

const unlead = ({ RouteTableId, Routes = [] }, { Cidr, PeeringId }) =>
  Routes.some((each) => each.DestinationCidrBlock === Cidr && each.VpcPeeringConnectionId === PeeringId)
    ? ec2.send(new sdk.DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: Cidr }))
    : undefined

const each = async (of, act) => {
  if (of.VpcId) for (const table of await tablesOf(of.VpcId)) await act(table, of)
}

const make = async (of) => {
  await untilActive(of.PeeringId)
  await each(of, lead)
  const input = { VpcPeeringConnectionId: of.PeeringId }
  for (const side of of.Sides) input[`${side}PeeringConnectionOptions`] = { AllowDnsResolutionFromRemoteVpc: true }
  await ec2.send(new sdk.ModifyVpcPeeringConnectionOptionsCommand(input))
}

exports.handler = async ({ RequestType, ResponseURL, ResourceProperties: of, PhysicalResourceId, ...event }) => {
  const { StackId, RequestId, LogicalResourceId } = event
  const id = RequestType === 'Delete' ? PhysicalResourceId : `${of.PeeringId}-${of.Sides.join('-')}`
  const outcome = await (RequestType === 'Delete' ? each(of, unlead) : make(of)).then(
    () => ({ Status: 'SUCCESS' }),
    ({ message }) => ({ Status: 'FAILED', Reason: message }),
  )
  const body = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: id, ...outcome }
  await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(body) })
}
