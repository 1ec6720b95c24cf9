import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kafkaJars } from './kafka-jars.mjs';
import { startChild } from './child.mjs';
import { endLeftover } from './pid-file.mjs';
import { runToEnd } from './run-to-end.mjs';

const logging = fileURLToPath(new URL('../../infra/kafka/log4j2.properties', import.meta.url));

/**
 * Starts one Apache Kafka broker (KRaft, controller in the same process) on 127.0.0.1:`port`, its log in
 * `dataDir`/kafka. Ready means: this very process has said that it has started. `heapMb` 192 is enough for one
 * developer; load tests want 512, which also lets the JVM use its full compiler.
 */
export async function startKafka({ dataDir, port, controllerPort, heapMb = 192 }) {
  const jars = join(await kafkaJars(), '*');
  const pidFile = join(dataDir, 'run', 'kafka.json');
  await endLeftover(pidFile);
  const folder = join(dataDir, 'kafka');
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, serverProperties({ port, controllerPort, logDir: join(folder, 'log') }));
  if (!existsSync(join(folder, 'log', 'meta.properties'))) {
    const clusterId = `c${randomBytes(16).toString('base64url').slice(1)}`; // a leading `-` would be read as an option
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, '--ignore-formatted'];
    await runToEnd('java', [
      '-Xmx128m',
      '-XX:+UseSerialGC',
      `-Dlog4j2.configurationFile=file:${logging}`,
      '-cp',
      jars,
      ...format,
    ]);
  }
  const compiler = heapMb < 512 ? ['-XX:TieredStopAtLevel=1'] : [];
  const memory = ['-Xms64m', `-Xmx${heapMb}m`, '-XX:+UseSerialGC', '-Xss256k', ...compiler];
  const server = startChild({
    name: 'kafka',
    command: 'java',
    args: [...memory, `-Dlog4j2.configurationFile=file:${logging}`, '-cp', jars, 'kafka.Kafka', properties],
    cwd: folder,
    logFile: join(dataDir, 'logs', 'kafka.log'),
    pidFile,
    deathSignal: 'SIGTERM',
  });
  await server.ready(() => server.output().includes('Kafka Server started'), 90_000);
  return {
    ...server,
    address: `127.0.0.1:${port}`,
    stop: () => server.stop('SIGTERM', 30_000),
  };
}

function serverProperties({ port, controllerPort, logDir }) {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${logDir}
auto.create.topics.enable=false
offsets.topic.num.partitions=5
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# A killed broker may register again only when its old session is over: 9 s unless said.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
# One broker on two cores; each idle thread and each empty record of the controller's log wakes the machine.
num.network.threads=2
num.io.threads=4
metadata.max.idle.interval.ms=5000
# The default of 128 MB does not fit into a small heap: the broker would die at its start.
log.cleaner.dedupe.buffer.size=8388608
`;
}
