import { defineConfig, own } from './shared/config/define-config.ts'

/**
 * A small shop's night shift. Numbers and addresses are from the ranges reserved for examples:
 * put your own here, or `ssm('/shop/mina/phone')` to keep them out of this file.
 */
export const config = defineConfig({
  name: 'corner-shop',
  region: 'ap-northeast-2',
  tags: { Project: 'corner-shop' },

  alerts: {
    emailFrom: 'nightshift@corner-shop.example',
    responders: {
      mina: { sms: '+12025550101', email: 'mina@corner-shop.example', zone: 'Asia/Seoul' },
      joon: {
        sms: '+12025550102',
        email: 'joon@corner-shop.example',
        language: 'ko',
        zone: 'Asia/Seoul',
        quietHours: { from: '22:00', until: '07:00' },
      },
      alex: { sms: '+12025550103', email: 'alex@corner-shop.example', zone: 'Europe/Berlin' },
    },
    rotations: {
      primary: {
        zone: 'Asia/Seoul',
        every: 'week',
        from: '2026-01-05',
        at: '09:00',
        responders: ['mina', 'joon', 'alex'],
      },
    },
    policies: {
      shop: {
        steps: [
          { notify: ['primary'], wait: '10 minutes' },
          { notify: ['mina', 'alex'], wait: '15 minutes' },
        ],
      },
      // For trying it out: what is called drill-… goes on to the next after ten seconds.
      drill: {
        steps: [
          { notify: ['primary'], wait: '10 seconds' },
          { notify: ['mina', 'alex'], wait: '10 minutes' },
        ],
        repeat: 0,
      },
    },
    onCall: 'shop',
    routes: [
      { match: { alarm: 'corner-shop-orders-waiting' }, severity: 'warning' },
      { match: { alarm: 'drill-*' }, to: 'drill' },
    ],
    fallback: ['mina', 'alex'],
    // What is outside AWS reports here, by the address that `nightshift alerts sources` shows.
    sources: { prometheus: { kind: 'alertmanager' } },
    alarms: {
      'checkout-errors': {
        logGroup: '/nightshift/corner-shop-web',
        pattern: '?ERROR ?Exception',
        threshold: 5,
        description: 'Checkout writes errors. Look at the last deployment first.',
      },
      'orders-waiting': {
        namespace: 'AWS/SQS',
        metric: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: 'corner-shop-orders' },
        statistic: 'Maximum',
        threshold: 600,
        description: 'Orders wait for more than ten minutes. Is the order service running?',
      },
    },
  },

  thumbnails: {
    sizes: { large: 1600, medium: 800, small: 200 },
  },

  jobs: {
    'nightly-report': {
      schedule: 'cron(30 2 * * ? *)',
      zone: 'Asia/Seoul',
      image: 'public.ecr.aws/docker/library/busybox:1.37',
      command: ['sh', '-c', 'echo "sales of the day: done"'],
      catchUp: 'latest',
      expectedDuration: '10 minutes',
      runTimeout: '1 hour',
      owner: 'sales',
    },
    'sync-stock': {
      schedule: 'rate(15 minutes)',
      image: 'public.ecr.aws/docker/library/busybox:1.37',
      command: ['sh', '-c', 'echo "stock levels: in step"'],
      startWithin: '5 minutes',
      runTimeout: '10 minutes',
    },
    // For trying it out: one at a time, six seconds at most, and tried again after one.
    drill: {
      schedule: 'cron(0 12 1 1 ? *)',
      image: 'public.ecr.aws/docker/library/busybox:1.37',
      command: ['sh', '-c', 'echo "a drill: done"'],
      overlap: 'forbid',
      runTimeout: '6 seconds',
      stopTimeout: '2 seconds',
      retries: { wait: '1 second' },
    },
  },

  metrics: {
    newestObject: [{ bucket: own('uploads') }],
  },

  lifecycle: {
    buckets: [
      { bucket: own('uploads'), presets: ['photo-originals', 'recoverable-deletes', 'incomplete-uploads'] },
      // Not photo-thumbnails: an original in GLACIER cannot be read, so its thumbnails could not be made again.
      { bucket: own('thumbnails'), presets: ['incomplete-uploads'] },
    ],
  },

  // Nobody buys in the night to Monday: for six hours the shop and its database cost nothing but storage.
  hours: {
    calendars: {
      shop: {
        zone: 'Asia/Seoul',
        rules: [{ days: 'tue-sun' }, { days: 'mon', from: '06:00', until: '24:00' }],
      },
    },
    targets: [
      { name: 'database', 'rds-instances': { names: ['corner-shop-data-postgres'] }, calendar: 'shop' },
      {
        name: 'web',
        'ecs-services': { names: ['corner-shop-web/corner-shop-web'] },
        calendar: 'shop',
        after: ['database'],
      },
    ],
  },

  // Keys that get old, and what costs and does nothing. The laptop's emulator knows no more; in an account leave `only` out, and all is looked at.
  audits: { only: ['credentials', 'waste'] },

  // A snapshot each night, and each Sunday the proof that the shop can be restored from it.
  backups: {
    plans: {
      shop: {
        resources: { 'rds-instances': { names: ['corner-shop-data-postgres'] } },
        schedule: 'cron(0 3 * * ? *)',
        zone: 'Asia/Seoul',
        keep: { daily: 7, weekly: 4, monthly: 12 },
      },
    },
    proofs: {
      shop: {
        of: 'rds-instance/corner-shop-data-postgres',
        schedule: 'cron(0 4 ? * SUN *)',
        zone: 'Asia/Seoul',
        // The laptop asks for no password. On AWS add `secret`, the output DatabaseSecretArn of the database's stack.
        check: { sql: 'select count(*) from orders', expect: { atLeast: 1 }, database: 'shop' },
      },
    },
  },

  firewall: {
    rules: {
      // Nobody who means well asks a shop without WordPress for its login, or for its secrets: once is enough.
      probes: {
        paths: ['/wp-login.php', '/xmlrpc.php', '/.env', '/.git/*'],
        threshold: 1,
        window: '5 minutes',
        block: '1 hour',
        mode: 'block',
        escalate: { factor: 4, most: '7 days' },
      },
      // A broken page costs a customer some ten errors, a scanner makes hundreds.
      scanners: {
        errors: ['4xx'],
        threshold: 50,
        window: '5 minutes',
        block: '1 hour',
        mode: 'block',
        escalate: { factor: 2, most: '7 days' },
      },
      // Ten pages a second for a minute. In the shadow until it shows that it means no customer: npm run -s nightshift -- firewall count
      scrapers: { requests: true, threshold: 600, window: '1 minute', block: '15 minutes' },
    },
    customers: ['/checkout/*', '/account/*'],
  },

  estate: {
    network: { nat: 'none' },
    web: { image: 'public.ecr.aws/nginx/nginx:1.29', port: 80 },
    database: { name: 'shop' },
  },
})
