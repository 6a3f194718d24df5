/** The rooms of rules: what decides, without a clock, an SDK or the environment; and the files of engines that hold decisions. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  'alerts/rules': ['functions/alerts/rules/**/*.ts'],
  'alerts/intake': ['functions/alerts/intake/**/*.ts'],
  'alerts/message': ['functions/alerts/message/**/*.ts'],
  'jobs/rules': ['functions/jobs/rules/**/*.ts', 'functions/jobs/engine/missed.ts'],
  'jobs/diagnosis': ['functions/jobs/diagnosis/**/*.ts'],
  'thumbnails/rules': ['functions/thumbnails/rules/**/*.ts', 'functions/thumbnails/engine/answer.ts'],
  'thumbnails/inspect': ['functions/thumbnails/inspect/**/*.ts'],
  'lifecycle/rules': ['functions/lifecycle/rules/**/*.ts'],
  'metrics/collectors': ['functions/metrics/collectors/**/*.ts'],
  'shared/metrics': ['shared/metrics/**/*.ts'],
  'shared/lifecycle': ['shared/lifecycle/**/*.ts'],
  'shared/on-call': ['shared/on-call/**/*.ts'],
  'shared/schedule': ['shared/schedule/**/*.ts'],
  'shared/jobs': ['shared/jobs/**/*.ts'],
  shared: ['shared/*.ts'],
}
