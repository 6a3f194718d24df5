import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { makeConfig } from '../../unit/alerts/scene.ts'

const responders = {
  mina: { sms: '+12025550101', email: 'mina@corner-shop.example', zone: 'Europe/Berlin' },
  joon: {
    sms: '+12025550102',
    language: 'ko',
    zone: 'Asia/Seoul',
    quietHours: { from: '07:00', until: '09:30' },
  },
  ada: {
    email: 'ada@corner-shop.example',
    zone: 'America/New_York',
    quietHours: { from: '01:30', until: '02:30' },
  },
  boss: {
    sms: '+12025550104',
    email: 'boss@corner-shop.example',
    webhook: { format: 'ntfy', url: { ssm: '/shop/boss/push' } },
  },
} as const

/** By their own rules: the text only when nobody has acknowledged. */
const patient = {
  ...responders,
  boss: {
    ...responders.boss,
    deliver: [{ channel: 'email' }, { channel: 'webhook' }, { channel: 'sms', after: '3 minutes' }],
  },
  mina: { ...responders.mina, deliver: [{ channel: 'email' }, { channel: 'sms', after: '90 seconds' }] },
} as const

const rotation = (every: string) => ({
  layers: [
    { zone: 'Europe/Berlin', every, from: '2026-01-05', at: '02:30', responders: ['mina', 'joon', 'ada'] },
    {
      zone: 'America/New_York',
      every: 'day',
      from: '2026-01-05',
      responders: ['boss', 'mina'],
      only: { days: ['sunday'] },
    },
  ],
})

const rules = {
  routes: [
    { match: { alarm: 'info-*' }, severity: 'info' },
    { match: { alarm: 'app-*' }, severity: 'warning', to: 'team' },
    { match: { alarm: 'db-*' }, severity: 'critical', to: 'urgent' },
    // What a source reports.
    { match: { alarm: 'source/sim/info-*' }, severity: 'info' },
    { match: { alarm: 'source/sim/app-*' }, severity: 'warning', to: 'team' },
    { match: { alarm: 'source/sim/db-*' }, severity: 'critical', to: 'urgent' },
  ],
  inhibits: [{ when: { alarm: 'db-*' }, mute: { alarm: 'app-1*' } }],
  heartbeats: { backup: { every: '20 minutes', grace: '1 minute' } },
}

/** Ways in which a team may have itself called: short and long waits, with and without rounds. */
export const configs: readonly [AlertsConfig, ...AlertsConfig[]] = [
  ['12 hours', '30 seconds', '2 minutes', 0, '20 minutes'],
  ['day', '90 seconds', '5 minutes', 1, '4 hours'],
  ['2 hours', '10 seconds', '20 minutes', 1, '5 minutes'],
  ['1 hour', '4 minutes', '4 minutes', 2, '1 hour'],
].map(([every, short, long, repeat, acknowledgedFor], index) =>
  makeConfig({
    ...rules,
    responders: index % 2 === 1 ? patient : responders,
    rotations: { primary: rotation(String(every)) },
    policies: {
      team: {
        steps: [
          { notify: ['primary'], wait: long },
          { notify: ['ada', 'boss'], wait: long },
        ],
        repeat,
        remindEvery: '15 minutes',
        acknowledgedFor,
      },
      urgent: {
        steps: [
          { notify: ['primary'], wait: short },
          { notify: ['joon'], wait: short },
          { notify: ['primary', 'boss'], wait: long },
        ],
        repeat,
        remindEvery: '10 minutes',
        acknowledgedFor,
      },
    },
    onCall: 'team',
    fallback: ['boss'],
  }),
) as [AlertsConfig, ...AlertsConfig[]]
