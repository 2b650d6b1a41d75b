import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A deterministic id: 24 hex digits of SHA-256 over the parts. Derived from content only, never from a clock or a
 * random number, so that a replayed or redelivered input produces the same ids.
 */
export function contentId(...parts: readonly (string | number)[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, 24);
}

/** Id of an anomaly: its series, the rule's name or `detected`, and when it started (epoch ms). */
export function anomalyId(series: string, rule: string, startedAt: number): string {
  return contentId('anomaly', series, rule, startedAt);
}

/** Id of an incident: that of the anomaly which triggered it. */
export function incidentId(triggerAnomalyId: string): string {
  return contentId('incident', triggerAnomalyId);
}
