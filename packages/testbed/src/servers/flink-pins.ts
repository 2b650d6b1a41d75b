import { readFileSync } from 'node:fs';
import { repositoryFile } from './repository.ts';

/** What the image of Flink is made of. */
export interface FlinkPins {
  /** `2.2.1`. */
  readonly version: string;
  /** Maven coordinates of the connector for Kafka. */
  readonly kafkaConnector: string;
  /** SHA-256 of its jar, in hex. */
  readonly kafkaConnectorSha256: string;
}

/** The versions that config/flink/Dockerfile names, which is the one place for them. Throws when one is missing there. */
export function flinkPins(): FlinkPins {
  const text = readFileSync(repositoryFile('config/flink/Dockerfile'), 'utf8');
  const pin = (what: string, pattern: RegExp) => {
    const [, value] = pattern.exec(text) ?? [];
    if (value === undefined) throw new Error(`config/flink/Dockerfile names no ${what}`);
    return value;
  };
  return {
    version: pin('version of Flink', /^ARG FLINK_IMAGE=flink:([\d.]+)-java17$/m),
    kafkaConnector: pin('connector for Kafka', /^ARG KAFKA_CONNECTOR=(\S+)$/m),
    kafkaConnectorSha256: pin('checksum of the connector', /^ARG KAFKA_CONNECTOR_SHA256=([0-9a-f]{64})$/m),
  };
}
