import { letterOf } from '../../api/queues/letter.ts'

const queue = (name: string, waiting: number, oldestSeconds?: number) => ({
  queue: name,
  deadLetters: name.endsWith('DeadLetters'),
  waiting,
  working: 0,
  delayed: 0,
  oldestSeconds,
})

const file = {
  requestContext: { functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:corner-shop-thumbnails-on-upload' },
  requestPayload: {
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        requestParameters: { sourceIPAddress: '203.0.113.7' },
        s3: { bucket: { name: 'corner-shop-uploads' }, object: { key: 'photos/IMG_4711.jpg', size: 812_331 } },
      },
    ],
  },
  responsePayload: { errorType: 'TimeoutError', errorMessage: 'Task timed out after 30.00 seconds' },
}

const alarm = {
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:corner-shop-alarms',
  Message: JSON.stringify({ AlarmName: 'corner-shop-orders-waiting', NewStateValue: 'ALARM' }),
}

/** What the function of queues would answer, were there any. */
export const madeUpQueues = (
  { action, queue: name = '' }: { readonly action?: string; readonly queue?: string },
  now: number,
): unknown => {
  if (action === 'queues')
    return [
      queue('Uploads', 14, 40),
      queue('UploadsDeadLetters', 3, 7_900),
      queue('Timers', 0),
      queue('AlertsDeadLetters', 0),
      queue('TaskChanges', 2, 3),
      queue('JobsDeadLetters', 0),
    ]
  if (action === 'replay') return { replayed: 1, kept: 0 }
  if (name !== 'UploadsDeadLetters') return { letters: [], count: 0 }
  const letters = [JSON.stringify(file), JSON.stringify(alarm), 'hello?'].map((Body, index) =>
    letterOf(name, {
      MessageId: `1f0d-${index}`,
      Body,
      Attributes: { SentTimestamp: String(now - index * 4_000_000 - 60_000) },
    }),
  )
  return { letters, count: letters.length }
}
