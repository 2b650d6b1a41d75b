import { pomOf } from './pom.ts';

/** Lines of Kafka that the project is tried on. */
export type KafkaLine = '3.9' | '4';

/** What differs between the lines. */
export interface KafkaVersion {
  readonly version: string;
  readonly pom: string;
  /** Name and text of the logging configuration: everything goes to standard output, and from there to the log file. */
  readonly logging: { readonly file: string; readonly option: string; readonly text: string };
}

/** 3.9 is the last line with a ZooKeeper mode, and brings a ZooKeeper server with it; 4.4 is the newest. */
export const kafkaVersions: Readonly<Record<KafkaLine, KafkaVersion>> = {
  '3.9': {
    version: '3.9.2',
    pom: pomOf('kafka', ['org.apache.kafka:kafka_2.13:3.9.2', 'org.slf4j:slf4j-reload4j:1.7.36']),
    logging: {
      file: 'log4j.properties',
      option: 'log4j.configuration',
      text: `log4j.rootLogger=INFO, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d %p %m (%c)%n
`,
    },
  },
  '4': {
    version: '4.4.0',
    pom: pomOf('kafka4', [
      'org.apache.kafka:kafka_2.13:4.4.0',
      'org.apache.logging.log4j:log4j-slf4j-impl:2.25.5',
    ]),
    logging: {
      file: 'log4j2.properties',
      option: 'log4j2.configurationFile',
      text: `rootLogger.level=INFO
rootLogger.appenderRef.console.ref=Console
appender.console.type=Console
appender.console.name=Console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c)%n
`,
    },
  },
};
