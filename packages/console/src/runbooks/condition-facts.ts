import type { Runbook } from '../live/api-types.ts';
import type { Words } from '../words/en.ts';

/** One thing that an anomaly has to be so that a runbook is suggested. */
export interface ConditionFact {
  readonly name: string;
  readonly value: string;
}

type RunbookWords = Pick<Words['runbooks'], 'condition' | 'above' | 'below' | 'either'>;

/** What a runbook matches, in words; all of it has to hold. Empty when it matches everything. */
export function conditionFacts(
  { conditions }: Pick<Runbook, 'conditions'>,
  words: RunbookWords,
): ConditionFact[] {
  const { metric_name, severity, entity_type, value, labels, cause } = conditions;
  const { condition, either } = words;
  const fact = (name: string, given: unknown): ConditionFact[] => {
    const text = oneOf(given, either);
    return text === undefined ? [] : [{ name, value: text }];
  };
  return [
    ...fact(condition.metric, metric_name),
    // A single severity stands for worse ones, too; a list for exactly those that it names.
    ...fact(Array.isArray(severity) ? condition.severity : condition.leastSeverity, severity),
    ...fact(condition.entityType, entity_type),
    ...boundsOf(value, words).map((text) => ({ name: condition.value, value: text })),
    ...Object.entries(fieldsOf(labels)).map(([name, wanted]) => ({
      name: condition.label(name),
      value: String(wanted),
    })),
    ...fact(condition.causeMetric, fieldsOf(cause).metric_name),
    ...fact(condition.causeType, fieldsOf(cause).entity_type),
  ];
}

function boundsOf(value: unknown, { above, below }: RunbookWords): string[] {
  const bounds = fieldsOf(value);
  return [
    ...(typeof bounds.above === 'number' ? [above(String(bounds.above))] : []),
    ...(typeof bounds.below === 'number' ? [below(String(bounds.below))] : []),
  ];
}

function oneOf(given: unknown, either: string): string | undefined {
  if (given === undefined || given === null) return undefined;
  return Array.isArray(given) ? given.map(String).join(either) : String(given);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
