import type { Deployment } from '../api/deployment.ts'

/** What the outputs that hold a queue's address end in. */
export const suffix = 'QueueUrl'

/** The queues of a deployment by name: `Uploads`, `UploadsDeadLetters`, … */
export const queueUrls = ({ outputs }: Deployment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([key, url]) =>
      key.endsWith(suffix) ? [[key.slice(0, -suffix.length), url]] : [],
    ),
  )
