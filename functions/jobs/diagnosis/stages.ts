/** What ECS was doing when it failed, or what ended the task from outside. */
export type Stage =
  | 'spot'
  | 'host'
  | 'health'
  | 'memory'
  | 'deployment'
  | 'user'
  | 'env file'
  | 'log'
  | 'file system'
  | 'storage'
  | 'pull'
  | 'registry login'
  | 'parameter'
  | 'secret'
  | 'network interface'
  | 'role'
  | 'cluster'
  | 'task definition'
  | 'placement'
  | 'agent'
  | 'dependency'
  | 'create'
  | 'start'
  | 'runtime'

/**
 * How ECS names each stage, the most telling first: messages are nested ("unable to pull secrets or registry auth: unable to
 * retrieve secrets from ssm: …") and joined, and what took the task away explains more than what failed after it.
 */
export const stages: readonly (readonly [stage: Stage, phrases: readonly string[]])[] = [
  [
    'spot',
    [
      'spot instance was interrupted',
      'spot instance interrupt',
      'spot capacity was',
      'spot task was interrupted',
      'spotinterruption',
      'spot interruption',
    ],
  ],
  [
    'host',
    [
      'scheduled maintenance',
      'undergoing maintenance',
      'host maintenance',
      'instance was terminated',
      'instance is terminated',
      'host ec2',
      'terminationnotice',
      'deregistration forced',
      'performing maintenance',
      'task retirement',
      'underlying infrastructure',
      'underlying hardware',
    ],
  ],
  [
    'health',
    ['unhealthy', 'failed container health', 'failed elb health', 'health checks failed', 'failed health check'],
  ],
  [
    'memory',
    [
      'memory limit exceeded',
      'exceeded memory',
      'exceeded the memory',
      'outofmemory',
      'out of memory',
      'oomkilled',
      'oom-kill',
      'oom kill',
      'due to memory',
      'memory usage',
    ],
  ],
  ['deployment', ['service scheduler', 'circuit breaker', 'scaling activity', 'serviceschedulerinitiated']],
  ['user', ['stopped by user']],
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
  [
    'network interface',
    [
      'interface attachment',
      'attach eni',
      'eni attach',
      'eni plugin',
      'network namespace',
      'pause container namespace',
      'unexpected ec2 error',
      'no free ip',
      'no available ip',
      'network interface provisioning',
      'create network interface',
      'attach network interface',
      'tag the network interface',
      'configure eni',
      'setup regular eni',
      'insufficientfreeaddresses',
      'eniinformation',
      'networknamespace',
    ],
  ],
  [
    'role',
    [
      'failed to assume',
      'unable to assume',
      'iam:passrole',
      'sts:assumerole',
      'role is not valid',
      'valid task role',
      'trust relationship',
    ],
  ],
  [
    'cluster',
    ['clusternotfound', 'cluster not found', 'cluster was inactive', 'cluster is inactive', 'cluster does not exist'],
  ],
  [
    'placement',
    [
      'reached the limit',
      'above your limit',
      'capacity is unavailable',
      'insufficient capacity',
      'not enough capacity',
      'insufficientinstancecapacity',
      'unfulfillablecapacity',
      'capacity provider',
      'no container instance',
      'no active instances',
      'placement constraint',
      'all of its requirements',
      'insufficient memory',
      'insufficient cpu',
      'maxspotinstancecount',
      'limit on the number of',
      'limit exceeded',
      'concurrently',
      'rate exceeded',
      'throttling',
    ],
  ],
  [
    'agent',
    [
      'agent is not connected',
      'agent is disconnected',
      'agent disconnect',
      'currently disconnected',
      'agent is currently disconnected',
    ],
  ],
  ['dependency', ['dependency', 'dependent container']],
  [
    'create',
    [
      'cannotcreatecontainer',
      'cannot create container',
      'cannotcreatevolume',
      'create new container:',
      'hostconfigerror',
      'cgrouperror',
    ],
  ],
  [
    'start',
    [
      'unable to start container process',
      'failed to create task',
      'cannotstartcontainer',
      'cannot start container',
      'oci runtime create failed',
      'shim task',
      'new container runtime task',
    ],
  ],
  [
    'runtime',
    [
      'containerruntime',
      'dockertimeout',
      'cannotinspect',
      'cannotstop',
      'cannotdescribe',
      'cannotgetdocker',
      'containervanished',
      'dockerstate',
      'internalerror',
      'could not transition',
      'impossiblestatetransition',
    ],
  ],
  [
    'task definition',
    [
      'taskdefinition',
      'task definition is ',
      'task definition does not',
      'describe task definition',
      'unsupportedfeature',
    ],
  ],
]
