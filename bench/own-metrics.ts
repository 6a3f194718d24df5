/** When a metric that a function of ours writes is written, where nothing goes wrong and nobody uploads anything. */
type Occasion = 'each minute' | 'each run' | 'each reconcile' | 'never'

/**
 * Every metric that the functions write themselves, by the name in `metrics.add`. CloudWatch asks for a metric by the hour in
 * which it is written. A test compares this with the sources.
 */
export const ownMetrics: Readonly<Record<string, Occasion>> = {
  RunsSucceeded: 'each run',
  RunsFailed: 'never',
  RunsMissed: 'never',
  BucketsReconciled: 'each reconcile',
  LifecycleChanges: 'each reconcile',
  LifecycleDrifts: 'each reconcile',
  LifecycleFailures: 'each reconcile',
  ThumbnailsMade: 'never',
  ThumbnailsRefused: 'never',
  ThumbnailsRemoved: 'never',
  ThumbnailsSkipped: 'never',
  ThumbnailMilliseconds: 'never',
  IncidentsOpened: 'never',
  TransitionsSeen: 'never',
  NotificationsAccepted: 'never',
  NotificationsFailed: 'never',
  ChannelsRefused: 'never',
  LinksFailed: 'never',
  LinksRefused: 'never',
  MessagesNotWorded: 'never',
  TimersNotQueued: 'never',
  MessagesFailed: 'never',
}
