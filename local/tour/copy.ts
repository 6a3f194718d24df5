import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateFunctionCommand, DeleteFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { check, type Guide } from './guide.ts'

/** A function of the deployment with another config, for as long as a stop needs it. */
export interface Copy {
  readonly name: string
  readonly remove: () => Promise<void>
}

const configFile = 'config.json'
const policy = 'everything'
const allow = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

/**
 * Makes a copy of a function that is deployed: the same bundle with some of its config changed, which would else take a deployment.
 * On the laptop alone: its role may do everything.
 * @param output of the function, such as `LifecycleFunction`
 */
export const deployCopy = async (
  { connect, endpoint, output: outputOf }: Pick<Guide, 'connect' | 'endpoint' | 'output'>,
  output: string,
  changes: object,
  variables: Readonly<Record<string, string>>,
): Promise<Copy> => {
  const [lambda, iam] = [connect(LambdaClient), connect(IAMClient)]
  const { Code, Configuration: found } = await lambda.send(new GetFunctionCommand({ FunctionName: outputOf(output) }))
  const files = unzipSync(new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer()))
  const written = files[configFile]
  check(written !== undefined, `${outputOf(output)} has no ${configFile} beside its bundle`)
  const config: object = { ...JSON.parse(Buffer.from(written ?? []).toString('utf8')), ...changes }
  const name = `${found?.FunctionName}-tour`
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: allow({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: policy,
      PolicyDocument: allow({ Action: '*', Resource: '*' }),
    }),
  )
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: found?.Runtime,
      Handler: found?.Handler,
      Timeout: found?.Timeout,
      MemorySize: found?.MemorySize,
      Role: Role?.Arn,
      Environment: { Variables: { ...found?.Environment?.Variables, AWS_ENDPOINT_URL: endpoint, ...variables } },
      Code: { ZipFile: zipSync({ ...files, [configFile]: strToU8(JSON.stringify(config)) }, { level: 1 }) },
    }),
  )
  return {
    name,
    remove: async () => {
      await lambda.send(new DeleteFunctionCommand({ FunctionName: name }))
      await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policy }))
      await iam.send(new DeleteRoleCommand({ RoleName: name }))
    },
  }
}
