import { nearestName } from '@aiops/config';
import { topicNames } from '@aiops/contracts';
import type { Word } from '../model/compose-service.ts';
import { SETTINGS } from '../model/queries.ts';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** Topics that the fleet does not know: nobody creates or reads them. */
export function checkTopics(stack: Stack): Problem[] {
  const renamed = (stack.files.yaml(SETTINGS)?.at('messaging', 'kafka', 'topics')?.entries ?? []).map(
    ([, node]) => node.text ?? '',
  );
  const known = [...topicNames, ...renamed];
  return topicsNamed(stack)
    .filter(({ text }) => !known.includes(text))
    .map(({ text, node }) => {
      const message = `"${text}" is no topic of the fleet${didYouMean(nearestName(text, known)) || `: nobody creates it; the topics are ${known.join(', ')}`}`;
      return problemAt(node.placeOf(text), 'unknown-topic', message);
    });
}

const NAMED = /(?:--topic[= ]|'topic'\s*=\s*'|\btopic=)([\w.-]+)|\b(aiops\.(?!yml\b|ya?ml\b)[a-z_]{3,})\b/g;

function topicsNamed(stack: Stack): Word[] {
  const collectors = servicesOf(stack, 'OpenTelemetry Collector').flatMap((service) => [
    ...(configOf(stack, service)?.at('exporters')?.entries ?? []),
    ...(configOf(stack, service)?.at('receivers')?.entries ?? []),
  ]);
  const ofCollector = collectors
    .filter(([name]) => /^kafka(?:\/|$)/.test(name))
    .flatMap(([, settings]) => [
      settings,
      ...['traces', 'metrics', 'logs'].flatMap((signal) => settings.at(signal) ?? []),
    ])
    .flatMap((settings): Word[] =>
      [...(settings.at('topic')?.oneOrMore ?? []), ...(settings.at('topics')?.oneOrMore ?? [])].map(
        (node) => ({ text: node.text ?? '', node }),
      ),
    );
  const ofServices = stack.services.flatMap(({ command, environment }) =>
    [...command, ...environment.values()].flatMap(({ text, node }) =>
      [...text.matchAll(NAMED)].map((match) => ({ text: match[1] ?? match[2] ?? '', node })),
    ),
  );
  return [...ofCollector, ...ofServices];
}
