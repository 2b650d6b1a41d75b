/** Texts of the health of the fleet itself. */
export const health = {
  title: 'Fleet health',
  intro:
    'What the process that serves this page knows: with npm start that is the whole fleet, else insights-action alone.',
  failed: 'The health could not be asked for',
  well: 'Everything is up.',
  degraded: 'Something is down.',
  parts: 'Parts and dependencies',
  up: 'up',
  down: 'down',
  optional: 'the fleet works without it',
  traffic: 'Reading and writing',
  noTraffic: 'Nothing was read or written so far.',
  noMetrics: 'The figures of /metrics could not be had.',
  service: 'Service',
  topic: 'Topic',
  read: 'Messages read',
  written: 'Messages written',
  rate: 'Each second',
  lag: 'Still to read',
  dead: 'Dead letters',
  deadHint:
    'Messages that could not be processed wait untouched in aiops.dlq. Look at them and publish them again where they came from with:',
  noDead: 'None since this process began.',
  reason: 'Reason',
  count: 'Messages',
};
