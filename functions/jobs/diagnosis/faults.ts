/** What went wrong at a stage. */
export type Fault =
  | 'rate limit'
  | 'platform'
  | 'format'
  | 'command'
  | 'malformed'
  | 'unreachable'
  | 'denied'
  | 'missing'
  | 'unavailable'
  | 'machine'

/** How AWS, the registries and the container runtime name each fault, the most telling first: a refusal names several. */
export const faults: readonly (readonly [fault: Fault, phrases: readonly string[], status?: RegExp])[] = [
  ['rate limit', ['toomanyrequests', 'too many requests', 'rate limit', 'rate exceeded', 'throttl'], /\b429\b/],
  [
    'platform',
    [
      'exec format error',
      'matching platform',
      'for platform',
      'match for current platform',
      'no matching manifest',
      'cannot be used on this platform',
      'does not match the detected host platform',
      'operating system does not match',
    ],
  ],
  // Attestations beside the image, layers compressed in two ways: https://github.com/aws/aws-cdk/issues/30258
  ['format', ['media type', 'media-type', 'diffids']],
  [
    'command',
    [
      'executable file not found',
      'no command specified',
      'exec <> permission denied',
      'exec <> no such file',
      'exec user process caused',
      'chdir to cwd',
    ],
  ],
  [
    'malformed',
    [
      'did not contain json key',
      'invalid character',
      'invalid name',
      'validationexception',
      'invalid reference format',
      'normalize image',
      'invalid arn',
      'valid arn',
      'arn format',
      'validation error',
      'unmarshal',
      'valid json',
      'malformed',
      'empty field',
      'invalid schema',
      'unable to parse',
      'permanentredirect',
      'moved permanently',
      'incorrect region',
      'is required',
    ],
  ],
  [
    'unreachable',
    [
      'i/o timeout',
      'context deadline exceeded',
      'request canceled',
      'context canceled',
      'context cancelled',
      'dial tcp',
      'no such host',
      'server misbehaving',
      'name resolution',
      'connection refused',
      'connection issue',
      'connection timed out',
      'network is unreachable',
      'no route to host',
      'any registry endpoint',
      'statuscode: 0',
      'send request failed',
      'timeout exceeded',
      'handshake timeout',
      'check your network configuration',
      'check your task network configuration',
      'signal: killed',
      // The endpoint for S3 lacks its route: task_cannot_pull_image.html
      'nil pointer dereference',
    ],
  ],
  [
    'denied',
    [
      'denied',
      'accessdeniedexception',
      'access to kms is not allowed',
      'not authorized',
      'not authorized to perform',
      'unauthorized',
      'forbidden',
      'no basic auth',
      'failed to authorize',
      'anonymous token',
      'oauth token',
      'authentication required',
      'explicit deny',
      'check that the role has',
      'insufficient_scope',
      "can't decrypt",
      'decryptionfailure',
      'kmsinvalidstate',
      'pending deletion',
      'expiredtoken',
      'security token',
      'nocredential',
      'no valid providers',
      'failed to load credentials',
      'execution role credentials',
    ],
    /\b40[13]\b/,
  ],
  [
    'missing',
    [
      'not found',
      'notfound',
      'does not exist',
      "doesn't exist",
      'nosuchkey',
      'nosuchbucket',
      'no such key',
      "can't find",
      'cannot find',
      'could not be found',
      'manifest unknown',
      'name unknown',
      'no such image',
      'invalid ssm parameters',
      'invalid parameters',
      'invalidparameters',
      'marked for deletion',
      'scheduled for deletion',
      'whether the secret exists',
      'secret arn is correct',
    ],
    /\b404\b/,
  ],
  [
    'unavailable',
    [
      'bad gateway',
      'gateway timeout',
      'gateway time-out',
      'service unavailable',
      'internal server error',
      'connection reset',
      'unexpected eof',
      ': eof',
      'timed out',
      'timeout',
      'x509',
      'certificate',
    ],
    /\b50[0234]\b/,
  ],
]

/**
 * What a fault shows by where ECS names none: Go says `Get "https://…": …` only of a request that got no answer.
 */
export const hints: typeof faults = [
  // The configuration of an image is fetched after its manifest was found.
  ['unreachable', ['get <>', 'head <>', 'post <>', 'failed open', 'error pulling image conf']],
  ['machine', ['failed to register layer']],
  ['malformed', ['failed to unpack', 'failed to extract']],
]
