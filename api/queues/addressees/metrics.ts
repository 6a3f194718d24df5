import type { Addressee } from './addressee.ts'

export const metricsAddressee: Addressee = { queue: 'Metrics', of: () => 'Collector' }
