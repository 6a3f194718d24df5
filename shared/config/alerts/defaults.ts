// Apart from the schemas, so that the functions need not carry zod for them.

/** What a policy's keys mean when they are left out. */
export const policyDefaults = {
  wait: '10 minutes',
  repeat: 1,
  remindEvery: '1 hour',
  acknowledgedFor: '4 hours',
} as const

/** How bad something can be. */
export const severities = ['critical', 'warning', 'info'] as const
