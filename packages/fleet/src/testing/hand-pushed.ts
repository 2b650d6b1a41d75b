/** The line that users type into a console producer: no key, no headers, no zone, a sample from 2009. */
export const handPushed =
  '{"metric_name":"cpu_usage","labels":{"instance":"test-server"},"values":[[1234567890,95.0]],"timestamp":"2026-01-27T12:00:00"}';

/** The same line with a second sample at the end of the rule's hold. */
export const handPushedFiring = handPushed.replace('95.0]]', '95.0],[1234568190,96.0]]');
