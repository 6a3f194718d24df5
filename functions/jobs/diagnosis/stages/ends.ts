import type { StagePhrases } from './stage.ts'

/** What ended a task from outside, or while it ran. */
export const stagesOfEnd: readonly StagePhrases[] = [
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
]
