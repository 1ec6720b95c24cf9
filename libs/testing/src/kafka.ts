import { randomBytes } from 'node:crypto';
import {
  createTopics,
  KafkaSender,
  readFromBeginning,
  type KafkaAddress,
  type TopicPlan,
  type WireMessage,
} from '@chowk/kit';
import { eventually, type Patience } from './eventually.js';
import { testStack } from './stack.js';

/** A corner of the broker for one test file: its own prefix, so that files do not hear each other. */
export class TestKafka {
  readonly prefix = `t${process.pid}-${randomBytes(4).toString('hex')}.`;
  readonly brokers = testStack().kafkaBrokers.split(',');
  private readonly sender = new KafkaSender(this.address('test'));

  /** Where a service of that name finds its topics. */
  address(service: string): KafkaAddress {
    return { brokers: this.brokers, prefix: this.prefix, service };
  }

  create(...topics: TopicPlan[]): Promise<void> {
    return createTopics(this.brokers, this.prefix, topics);
  }

  /** Sends as another service would, or as an attacker. A broker that has just made a topic may not lead it yet: waits for it. */
  async send(...messages: Parameters<KafkaSender['send']>[0]): Promise<void> {
    await eventually('the broker takes the messages', async () => {
      await this.sender.send(messages);
      return true;
    });
  }

  /** Follows topics from their beginning and keeps all that comes. */
  listen(...topics: string[]): TopicListener {
    return new TopicListener(this.address('listener'), topics);
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}

/** Everything a topic has told so far, in order per partition. */
export class TopicListener {
  readonly messages: WireMessage[] = [];
  private readonly reader;

  constructor(address: KafkaAddress, topics: readonly string[]) {
    this.reader = readFromBeginning(address, topics, (message) => void this.messages.push(message));
  }

  /** Waits for a message that fits. */
  heard(reason: string, fits: (message: WireMessage) => boolean, patience?: Patience): Promise<WireMessage> {
    return eventually(reason, () => this.messages.find(fits), patience);
  }

  /** Waits until all that is in the topics now has been read. */
  catchUp(): Promise<void> {
    return this.reader.catchUp();
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
