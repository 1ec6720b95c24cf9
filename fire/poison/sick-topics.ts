import { readFromBeginning, type FromBeginning, type WireMessage } from '@chowk/kit';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Message } from './kinds.ts';

/** Where a message came to stand. */
export interface Stands {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** A message of a dead-letter topic and when it was there (ms since 1970). */
export interface Announced {
  readonly message: WireMessage;
  readonly at: number;
}

/** Puts messages into the real topics, as a sick producer would, and listens to what becomes a dead letter. */
export class SickTopics {
  private readonly prefix: string;
  private readonly producer: Producer;
  private readonly announced: Announced[] = [];
  private readonly reader: FromBeginning;

  constructor({ servers, prefix }: FieldSystem) {
    const brokers = servers.kafkaBrokers.split(',');
    this.prefix = prefix;
    this.producer = new Kafka({ brokers, clientId: 'poison', logLevel: logLevel.NOTHING }).producer({
      allowAutoTopicCreation: false,
    });
    const topics = ['order.dead-letter', 'notification.dead-letter'];
    this.reader = readFromBeginning({ brokers, prefix, service: 'poison' }, topics, (message) => {
      this.announced.push({ message, at: Date.now() });
    });
  }

  async open(): Promise<void> {
    await this.producer.connect();
    await this.reader.whenCaughtUp;
  }

  /** Sends them to one partition, in order. */
  async send(topic: string, partition: number, messages: readonly Message[]): Promise<Stands[]> {
    const [answer] = await this.producer.send({
      topic: this.prefix + topic,
      messages: messages.map((message) => ({ ...message, headers: { ...message.headers }, partition })),
    });
    const first = BigInt(answer?.baseOffset ?? '0');
    return messages.map((_message, index) => ({ topic, partition, offset: String(first + BigInt(index)) }));
  }

  /** The dead letter of a message, once it is announced. */
  letterOf({ topic, partition, offset }: Stands): Announced | undefined {
    return this.announced.find(
      ({ message: { headers } }) =>
        headers['dl-topic'] === topic &&
        headers['dl-partition'] === String(partition) &&
        headers['dl-offset'] === offset,
    );
  }

  /** The first dead letter of a key. */
  letterOfKey(key: string): Announced | undefined {
    return this.announced.find(({ message }) => message.key === key);
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.producer.disconnect()]);
  }
}
