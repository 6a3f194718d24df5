import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { errorName, errorText } from '../../shared/errors.ts'
import type { Command } from './task.ts'

/** Where the values of a task come from, on the emulator. */
export type Stores = {
  readonly s3: S3Client
  readonly ssm: SSMClient
  readonly secrets: SecretsManagerClient
}

/** Variables, or why ECS would not start the container, in its words. */
export type Provided = { readonly environment: Readonly<Record<string, string>> } | { readonly refused: string }

/** Lines of `NAME=value`; a # begins a comment. Quotes are part of the value, as on ECS. */
const readLines = (text: string): [string, string][] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('=') && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])

const readFile = async ({ s3 }: Stores, arn: string): Promise<[string, string][]> => {
  const [bucket = '', ...key] = arn.slice(arn.indexOf(':::') + 3).split('/')
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key.join('/') }))
  return readLines((await Body?.transformToString()) ?? '')
}

const readParameter = async ({ ssm }: Stores, from: string): Promise<string> => {
  const name = from.slice(from.indexOf(':parameter') + ':parameter'.length)
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [name], WithDecryption: true }))
  const { Value } = Parameters[0] ?? {}
  if (Value === undefined) throw new Error(`unable to retrieve secrets from ssm: invalid ssm parameters: ${name}`)
  return Value
}

/** `from` is the ARN of a secret, with a key of its JSON behind it where it holds several values. */
const readSecret = async ({ secrets }: Stores, from: string): Promise<string> => {
  const parts = from.split(':')
  const [id, key = ''] = [parts.slice(0, 7).join(':'), parts[7]]
  const { SecretString = '' } = await secrets
    .send(new GetSecretValueCommand({ SecretId: id }))
    .catch((error: unknown) => {
      throw new Error(
        `unable to retrieve secret from asm: failed to fetch secret ${id} from secrets manager: ${errorName(error)}: ${errorText(error)}`,
      )
    })
  if (key === '') return SecretString
  const value = (JSON.parse(SecretString) as Readonly<Record<string, string>>)[key]
  if (value === undefined)
    throw new Error(
      `unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key ${key}`,
    )
  return value
}

const refusedFile = (error: unknown): { readonly refused: string } => {
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {}
  return {
    refused: `ResourceInitializationError: failed to download env files: file download command: non empty error stream: ${errorName(error)}: ${errorText(error)} status code: ${httpStatusCode}`,
  }
}

const refusedSecret = (error: unknown): { readonly refused: string } => ({
  refused: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${errorText(error)}`,
})

/**
 * The variables of a container. Those of the definition go before those of files, and of two files the first counts.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
 */
export const provide = async (stores: Stores, command: Command): Promise<Provided> => {
  const files = await Promise.all(command.environmentFiles.map((arn) => readFile(stores, arn))).catch(refusedFile)
  if ('refused' in files) return files
  const read = (from: string) => (from.includes(':secretsmanager:') ? readSecret : readParameter)(stores, from)
  const values = await Promise.all(
    Object.entries(command.secrets).map(async ([name, from]) => [name, await read(from)] as const),
  ).catch(refusedSecret)
  if ('refused' in values) return values
  const found = [...files.reverse().flat(), ...values]
  return { environment: { ...Object.fromEntries(found), ...command.environment } }
}
