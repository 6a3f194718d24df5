import type { Deployment } from '../deployment.ts'

/** What the outputs that hold a queue's address end in. */
export const suffix = 'QueueUrl'

/** The queues of a deployment by name: `Uploads`, `UploadsDeadLetters`, … */
export const queueUrls = ({ outputs }: Pick<Deployment, 'outputs'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([key, url]) =>
      key.endsWith(suffix) ? [[key.slice(0, -suffix.length), url]] : [],
    ),
  )
