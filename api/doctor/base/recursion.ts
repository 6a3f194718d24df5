import { GetFunctionRecursionConfigCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Config } from '../../../shared/config/schema.ts'
import { askFor } from '../ask.ts'
import { type Check, defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

interface Loop {
  readonly name: string
  /** `Allow` or `Terminate`; nothing where there is no such function. */
  readonly allows: string | undefined
}

/**
 * The check that Lambda lets functions go on which are part of a chain of messages by design: from about 16 rounds on it would
 * drop their calls. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 * @param entries of the capability, as in their functions' names
 */
export const recursionCheck = (
  capability: string,
  entries: readonly string[],
  when: (config: Config) => boolean = () => true,
): Check =>
  defineCheck({
    name: `${capability}-recursion`,
    about: `whether Lambda lets the timers of ${capability} go on`,
    when,
    onceDeployed: true,
    ask: ({ config, connect, call }) =>
      Promise.all(
        entries.map(async (entry): Promise<Loop> => {
          const FunctionName = `${config.name}-${capability}-${entry}`
          const command = new GetFunctionRecursionConfigCommand({ FunctionName })
          const answer = await askFor('lambda:GetFunctionRecursionConfig', /^ResourceNotFoundException$/, () =>
            connect(LambdaClient, config.region).send(command, call),
          )
          return { name: FunctionName, allows: answer && (answer.RecursiveLoop ?? 'Terminate') }
        }),
      ),
    decide: (loops: readonly Loop[], { config: { region } }) =>
      loops.map(({ name, allows }) =>
        allows === 'Allow'
          ? ok(`Lambda lets ${name} go on.`)
          : problem(
              allows === undefined
                ? `There is no function ${name}.`
                : `Lambda ends what ${name} goes on with (${allows}).`,
              'Timers stop after some 16 rounds, and only the sweep, once a minute, does their work.',
              allows === undefined
                ? 'Deploy again.'
                : `aws lambda put-function-recursion-config --region ${region} --function-name ${name} --recursive-loop Allow`,
            ),
      ),
  })
