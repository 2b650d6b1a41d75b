import type { Certificates } from './certificates.ts';

/** Ways into a secured broker, by the protocol's name in Kafka; `MTLS` is `SSL` that asks clients for their certificate. */
export const securedListeners = ['SASL_PLAINTEXT', 'SSL', 'SASL_SSL', 'MTLS'] as const;
export type SecuredListener = (typeof securedListeners)[number];

/** What a secured broker expects. */
export interface KafkaSecurity {
  readonly certificates: Certificates;
  /** Who may log in, with PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
  readonly user: { readonly name: string; readonly password: string };
}

/** Where a broker listens and keeps its data. */
export interface BrokerPlace {
  readonly port: number;
  /** Its own controller's port, or ZooKeeper's address. */
  readonly metadata: { readonly controllerPort: number } | { readonly zookeeper: string };
  readonly logs: string;
  readonly secured?: KafkaSecurity & { readonly ports: Readonly<Record<SecuredListener, number>> };
}

/** `server.properties` of a single broker on the loopback interface, fit for both lines of Kafka. */
export function kafkaProperties(place: BrokerPlace): string {
  const settings = {
    ...metadataSettings(place),
    ...listenerSettings(place),
    ...(place.secured === undefined ? {} : securitySettings(place.secured)),
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': place.logs,
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    'num.partitions': '1',
    // So that a test of retention need not wait for the five minutes between two clean-ups.
    'log.retention.check.interval.ms': '1000',
    'log.segment.delete.delay.ms': '1000',
    'log.initial.task.delay.ms': '1000',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function metadataSettings({ metadata }: BrokerPlace): Record<string, string> {
  if ('zookeeper' in metadata)
    return {
      'broker.id': '1',
      'zookeeper.connect': metadata.zookeeper,
      'zookeeper.connection.timeout.ms': '18000',
    };
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${metadata.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
  };
}

function listenerSettings({ port, metadata, secured }: BrokerPlace): Record<string, string> {
  const listeners = [['PLAINTEXT', port] as const, ...securedListeners.map(portOf)].filter(isThere);
  const addresses = listeners.map(([name, at]) => `${name}://127.0.0.1:${at}`);
  const protocols = listeners.map(([name]) => `${name}:${name === 'MTLS' ? 'SSL' : name}`);
  const controller = 'zookeeper' in metadata ? [] : [`CONTROLLER://127.0.0.1:${metadata.controllerPort}`];
  return {
    listeners: [...addresses, ...controller].join(','),
    'advertised.listeners': addresses.join(','),
    'listener.security.protocol.map': [...protocols, 'CONTROLLER:PLAINTEXT'].join(','),
  };
  function portOf(name: SecuredListener) {
    return [name, secured?.ports[name]] as const;
  }
}

function isThere(listener: readonly [string, number | undefined]): listener is readonly [string, number] {
  return listener[1] !== undefined;
}

function securitySettings({ certificates, user }: KafkaSecurity): Record<string, string> {
  const logins = ['sasl_plaintext', 'sasl_ssl'].flatMap((listener) => {
    const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.name}="${user.password}";`;
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
    return [
      [`listener.name.${listener}.plain.sasl.jaas.config`, plain],
      [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`, scram],
      [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`, scram],
    ];
  });
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...Object.fromEntries(logins),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificates.server.bothFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.caFile,
    'listener.name.mtls.ssl.client.auth': 'required',
  };
}
