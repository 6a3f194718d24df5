import type { StagePhrases } from './stage.ts'

/** What a task is supplied with before it starts: image, storage, log, files, secrets. */
export const stagesOfSupplies: readonly StagePhrases[] = [
  // The kind of error says more than the words in it: an image may be called anything.
  ['storage', ['no space left', 'not enough space on the disk']],
  ['pull', ['cannotpull']],
  [
    'env file',
    [
      'env file',
      'envfile',
      'environment file',
      'environmentfile',
      'environment variable file',
      'environment variables file',
    ],
  ],
  [
    'log',
    [
      'cloudwatch',
      'firelens',
      'log router',
      'logger args',
      'logging driver',
      'log driver',
      'log group',
      'log stream',
      'awslogs',
    ],
  ],
  [
    'file system',
    [
      'efs utils',
      'efs volume',
      'efs mount',
      'mount efs',
      'efs file system',
      'mount.nfs',
      'mount.efs',
      'elasticfilesystem',
    ],
  ],
  ['storage', ['ephemeralstorage', 'ephemeral storage', 'ebs volume']],
  [
    'pull',
    [
      'pull access denied',
      'pulling image',
      'pull image manifest',
      'ref pull has been',
      "can't pull the image",
      'cannot pull the image',
      'from the amazon ecr repository',
      'failed to resolve ref',
      'image reference',
    ],
  ],
  ['registry login', ['ecr registry auth', 'registry auth from amazon ecr', 'getauthorizationtoken']],
  ['parameter', ['from ssm', 'ssm parameter', 'aws systems manager', 'parameter store', 'ssm:getparameter']],
  [
    'secret',
    [
      'secrets manager',
      'secret from asm',
      'from asm',
      'secretsmanager',
      'fetching secret',
      'the secret',
      'secret <>',
      'registry auth',
      'pull secrets',
    ],
  ],
]
