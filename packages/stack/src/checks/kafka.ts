import { kafkaListeners } from '../catalogue/kafka.ts';
import { isLocal } from '../model/is-local.ts';
import { type Reference, referencesOf } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { type Stack, servicesOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { oncePerPlace } from './check.ts';

/** Kafka's listeners: a client is sent on to the advertised address, so that must lead back from wherever it stands. */
export function checkKafka(stack: Stack): Problem[] {
  const problems = servicesOf(stack, 'Kafka').flatMap((kafka) => {
    const advertised = kafka.environment.get('KAFKA_ADVERTISED_LISTENERS');
    if (advertised === undefined) return [];
    const place = advertised.node.place;
    const listeners = kafkaListeners(advertised.text);
    const problem = (message: string) => problemAt(place, 'kafka-listener', message);
    return [
      ...unnamed(
        kafka,
        listeners.map(({ name }) => name),
      ).map(problem),
      ...forHost(kafka, listeners).map(problem),
      ...(listeners.some(({ host }) => host === kafka.name)
        ? []
        : [
            problem(
              `containers cannot reach ${kafka.name}: none of its advertised listeners is ${kafka.name}:PORT`,
            ),
          ]),
      ...referencesOf(stack).flatMap((reference) => sentOn(kafka, reference)),
    ];
  });
  return oncePerPlace(problems);
}

type Listeners = ReturnType<typeof kafkaListeners>;

function unnamed(kafka: Service, names: readonly string[]): string[] {
  const own = kafkaListeners(kafka.environment.get('KAFKA_LISTENERS')?.text ?? '').map(({ name }) => name);
  if (own.length === 0) return [];
  return names
    .filter((name) => !own.includes(name))
    .map((name) => `the advertised listener ${name} is not in KAFKA_LISTENERS`);
}

function forHost(kafka: Service, listeners: Listeners): string[] {
  const local = listeners.filter(({ host }) => isLocal(host));
  if (local.length === 0)
    return [
      `programs on the host cannot use ${kafka.name}: none of its advertised listeners is localhost:PORT`,
    ];
  return local
    .filter(({ port }) => !kafka.ports.some(({ published, target }) => published === port && target === port))
    .map(({ port }) => `localhost:${port} is advertised, but port ${port} is not published as ${port}`);
}

/** A container that asks a listener which advertises localhost is told to look for the broker in itself. */
function sentOn(kafka: Service, reference: Reference): Problem[] {
  const { from, host, port } = reference;
  if (host !== kafka.name || from === kafka) return [];
  const text = kafka.environment.get('KAFKA_ADVERTISED_LISTENERS')?.text ?? '';
  const listener = kafkaListeners(text).find((candidate) => candidate.port === port);
  if (listener === undefined || !isLocal(listener.host)) return [];
  const message = `${from.name} asks ${host}:${port}, the listener for the host, and would be sent on to ${listener.host}:${port}, which is itself: use the listener for containers`;
  return [problemAt(reference.place, 'kafka-listener', message)];
}
