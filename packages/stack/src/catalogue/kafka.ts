import type { ComposeService } from '../model/compose-service.ts';
import { type ImageFamily, type Listener, tcp } from './image-family.ts';

/** A listener of a Kafka broker, as `KAFKA_LISTENERS` and `KAFKA_ADVERTISED_LISTENERS` write it. */
export interface KafkaListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Reads `NAME://host:port,NAME://host:port`. */
export function kafkaListeners(text: string): KafkaListener[] {
  return [...text.matchAll(/([A-Za-z_]\w*):\/\/([^:,/\s]*):(\d+)/g)].map((match) => ({
    name: match[1] ?? '',
    host: match[2] ?? '',
    port: Number(match[3]),
  }));
}

/** Kafka in Confluent's images, which take every setting as a variable and have the command-line tools on the path. */
export const kafka: ImageFamily = {
  name: 'Kafka',
  images: ['confluentinc/cp-kafka', 'apache/kafka'],
  listens: ({ service }) => listenersOf(service),
  configs: [],
  paths: ['/var/lib/kafka/data', '/var/lib/kafka', '/etc/kafka', '/opt/kafka', '/etc/confluent/docker'],
  endpoints: [],
};

/** Listeners named by the variables; without them the usual two of this stack, because a start script may set them. */
function listenersOf(service: ComposeService): Listener[] {
  const told = kafkaListeners(
    [service.environment.get('KAFKA_LISTENERS'), service.environment.get('KAFKA_ADVERTISED_LISTENERS')]
      .map((word) => word?.text ?? '')
      .join(','),
  );
  return told.length === 0 ? [tcp(9092)] : told.map(({ port }) => tcp(port));
}
