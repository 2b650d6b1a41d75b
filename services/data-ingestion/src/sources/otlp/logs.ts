import type { Labels } from '@aiops/contracts';
import { z } from 'zod';
import { levelInLine, levelOfNumber, levelOfText } from '../../log-level.ts';
import type { LogLine } from '../../messages/log-out.ts';
import { msToNs } from '../../plan-window.ts';
import { labelsOf, textOf } from './any-value.ts';
import { hexId } from './hex-id.ts';
import { RefusalCount, type Refusals, rawEnum, rawList, rawNanos, rawResource } from './raw.ts';

const SEVERITY_NAME = /^SEVERITY_NUMBER_(?<level>[A-Z]+?)\d?$/;

const resourceSchema = z.looseObject({ resource: rawResource, scopeLogs: rawList });
const scopeSchema = z.looseObject({ logRecords: rawList });
const recordSchema = z.looseObject({
  timeUnixNano: rawNanos,
  observedTimeUnixNano: rawNanos,
  severityNumber: rawEnum,
  severityText: z.string().nullish(),
  body: z.unknown().optional(),
  attributes: z.unknown().optional(),
  traceId: z.unknown().optional(),
});

/**
 * The lines of OTLP resource logs, from JSON or decoded protobuf. A record without a time of its own has the time at which
 * it was observed, and without that the time `at` at which it arrived (epoch ms).
 */
export function logLines(
  resourceLogs: readonly unknown[],
  at: number,
): { lines: LogLine[]; refused: Refusals } {
  const lines: LogLine[] = [];
  const refused = new RefusalCount();
  for (const entry of resourceLogs) {
    const resource = resourceSchema.safeParse(entry);
    if (!resource.success) {
      refused.add(`resourceLogs: ${z.prettifyError(resource.error)}`);
      continue;
    }
    const attributes = labelsOf(resource.data.resource?.attributes);
    const scopes = resource.data.scopeLogs ?? [];
    for (const raw of scopes.flatMap((scope) => scopeSchema.safeParse(scope).data?.logRecords ?? [])) {
      const record = recordSchema.safeParse(raw);
      if (record.success) lines.push(logLine(record.data, attributes, at));
      else refused.add(`logRecord: ${z.prettifyError(record.error)}`);
    }
  }
  return { lines, refused };
}

function logLine(record: z.infer<typeof recordSchema>, resource: Labels, at: number): LogLine {
  const line = textOf(record.body);
  return {
    ns: record.timeUnixNano ?? record.observedTimeUnixNano ?? msToNs(at),
    line,
    labels: { ...resource, ...labelsOf(record.attributes) },
    level: levelOfText(record.severityText ?? undefined) ?? level(record.severityNumber) ?? levelInLine(line),
    traceId: hexId(record.traceId, 16),
    at,
    source: 'otlp',
  };
}

function level(severity: string | number | null | undefined): string | undefined {
  const name = SEVERITY_NAME.exec(String(severity ?? ''))?.groups?.level;
  return name === undefined ? levelOfNumber(Number(severity ?? 0)) : levelOfText(name);
}
