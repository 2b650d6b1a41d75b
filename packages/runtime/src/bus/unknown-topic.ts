/** A topic that the bus does not have. Topics are created explicitly, so this is a wrong name or a forgotten step. */
export class UnknownTopic extends Error {
  override readonly name = 'UnknownTopic';
  readonly topic: string;
  constructor(topic: string, place: string) {
    super(
      `Topic ${topic} does not exist ${place}; create it first (topics are never created on the fly) ` +
        'or correct its name in messaging.kafka.topics',
    );
    this.topic = topic;
  }
}
