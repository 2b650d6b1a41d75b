import { z } from 'zod';

export const severitySchema = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** 0 for low up to 3 for critical. */
export function severityRank(severity: Severity): number {
  return severitySchema.options.indexOf(severity);
}

/** Severity of a score: medium from 2, high from 3, critical from 5 (p = 1e-6, 1e-9 and 1e-15 under normal behaviour). */
export function severityOf(score: number): Severity {
  if (score >= 5) return 'critical';
  if (score >= 3) return 'high';
  return score >= 2 ? 'medium' : 'low';
}
